"""One recording and its transcript to an alignment: the steps of a job, in order, in this process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from threading import Thread
from time import perf_counter
from typing import Any, Protocol

from oncue.acoustic.forced_aligner import StretchSearch
from oncue.acoustic.frame_features import gather
from oncue.acoustic.g2p import load_phonemes
from oncue.acoustic.lexicon import can_pronounce
from oncue.alignment.assemble import Parts, confirmed, quality, unmatched_speech, words_and_unspoken
from oncue.alignment.file_clock import FileClock
from oncue.alignment.match import match
from oncue.alignment.mismatch import coverage, ensure_belongs, ensure_confirmed, ensure_covered
from oncue.alignment.timing.placement import place_tokens
from oncue.alignment.timing.slots import build_script
from oncue.asr.factory import engine_for, ensure_asked_for, load_recognizer, model_for
from oncue.asr.protocol import Recognizer
from oncue.asr.weights.locate import ensure_exists, model_label
from oncue.audio.decode import DecodeLimits, decode
from oncue.audio.pcm import Pcm
from oncue.audio.speech_intervals import quiet_intervals
from oncue.audio.vad import speech_probabilities
from oncue.audio.windows import Window, ensure_audible, find_windows
from oncue.errors import AudioSilent
from oncue.model import Alignment, EngineInfo, Interval, Token, Transcript
from oncue.pipeline.encoder_cache import EncodingsAnew
from oncue.pipeline.recognition_cache import HeardRecording, Recognitions, Wanted
from oncue.pipeline.spoken_language import telling_language
from oncue.pipeline.text_guided import LANGUAGES
from oncue.pipeline.transcribe import hear
from oncue.pipeline.whisper_passes import Manner
from oncue.pipeline.word_times import Recording, refine
from oncue.progress import Progress
from oncue.text.foreign_passages import passages_of_other_languages
from oncue.text.language_id import Detected, language_of, language_warnings
from oncue.text.normalize import match_keys
from oncue.text.proper_names import names_in


@dataclass(frozen=True, slots=True)
class AlignOptions:
    """What a job may choose about its alignment; how captions look is chosen when they are rendered."""

    language: str | None = None
    """Any tag or name that `language_code` takes; None: detected from the text."""
    engine: str = "auto"
    model: str = "auto"
    min_coverage: float = 0.0
    """Share of the text and of the speech, 0..1, below which it is an error instead of captions with warnings."""
    limits: DecodeLimits = field(default_factory=DecodeLimits)
    threads: int = 0
    """Of the recogniser, and processes of the acoustic search; 0: one for each core."""


@dataclass(slots=True)
class Report:
    """Where the time went, in seconds by stage, as the steps ran."""

    stage_s: dict[str, float] = field(default_factory=dict)


class Load(Protocol):
    """How a model is loaded; `load_recognizer`, unless the caller keeps models."""

    def __call__(self, engine: str, model: str, *, language: str, threads: int) -> Recognizer:
        """Raises as `load_recognizer` does."""


def _silent(stage: str, done: float, audio_ms: int | None = None) -> None:
    return None


def align(
    audio: Path,
    transcript: Transcript,
    options: AlignOptions,
    *,
    folder: Path,
    on_progress: Progress = _silent,
    report: Report | None = None,
    load: Load = load_recognizer,
    recognitions: Recognitions | None = None,
    detected: Detected | None = None,
    audio_name: str | None = None,
) -> Alignment:
    """The alignment of `transcript` with the recording `audio`; temporary files go to `folder`, which the caller removes.

    `detected` is the transcript's language where it was told before; an option `language` goes before it. `audio_name` is
    what errors call the recording where its path is not its owner's.

    With `recognitions` it uses what was heard in the recording before, and keeps what it hears. The recording is decoded
    again all the same: that takes 3 % of the time, and PCM kept for it would take 115 MB an hour.

    Raises the `InputError`s of decoding, `AudioSilent` where nobody speaks, `TranscriptMismatch`, `CoverageTooLow`,
    `EngineUnavailable` and `ModelUnavailable` for what is not there (asked for by name, even where it would not be needed),
    `UsageError` for a model that does not know the language, and what `language_of` raises.
    """
    engine_for(options.engine)
    if options.model != "auto":
        ensure_exists(options.model)
    clock = _Clock(on_progress, report or Report())
    with ThreadPoolExecutor(1) as beside:
        reading = beside.submit(_wanted, transcript, options, detected)
        with clock.stage("decode") as done:
            pcm = decode(audio, folder, options.limits, _unless_failed(reading, done), audio_name)
        clock.audio_ms = pcm.duration_ms
        speech = None if recognitions else _detect(pcm, options.threads, clock)
        wanted, names, told = reading.result()
    language = wanted.language
    if language not in LANGUAGES:  # others are searched for after they were heard
        Thread(target=load_phonemes, args=(language,), daemon=True).start()
    loaded = partial(load, wanted.engine, language=language, threads=options.threads)
    recognizer = cache(partial(loaded, wanted.model))
    searches = _Searches(pcm, transcript.tokens, language, options.threads)
    earlier = recognitions.find(wanted, pcm.duration_ms) if recognitions else None
    if earlier is None:
        speech = speech or _detect(pcm, options.threads, clock)
        earlier = _hear(pcm, speech, transcript.tokens, wanted, recognizer, searches, clock, folder)
        if recognitions:
            recognitions.keep(wanted, pcm.duration_ms, earlier)
        heard = earlier.heard
    else:
        heard = replace(earlier.heard, encodings=EncodingsAnew(pcm, earlier.heard.windows, recognizer))
    with clock.stage("match"):
        if not heard.words:
            raise AudioSilent(
                "No words were heard in the recording. Check that it is the right file and the right language."
            )
        matches = match(transcript.tokens, heard.words, language).matches
        biased = frozenset(key for name in names for key in match_keys(name, language))
        covered = coverage(transcript.tokens, heard.words, matches, language, biased)
        telling = partial(telling_language, pcm, heard.windows, language, (recognizer, partial(loaded, "base")))
        with telling():
            ensure_belongs(covered)
        slots = build_script(transcript.tokens, heard.words, matches, language)
    with clock.stage("refine") as done:
        recording = Recording(pcm.duration_ms, heard, earlier.pauses, earlier.speech, language)
        found, refiner = refine(recording, transcript.tokens, slots, recognizer, searches.of(earlier.speech), done)
        placed = place_tokens(transcript.tokens, heard.words, slots, found)
    parts = Parts(transcript, heard.words, matches, slots, placed, language)
    words, unspoken = words_and_unspoken(parts)
    if covered.scattered:
        with telling():
            ensure_confirmed(covered, confirmed(parts, words))
    on_file = FileClock(pcm.holes)
    words, gaps, spoken = on_file.words(words), on_file.gaps(unmatched_speech(parts)), on_file.intervals(earlier.speech)
    judged = quality(parts, words, gaps, spoken, covered, [*pcm.warnings, *language_warnings(told)])
    ensure_covered(judged, options.min_coverage)
    return Alignment(
        language=language,
        duration_ms=on_file.duration(pcm.duration_ms),
        engine=EngineInfo(earlier.engine, earlier.model, refiner, len(heard.windows), heard.listened),
        quality=judged,
        words=words,
        gaps=gaps,
        unspoken=unspoken,
    )


def _unless_failed(reading: Future[Any], on_progress: Callable[[float], None]) -> Callable[[float], None]:
    """Ends the decoding of hours where the reading beside it has found that they are of no use."""

    def told(share: float) -> None:
        if reading.done():
            reading.result()
        on_progress(share)

    return told


def _wanted(
    transcript: Transcript, options: AlignOptions, detected: Detected | None
) -> tuple[Wanted, Sequence[str], Detected]:
    """How the recording is to be heard, the names in the transcript, and its language. The first takes half a second."""
    told = detected if detected and not options.language else language_of(transcript.tokens, options.language)
    language = told.language
    engine, model = engine_for(options.engine), model_for(options.model, language)
    ensure_asked_for(options.engine, options.model, chosen_engine=engine, chosen_model=model)
    names = names_in(transcript.tokens)
    prompt = ", ".join(names) + "." if names else None
    return Wanted(engine, model, language, prompt), names, told


@dataclass(frozen=True, slots=True)
class _Speech:
    """The windows of a recording's speech, and its pauses of at least an eighth of a second, in milliseconds."""

    windows: list[Window]
    pauses: list[Interval]


