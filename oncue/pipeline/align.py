"""The alignment of one recording with its transcript: the stages of a job, in order, in this process."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from oncue.acoustic.forced_aligner import load_search
from oncue.acoustic.lexicon import can_pronounce
from oncue.alignment.heard_words import hear
from oncue.asr.protocol import Recognizer
from oncue.audio.media import Media, open_media
from oncue.audio.pcm import Pcm
from oncue.errors import AudioSilent, CoverageTooLow, OncueError, TranscriptMismatch
from oncue.model import SOUND_AND_NETWORK_ALIGNER, Alignment, Token, Transcript
from oncue.options.recognition import LISTEN_ALL, LISTEN_AS_NEEDED
from oncue.pipeline.assemble import assemble
from oncue.pipeline.chosen_language import readings
from oncue.pipeline.components import OWN_COMPONENTS, Components
from oncue.pipeline.encoder_cache import RecomputedEncodings
from oncue.pipeline.fit_level import is_measured
from oncue.pipeline.follow_heard import follow_heard
from oncue.pipeline.listen_for_the_rest import windows_left_over
from oncue.pipeline.masked_windows import listen_where_masked
from oncue.pipeline.match_text import borne_out, match_text
from oncue.pipeline.opened_components import OpenedComponents
from oncue.pipeline.options import AlignOptions
from oncue.pipeline.other_sounds import Listener, Sound, are_doubtful, decode_first, fits_better, sound_key, with_tracks
from oncue.pipeline.plan import Plan, ensure_choice, plan_recognition, unless_failed
from oncue.pipeline.recognise import DetectedSpeech, detect_speech, listen_again, recognise
from oncue.pipeline.recognition_cache import RecognitionCache, RecognitionKey, RecognitionResult
from oncue.pipeline.recognizers import Recognizers
from oncue.pipeline.said_once import without_unsaid_copies
from oncue.pipeline.second_hearing import hear_again, windows_to_hear_again
from oncue.pipeline.spoken_language import explain_language_mismatch
from oncue.pipeline.stage_clock import Report, StageClock, silent
from oncue.pipeline.track_order import RankedTrack, tracks_in_order
from oncue.pipeline.weigh_differences import weigh_differences
from oncue.pipeline.whisper_passes import Recognition
from oncue.pipeline.word_times import Recording, time_words
from oncue.progress import Progress, Stage
from oncue.text.language_id import Detected, load_identifier
from oncue.text.language_tags import language_code
from oncue.text.parallel_languages import parallel_languages

__all__ = ["AlignOptions", "Components", "Report", "TextAndLanguage", "align", "align_as_read"]

TextAndLanguage = tuple[Transcript, Detected | None]
"""A transcript, and its language where that was detected when it was read."""


def align(
    audio: Path,
    transcript: Transcript,
    options: AlignOptions,
    *,
    folder: Path,
    components: Components = OWN_COMPONENTS,
    on_progress: Progress = silent,
    report: Report | None = None,
    detected: Detected | None = None,
    audio_name: str | None = None,
) -> Alignment:
    """The alignment of `transcript` with the recording `audio`; temporary files go to `folder`, which the caller removes.

    `components` are the parts it is made with. `detected` is the transcript's language where it was detected before; an
    option `language` goes before it. `audio_name` is what errors call the recording where its path is not its owner's.

    Where the components keep recognitions of this recording it uses one of those. The recording is decoded again all the
    same: that takes 3 % of the time, and PCM kept for it would take 115 MB an hour.

    Of several sound tracks, the one whose language or flag fits is listened to, of several channels those with the speech;
    where they do not fit the text, the others are tried before it is refused. A warning says what was listened to.

    Raises the `InputError`s of decoding, `TrackUnknown` and `ChannelUnknown` for what is asked for and not there,
    `AudioSilent` where nobody speaks, `TranscriptMismatch`, `CoverageTooLow`,
    `EngineUnavailable` and `ModelUnavailable` for what is not there (asked for by name, even where it would not be needed),
    `UsageError` for a model that does not know the language, and what `language_of` raises.
    """
    reading: Future[TextAndLanguage] = Future()
    reading.set_result((transcript, detected))
    return align_as_read(
        audio,
        reading,
        options,
        folder=folder,
        components=components,
        on_progress=on_progress,
        report=report,
        audio_name=audio_name,
    )


def align_as_read(
    audio: Path,
    reading: Future[TextAndLanguage],
    options: AlignOptions,
    *,
    folder: Path,
    components: Components = OWN_COMPONENTS,
    on_progress: Progress = silent,
    report: Report | None = None,
    audio_name: str | None = None,
) -> Alignment:
    """`align` of a transcript that is still being read: the recording is decoded meanwhile.

    Raises what `reading` raises, also where the recording is of no use either, and the errors of `align`.
    """
    ensure_choice(options, components.recognizer)
    clock = StageClock(on_progress, report or Report())
    recognizers = Recognizers(components, options.threads, options.hardware)
    with ThreadPoolExecutor(3) as beside:
        planning = beside.submit(_plan, reading, options, components.recognizer)
        beside.submit(_load_search, planning, components)
        if components.recognitions.is_empty:
            beside.submit(_load_recognizer, planning, recognizers)
        try:
            with clock.stage(Stage.DECODE) as done:
                media = open_media(audio, folder, options.limits, audio_name)
                tracks = tracks_in_order(media, options.track, lambda: _language(reading, options, planning))
                pcm = decode_first(media, tracks, options, folder, unless_failed(planning, done))
        except OncueError:
            reading.result()  # of two files that are of no use, the same one is always told of
            raise
        clock.audio_ms = pcm.duration_ms
        # Where other sounds are tried, silence is no error yet.
        alone = not tracks[1:] and not pcm.other_channels
        speech = _detect(pcm, options, clock) if alone and components.recognitions.is_empty else None
        plan = planning.result()
        transcript, _ = reading.result()
        work = _Work(media, tracks, options, components, recognizers, clock, folder, beside)
        if plan is not None:
            return work.align(transcript, plan, pcm, speech)
        return work.align_in_one_language(transcript, pcm, speech or _detect(pcm, options, clock))


def _plan(reading: Future[TextAndLanguage], options: AlignOptions, recognizer: Recognizer | None) -> Plan | None:
    """The plan; None for a text in several languages: before one of them is heard, nothing can be planned."""
    transcript, detected = reading.result()
    if transcript.languages or not transcript.tokens:
        return None
    return plan_recognition(transcript.tokens, options, recognizer, detected)


def _load_search(planning: Future[Plan | None], components: Components) -> None:
    """Makes ready what the sound is searched with."""
    load_identifier()
    plan = planning.result()
    if plan is not None and can_pronounce(plan.key.language, components.pronouncer):
        load_search()


def _load_recognizer(planning: Future[Plan | None], recognizers: Recognizers) -> None:
    """Loads the recogniser that will be needed; what goes wrong is told to who asks for it."""
    plan = planning.result()
    if plan is not None and not _is_guided(plan.key):
        recognizers.get(plan.key.engine, plan.key.model, plan.key.language)


def _language(reading: Future[TextAndLanguage], options: AlignOptions, planning: Future[Plan | None]) -> str:
    """The transcript's, or that of which it has most."""
    plan = planning.result()
    if plan is not None:
        return plan.key.language
    return language_code(options.language) if options.language else parallel_languages(reading.result()[0])[0]


