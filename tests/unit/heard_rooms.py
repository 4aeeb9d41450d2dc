"""Recordings that are only words and times, in windows, with a Whisper that hears exactly them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from oncue.asr.protocol import Samples, WindowTranscript
from oncue.audio.pcm import Pcm
from oncue.audio.windows import Window
from oncue.model import RecognisedWord
from oncue.pipeline.transcribe import transcribe
from oncue.pipeline.whisper_passes import LATE_MS, DecodeOptions, Recognition
from tests.unit.spoken_texts import SearchThatKnows, Spoken, speech_of, tokens_of

WINDOW_WORDS = 40
"""20 s of speech."""


class Whisper:
    """Hears exactly what is said, unless `misheard` tells it otherwise. It knows a window by how long it is."""

    name, model, multilingual = "whisper", "tiny.en", False

    def __init__(self, windows: Sequence[Window], words: Sequence[Spoken], misheard: Mapping[str, str]) -> None:
        self._windows = {window.duration_ms: window for window in windows}
        self._words = words
        self._misheard = misheard
        self.asked: list[Window] = []

    def recognise(self, windows: Sequence[Samples], *, language: str, prompt: str | None) -> list[WindowTranscript]:
        """As `Recognizer.recognise`."""
        return [self._hear(self._windows[len(window) // 16]) for window in windows]

    def spoken_language(self, windows: Sequence[Samples]) -> str | None:
        """Not needed."""
        raise NotImplementedError

    def _hear(self, window: Window) -> WindowTranscript:
        self.asked.append(window)
        heard = [
            RecognisedWord(
                self._misheard.get(word.text, word.text),
                word.start_ms - window.start_ms + LATE_MS,
                word.end_ms - window.start_ms + LATE_MS,
                0.9,
            )
            for word in self._words
            if window.start_ms <= word.start_ms < window.end_ms
        ]
        return WindowTranscript(tuple(heard))


class Room:
    """A recording of words in windows, to be heard against any text."""

    def __init__(self, words: Sequence[Spoken], windows: Sequence[Window], folder: Path) -> None:
        self.words = words
        self.windows = windows
        self._folder = folder
        self.progress: list[float] = []
        self.widths: list[int] = []
        """How many blocks were searched side by side, each time."""
        (folder / "pcm").write_bytes(bytes(32 * (windows[-1].end_ms + 1000)))

    def heard(
        self, text: str, *, language: str = "en", gop: float = 0.0, misheard: Mapping[str, str] = MappingProxyType({})
    ) -> tuple[Recognition, list[int]]:
        """What is known at the end, and the windows that Whisper was asked to hear, in order. Words said have this gop."""
        whisper = Whisper(self.windows, self.words, misheard)
        search = SearchThatKnows(self.words, gop)
        heard = transcribe(
            Pcm.open(self._folder / "pcm"), self.windows, tokens_of(text), lambda: whisper, DecodeOptions(language),
            search, folder=self._folder, on_progress=self.progress.append,
        )  # fmt: skip
        self.widths = search.widths
        return heard, sorted(self.windows.index(window) for window in whisper.asked)


def room(words: Sequence[Spoken], folder: Path, size: int = WINDOW_WORDS) -> Room:
    """Windows of so many words each, the hundredth and those after it of one more; no two are equally long."""
    windows: list[Window] = []
    first = 0
    while first < len(words):
        longer, end_ms = divmod(len(windows), 100)
        inside = words[first : first + size + longer]
        windows.append(Window(inside[0].start_ms, inside[-1].end_ms + end_ms, tuple(speech_of(inside))))
        first += len(inside)
    return Room(words, windows, folder)


def texts(heard: Recognition) -> list[str]:
    return [word.text for word in heard.words]