def _detect(pcm: Pcm, threads: int, clock: _Clock) -> _Speech:
    with clock.stage("detect"):
        probabilities = speech_probabilities(pcm, threads)
        windows = find_windows(pcm, probabilities)
        ensure_audible(pcm, windows)
        return _Speech(windows, quiet_intervals(probabilities, pcm.duration_ms))


def _hear(
    pcm: Pcm,
    found: _Speech,
    tokens: Sequence[Token],
    wanted: Wanted,
    recognizer: Callable[[], Recognizer],
    searches: _Searches,
    clock: _Clock,
    folder: Path,
) -> HeardRecording:
    windows = found.windows
    speech = [interval for window in windows for interval in window.speech]  # without the windows heard a second time
    followed = wanted.language in LANGUAGES
    if not followed:
        with clock.stage("load"):
            recognizer()
    with clock.stage("recognise") as done:
        manner = Manner(recognizer, wanted.language, wanted.prompt)
        search = searches.of(speech) if followed else None
        heard = hear(pcm, windows, tokens, manner, search, folder=folder, on_progress=done)
    return HeardRecording(heard, found.pauses, speech, wanted.engine, model_label(wanted.model))


class _Searches:
    """The acoustic search of one recording, made when it is first needed; None for a language without pronunciations."""

    def __init__(self, pcm: Pcm, tokens: Sequence[Token], language: str, threads: int) -> None:
        self._pcm = pcm
        self._tokens = tokens
        self._language = language
        self.threads = threads
        self._made: StretchSearch | None = None

    def of(self, speech: Sequence[Interval]) -> StretchSearch | None:
        if self._made is None and can_pronounce(self._language):
            abroad = {
                token: passage.language
                for passage in passages_of_other_languages(self._tokens, self._language)
                for token in range(passage.token_start, passage.token_end)
            }
            self._made = StretchSearch(self._language, gather(self._pcm, speech, self.threads), self.threads, abroad)
        return self._made


class _Clock:
    """Reports a stage's progress and keeps its time."""

    def __init__(self, on_progress: Progress, report: Report) -> None:
        self._on_progress = on_progress
        self._report = report
        self._stage = ""
        self._since = 0.0
        self.audio_ms: int | None = None

    def stage(self, name: str) -> _Clock:
        self._stage = name
        return self

    def __enter__(self) -> Callable[[float], None]:
        stage = self._stage
        self._since = perf_counter()
        self._on_progress(stage, 0.0, self.audio_ms)
        return lambda share: self._on_progress(stage, share, self.audio_ms)

    def __exit__(self, *_: object) -> None:
        self._report.stage_s[self._stage] = perf_counter() - self._since
        self._on_progress(self._stage, 1.0, self.audio_ms)