@dataclass(frozen=True, slots=True)
class _Work:
    """The recording of one alignment, opened, and what it is aligned with."""

    media: Media
    tracks: Sequence[RankedTrack]
    options: AlignOptions
    components: Components
    recognizers: Recognizers
    clock: StageClock
    folder: Path
    beside: Executor

    def align_in_one_language(self, transcript: Transcript, pcm: Pcm, speech: DetectedSpeech) -> Alignment:
        """The alignment of what a transcript in several languages says in the one that is heard; if that is not what is
        said, in another of them. Raises for the first one."""
        with self.clock.stage(Stage.LOAD):
            choices = readings(transcript, pcm, speech.windows, self.options, self.components)
        first: TranscriptMismatch | None = None
        for language, reading in choices:
            options = replace(self.options, language=language)
            plan = plan_recognition(reading.tokens, options, self.components.recognizer, None)
            try:
                return self.align(reading, plan, pcm, speech)
            except TranscriptMismatch as mismatch:
                first = first or mismatch
        assert first is not None
        raise first

    def align(self, transcript: Transcript, plan: Plan, pcm: Pcm, speech: DetectedSpeech | None) -> Alignment:
        """The alignment with the sound `pcm`, or with another of the recording where that fits the text better."""
        components, options, tokens = self.components, self.options, transcript.tokens
        language = plan.key.language
        if not _is_guided(plan.key):  # those are recognised before they are searched for
            self.beside.submit(components.pronouncer.load, language)
        opened = OpenedComponents(components, self.recognizers, plan.key, pcm, tokens, options.threads)
        job = _Job(transcript, plan, options, components.recognitions, opened, self.clock, self.beside)
        listener = Listener(self.media, self.tracks, tokens, language, options, opened.recognizer, self.folder)
        if pcm.is_open:
            with self.clock.stage(Stage.DETECT) as done:
                taken = listener.by_the_text(pcm, done)
            speech, pcm = (speech if taken is pcm else None), taken
        return _with_the_fitting_sound(job, listener, pcm, speech)


