"""One recording and its transcript to an alignment: the stages of a job, in order, in this process."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Thread

from oncue.audio.decode import decode
from oncue.audio.pcm import Pcm
from oncue.errors import TranscriptMismatch
from oncue.model import Alignment, Token, Transcript
from oncue.pipeline.assemble import assemble
from oncue.pipeline.chosen_language import readings
from oncue.pipeline.components import OWN_COMPONENTS, Components, OpenedComponents
from oncue.pipeline.encoder_cache import RecomputedEncodings
from oncue.pipeline.match_text import match_text
from oncue.pipeline.options import AlignOptions
from oncue.pipeline.plan import Plan, ensure_choice, plan_recognition, unless_failed
from oncue.pipeline.recognise import DetectedSpeech, detect_speech, recognise
from oncue.pipeline.recognition_cache import RecognitionKey, RecognitionResult
from oncue.pipeline.spoken_language import explain_language_mismatch
from oncue.pipeline.stage_clock import Report, StageClock, silent
from oncue.pipeline.text_guided import GUIDED_LANGUAGES
from oncue.pipeline.word_times import Recording, time_words
from oncue.progress import Progress, Stage
from oncue.text.language_id import Detected

__all__ = ["AlignOptions", "Components", "Report", "align"]


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

    Raises the `InputError`s of decoding, `AudioSilent` where nobody speaks, `TranscriptMismatch`, `CoverageTooLow`,
    `EngineUnavailable` and `ModelUnavailable` for what is not there (asked for by name, even where it would not be needed),
    `UsageError` for a model that does not know the language, and what `language_of` raises.
    """
    ensure_choice(options, components.recognizer)
    clock = StageClock(on_progress, report or Report())
    with ThreadPoolExecutor(1) as beside:
        # Of a text in several languages nothing can be planned before one of them is heard.
        tokens = transcript.tokens if not transcript.languages else ()
        planning = beside.submit(plan_recognition, tokens, options, components.recognizer, detected) if tokens else None
        with clock.stage(Stage.DECODE) as done:
            pcm = decode(audio, folder, options.limits, unless_failed(planning, done) if planning else done, audio_name)
        clock.audio_ms = pcm.duration_ms
        wanted = components.recognitions.is_empty or planning is None
        speech = _detect(pcm, options, clock) if wanted else None
        plan = planning.result() if planning is not None else None
    if plan is not None:
        return _align_planned(transcript, pcm, plan, speech, options, components, clock, folder)
    return _align_heard(transcript, pcm, speech or _detect(pcm, options, clock), options, components, clock, folder)


def _align_heard(
    transcript: Transcript,
    pcm: Pcm,
    speech: DetectedSpeech,
    options: AlignOptions,
    components: Components,
    clock: StageClock,
    folder: Path,
) -> Alignment:
    """The alignment of what a transcript in several languages says in the one that is heard; if that is not what is said,
    in another of them. Raises for the first one."""
    with clock.stage(Stage.LOAD):
        choices = readings(transcript, pcm, speech.windows, options, components)
    first: TranscriptMismatch | None = None
    for language, reading in choices:
        plan = plan_recognition(reading.tokens, replace(options, language=language), components.recognizer, None)
        try:
            return _align_planned(reading, pcm, plan, speech, options, components, clock, folder)
        except TranscriptMismatch as mismatch:
            first = first or mismatch
    assert first is not None
    raise first


def _align_planned(
    transcript: Transcript,
    pcm: Pcm,
    plan: Plan,
    speech: DetectedSpeech | None,
    options: AlignOptions,
    components: Components,
    clock: StageClock,
    folder: Path,
) -> Alignment:
    tokens = transcript.tokens
    opened = OpenedComponents(components, plan.key, pcm, tokens, options.threads)
    if plan.key.language not in GUIDED_LANGUAGES:  # those are recognised before they are searched for
        Thread(target=components.pronouncer.load, args=(plan.key.language,), daemon=True).start()
    result = components.recognitions.find(plan.key, pcm.duration_ms)
    if result is None:
        result = _recognise(pcm, speech or _detect(pcm, options, clock), tokens, plan.key, opened, clock, folder)
        components.recognitions.store(plan.key, pcm.duration_ms, result)
    else:
        encodings = RecomputedEncodings(pcm, result.recognition.windows, opened.recognizer)
        result = replace(result, recognition=replace(result.recognition, encodings=encodings))
    with explain_language_mismatch(pcm, result.recognition.windows, plan.key.language, opened.language_identifiers):
        with clock.stage(Stage.MATCH):
            matched = match_text(tokens, result.recognition.words, plan)
        with clock.stage(Stage.REFINE) as done:
            aligner = opened.forced_aligner(result.speech)
            recording = Recording(pcm.duration_ms, result.recognition, result.pauses, result.speech, plan.key.language)
            placed, method = time_words(recording, tokens, matched.slots, opened.recognizer, aligner, done)
        return assemble(transcript, pcm, plan, result, matched, placed, method, options.min_coverage)


def _detect(pcm: Pcm, options: AlignOptions, clock: StageClock) -> DetectedSpeech:
    with clock.stage(Stage.DETECT):
        return detect_speech(pcm, options.threads)


def _recognise(
    pcm: Pcm,
    speech: DetectedSpeech,
    tokens: Sequence[Token],
    key: RecognitionKey,
    opened: OpenedComponents,
    clock: StageClock,
    folder: Path,
) -> RecognitionResult:
    guided = key.language in GUIDED_LANGUAGES
    if not guided:
        with clock.stage(Stage.LOAD):
            opened.recognizer()
    with clock.stage(Stage.RECOGNISE) as done:
        search = opened.forced_aligner(speech.intervals) if guided else None
        return recognise(pcm, speech, tokens, key, opened.recognizer, search, folder=folder, on_progress=done)
