"""The stages that find speech in a recording and recognise it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from pathlib import Path

from oncue.acoustic.forced_aligner import Search
from oncue.asr.protocol import Recognizer
from oncue.asr.weights.locate import model_label
from oncue.audio.pcm import Pcm
from oncue.audio.perhaps_speech import perhaps_speech
from oncue.audio.speech_intervals import PADDING_MS, quiet_intervals
from oncue.audio.vad import speech_probabilities
from oncue.audio.windows import Window, ensure_audible, find_windows
from oncue.model import Interval, Token
from oncue.pipeline.listen_for_the_rest import listen_for_the_rest
from oncue.pipeline.recognition_cache import RecognitionKey, RecognitionResult
from oncue.pipeline.transcribe import transcribe, written
from oncue.pipeline.whisper_passes import DecodeOptions, Recognition, WindowTranscriber


@dataclass(frozen=True, slots=True)
class DetectedSpeech:
    """The windows of a recording's speech, and its pauses of at least an eighth of a second, in milliseconds, in order.

    `perhaps` are windows of sound that may be a voice all the same.
    """

    windows: list[Window]
    pauses: list[Interval]
    perhaps: list[Window] = field(default_factory=list)

    @property
    def intervals(self) -> list[Interval]:
        """The intervals of speech, in milliseconds, in order."""
        return [interval for window in self.windows for interval in window.speech]


def detect_speech(pcm: Pcm, threads: int) -> DetectedSpeech:
    """The speech of a recording. Raises `AudioSilent` where there is none."""
    probabilities = speech_probabilities(pcm, threads)
    windows = find_windows(pcm, probabilities)
    ensure_audible(pcm, windows)
    pauses = quiet_intervals(probabilities, pcm.duration_ms)
    return DetectedSpeech(windows, pauses, perhaps_speech(pcm, probabilities, windows))


def recognise(
    pcm: Pcm,
    speech: DetectedSpeech,
    tokens: Sequence[Token],
    key: RecognitionKey,
    recognizer: Callable[[], Recognizer],
    search: Search | None,
    *,
    folder: Path,
    on_progress: Callable[[float], None],
) -> RecognitionResult:
    """The words said in a recording, recognised as `key` says; see `transcribe` for the rest.

    A window that is recognised a second time adds no speech: it is the same speech still. Words that were heard where the
    voice detector hears nobody are speech.
    """
    options = DecodeOptions(key.language, key.prompt)
    recognition = transcribe(
        pcm,
        speech.windows,
        tokens,
        recognizer,
        options,
        search,
        folder=folder,
        on_progress=on_progress,
        perhaps=speech.perhaps,
    )
    perhaps = set(speech.perhaps)
    beside = {k for k, window in enumerate(recognition.windows) if window in perhaps}
    intervals = _with_heard(speech.intervals, recognition, beside)
    return RecognitionResult(recognition, speech.pauses, intervals, key.engine, model_label(key.model))


def listen_again(
    pcm: Pcm,
    kept: RecognitionResult,
    wanted: Sequence[Window],
    tokens: Sequence[Token],
    key: RecognitionKey,
    recognizer: Callable[[], Recognizer],
    *,
    folder: Path,
) -> RecognitionResult:
    """A kept recognition with what is heard in the windows `wanted`, where another text has words left over.

    `kept` itself where that is nothing new. See `listen_for_the_rest`, and `transcribe` for what it raises.
    """
    before, options = kept.recognition, DecodeOptions(key.language, key.prompt, written(tokens))
    transcriber = WindowTranscriber(pcm, before.windows, recognizer, options, folder)
    transcriber.know(before)
    found = listen_for_the_rest(transcriber, before, wanted, tokens, key.language)
    if (found.windows, found.words) == (before.windows, before.words):
        return kept
    beside = {*range(len(before.windows), len(found.windows)), *(before.dropped.keys() - found.dropped.keys())}
    return replace(kept, recognition=found, speech=_with_heard(kept.speech, found, beside))


def _with_heard(speech: Sequence[Interval], recognition: Recognition, beside: AbstractSet[int]) -> list[Interval]:
    """The intervals `speech` and those of the words heard in the windows (indices) `beside`, of which those are joined
    between which no pause is."""
    heard: list[Interval] = []
    for word, index in zip(recognition.words, recognition.window_of_word, strict=True):
        if index not in beside:
            continue
        if heard and word.start_ms - heard[-1][1] < PADDING_MS:
            heard[-1] = (heard[-1][0], max(heard[-1][1], word.end_ms))
        else:
            heard.append((word.start_ms, word.end_ms))
    return _apart(sorted([*speech, *heard]))


def _apart(intervals: Sequence[Interval]) -> list[Interval]:
    """Intervals, sorted, with those joined that overlap; those that touch are two still."""
    joined: list[Interval] = []
    for start_ms, end_ms in intervals:
        if joined and start_ms < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end_ms))
        else:
            joined.append((start_ms, end_ms))
    return joined