def _with_the_fitting_sound(job: _Job, listener: Listener, pcm: Pcm, speech: DetectedSpeech | None) -> Alignment:
    """The alignment with `pcm`, or with another sound of the recording where that fits the text and `pcm` does not."""
    found: Alignment | None = None
    refused: OncueError | None = None
    others = listener.others(pcm)
    try:
        found = job.align(pcm, speech, listener.folder)
        if not (are_doubtful(asdict(found.quality)) and others):
            return found
    except (TranscriptMismatch, AudioSilent) as error:
        refused = error
    except CoverageTooLow as error:
        if not (are_doubtful(error.data) and others):
            raise
        refused = error
    again = job.with_another(listener, others)
    if again is not None and (found is None or fits_better(again.quality, found.quality)):
        return again
    if found is not None:
        return found
    assert refused is not None
    raise with_tracks(refused, listener.media, listener.options)


class _Job:
    """A transcript that is aligned with one sound of its recording, and with another where that does not fit."""

    def __init__(
        self,
        transcript: Transcript,
        plan: Plan,
        options: AlignOptions,
        recognitions: RecognitionCache,
        opened: OpenedComponents,
        clock: StageClock,
        beside: Executor,
    ) -> None:
        self._transcript = transcript
        self._plan = plan
        self._options = options
        self._recognitions = recognitions
        self._opened = opened
        self._clock = clock
        self._beside = beside

    def with_another(self, listener: Listener, others: Sequence[Sound]) -> Alignment | None:
        """The alignment with the one of other sounds that follows the text best; None where none does."""
        if not others:
            return None
        with tempfile.TemporaryDirectory(dir=listener.folder, prefix="sound-") as name:
            with self._clock.stage(Stage.DETECT) as done:
                other = listener.most_fitting(others, Path(name), done)
            if other is None:
                return None
            try:
                return self.align(other, None, Path(name))
            except (TranscriptMismatch, AudioSilent):
                return None

    def align(self, pcm: Pcm, speech: DetectedSpeech | None, folder: Path) -> Alignment:
        """The alignment with a decoded sound; `speech` is None where it has not been detected. Raises as `align` does."""
        tokens, clock, recognitions = self._transcript.tokens, self._clock, self._recognitions
        plan = replace(self._plan, key=replace(self._plan.key, sound=sound_key(pcm)))
        opened = self._opened.for_sound(pcm)
        result = recognitions.find(plan.key, pcm.duration_ms)
        is_new = result is None
        if result is None:
            speech = speech or _detect(pcm, self._options, clock)
            if self._options.threads != 1:
                self._beside.submit(opened.forced_aligner, speech.intervals)  # it leaves no core idle while Whisper hears
            result = _recognise(pcm, speech, tokens, plan.key, opened, clock, folder)
            recognitions.store(plan.key, pcm.duration_ms, result)
        else:
            kept = replace(result, recognition=_with_encodings(result.recognition, pcm, opened))
            result = self._listen_again(pcm, kept, plan.key, opened, folder)
        with explain_language_mismatch(pcm, result.recognition.windows, plan.key.language, opened.language_identifiers):
            witness, language = result.recognition, plan.key.language
            hearing = hear(tokens, witness.own_words, witness.listened, language)
            unheard = windows_to_hear_again(result, tokens, hearing, plan, pcm.duration_ms) if plan.key.second else []
            is_again = False
            if unheard:
                with clock.stage(Stage.RECOGNISE) as done:
                    second = opened.second_recognizer
                    witness = hear_again(pcm, witness, unheard, tokens, plan, second, folder=folder, on_progress=done)
                is_again = witness.second is not result.recognition.second
                result = replace(result, recognition=witness)
                recognitions.store(plan.key, pcm.duration_ms, result)
                hearing = hear(tokens, witness.own_words, witness.listened, language)
            with clock.stage(Stage.MATCH) as done:
                aligner = opened.forced_aligner(result.speech)
                phones = listen_where_masked(aligner, result, done)
                if aligner is not None:
                    witness = without_unsaid_copies(witness, hearing, tokens, language, aligner)
                    if witness is not result.recognition:
                        hearing = hear(tokens, witness.own_words, witness.listened, language)
                asked = opened.recognizer() if is_new and witness.heard else None
                larger = opened.second_recognizer() if is_again and witness.second and witness.second.windows else None
                hearing, weights = weigh_differences(
                    tokens, hearing, witness, asked, larger, language, result.weights, lambda: done(0.0)
                )
                if weights != result.weights or (phones is not None and phones is not result.phones):
                    known = replace(result, weights=weights, phones=phones or result.phones)
                    recognitions.store(plan.key, pcm.duration_ms, known)
                result = replace(result, recognition=witness)
                if aligner is not None and plan.key.listen == LISTEN_ALL and witness.words:
                    found = follow_heard(witness, tokens, language, aligner, done)
                    result = replace(result, recognition=found)
                matched = borne_out(match_text(tokens, result.recognition.words, plan), hearing.surprisals)
            with clock.stage(Stage.REFINE) as done:
                recording = Recording(pcm.duration_ms, result.recognition, result.pauses, result.speech, language)
                placed, method = time_words(recording, tokens, matched.slots, opened.recognizer, aligner, done)
            if phones is not None:
                method = SOUND_AND_NETWORK_ALIGNER
            return assemble(
                self._transcript, pcm, plan, result, matched, placed, method, self._options.min_coverage, hearing
            )

    def _listen_again(
        self, pcm: Pcm, kept: RecognitionResult, key: RecognitionKey, opened: OpenedComponents, folder: Path
    ) -> RecognitionResult:
        """A kept recognition, which is kept anew where this text has words left over that are heard only now."""
        tokens = self._transcript.tokens
        wanted = windows_left_over(kept.recognition, tokens, key.language)
        if not wanted:
            return kept
        with self._clock.stage(Stage.RECOGNISE):
            result = listen_again(pcm, kept, wanted, tokens, key, opened.recognizer, folder=folder)
        if result is not kept:
            self._recognitions.store(key, pcm.duration_ms, result)
        return result


def _is_guided(key: RecognitionKey) -> bool:
    """True where the text may be followed through the sound to its end without asking Whisper."""
    return key.listen == LISTEN_AS_NEEDED and not is_measured(key.language)


def _detect(pcm: Pcm, options: AlignOptions, clock: StageClock) -> DetectedSpeech:
    with clock.stage(Stage.DETECT):
        return detect_speech(pcm, options.threads)


def _with_encodings(kept: Recognition, pcm: Pcm, opened: OpenedComponents) -> Recognition:
    """A kept recognition with the encoder's outputs of its windows, computed where they are asked for."""
    own = RecomputedEncodings(pcm, kept.windows, opened.recognizer)
    larger = RecomputedEncodings(pcm, kept.windows, opened.second_recognizer)
    return replace(kept, encodings=own, second=kept.second and replace(kept.second, encodings=larger))


def _recognise(
    pcm: Pcm,
    speech: DetectedSpeech,
    tokens: Sequence[Token],
    key: RecognitionKey,
    opened: OpenedComponents,
    clock: StageClock,
    folder: Path,
) -> RecognitionResult:
    if not _is_guided(key):
        with clock.stage(Stage.LOAD):
            opened.recognizer()
    with clock.stage(Stage.RECOGNISE) as done:
        search = opened.forced_aligner(speech.intervals) if key.listen == LISTEN_AS_NEEDED else None
        return recognise(pcm, speech, tokens, key, opened.recognizer, search, folder=folder, on_progress=done)
