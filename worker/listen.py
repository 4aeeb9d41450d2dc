"""Hearing a whole recording: its windows in batches, and once more where somebody speaks and nothing was heard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from alignment.model import RecognisedWord
from worker.audio.gain import normalise
from worker.audio.pcm import Pcm
from worker.audio.windows import Window
from worker.recognizer.protocol import Encoding, Recognition, Recognizer

BATCH_WINDOWS = 8

SHORTEST_UNHEARD_MS = 1200
"""Whisper now and then skips a sentence or two in the middle of a window; given that stretch alone, it hears them."""

LATE_MS = 80
"""Whisper's cross-attention marks the borders of words late by this much: the median over hand-labelled speech, a radio
address, an audiobook and synthetic voices was 76 to 92 ms, the same for starts and ends."""

HEARD_MARGIN_MS = 300
UNHEARD_PADDING_MS = 250


class Encodings(Protocol):
    """Encoder outputs by the index of their window."""

    def __getitem__(self, index: int) -> Encoding:
        """One window's. Raises `OSError` where the recording or its encodings cannot be read."""


class SpooledEncodings:
    """Encoder outputs on disk, one after the other: three hours of them would fill the memory."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._shapes: list[tuple[int, tuple[int, ...]]] = []
        self._end = 0

    def append(self, encoding: Encoding) -> None:
        with self._path.open("ab") as file:
            file.write(np.ascontiguousarray(encoding).tobytes())
        self._shapes.append((self._end, encoding.shape))
        self._end += encoding.nbytes

    def __getitem__(self, index: int) -> Encoding:
        offset, shape = self._shapes[index]
        flat = np.fromfile(self._path, dtype=np.float16, count=int(np.prod(shape)), offset=offset)
        return flat.reshape(shape)

    def __len__(self) -> int:
        return len(self._shapes)


class EncodingsAnew:
    """Encoder outputs computed when they are asked for, where the recognition is an earlier one; `load` gives the model."""

    def __init__(self, pcm: Pcm, windows: Sequence[Window], load: Callable[[], Recognizer]) -> None:
        self._pcm = pcm
        self._windows = windows
        self._load = load

    def __getitem__(self, index: int) -> Encoding:
        window = self._windows[index]
        return self._load().encode(normalise(self._pcm.read(window.start_ms, window.end_ms)))


@dataclass(frozen=True, slots=True)
class Heard:
    """Recognised words in the order of the recording, and for each the window (index into both lists) it was heard in."""

    words: tuple[RecognisedWord, ...]
    window_of_word: tuple[int, ...]
    windows: tuple[Window, ...]
    encodings: Encodings


def listen(
    pcm: Pcm,
    windows: Sequence[Window],
    recognizer: Recognizer,
    *,
    language: str,
    prompt: str | None,
    folder: Path,
    on_progress: Callable[[float], None],
) -> Heard:
    """Recognises all windows; encoder outputs are spooled into `folder`. `on_progress` is called with 0..1."""
    encodings = SpooledEncodings(folder / "encodings.f16")
    placed: list[tuple[RecognisedWord, int]] = []
    all_windows = list(windows)

    def hear(batch: Sequence[Window], first: int, prompt: str | None) -> list[Recognition]:
        samples = [normalise(pcm.read(window.start_ms, window.end_ms)) for window in batch]
        results = recognizer.recognise(samples, language=language, prompt=prompt)
        for result in results:
            encodings.append(result.encoding)
        for offset, (window, result) in enumerate(zip(batch, results, strict=True)):
            placed.extend((_placed(word, window), first + offset) for word in result.words)
        return results

    for first in range(0, len(windows), BATCH_WINDOWS):
        batch = windows[first : first + BATCH_WINDOWS]
        hear(batch, first, prompt)
        on_progress((first + len(batch)) / (len(windows) + 1))
    again = unheard(windows, [word for word, _ in placed])
    for first in range(0, len(again), BATCH_WINDOWS):
        batch = again[first : first + BATCH_WINDOWS]
        before = len(placed)
        hear(batch, len(all_windows), None)
        all_windows += batch
        known = placed[:before]
        placed[before:] = [one for one in placed[before:] if not _overlaps(one[0], known)]
    on_progress(1.0)
    placed.sort(key=lambda one: (one[0].start_ms + one[0].end_ms, one[0].start_ms))
    return Heard(tuple(word for word, _ in placed), tuple(index for _, index in placed), tuple(all_windows), encodings)


def unheard(windows: Sequence[Window], words: Sequence[RecognisedWord]) -> list[Window]:
    """Stretches of speech in which no word was heard, as windows of their own."""
    spans = sorted((word.start_ms - HEARD_MARGIN_MS, word.end_ms + HEARD_MARGIN_MS) for word in words)
    found: list[Window] = []
    next_span = 0
    for window in windows:
        missing: list[tuple[int, int]] = []
        for start_ms, end_ms in window.speech:
            at = start_ms
            while next_span < len(spans) and spans[next_span][1] <= start_ms:
                next_span += 1
            k = next_span
            while k < len(spans) and spans[k][0] < end_ms:
                if spans[k][0] > at:
                    missing.append((at, spans[k][0]))
                at = max(at, spans[k][1])
                k += 1
            if at < end_ms:
                missing.append((at, end_ms))
        joined: list[tuple[int, int]] = []
        for start_ms, end_ms in missing:
            if joined and start_ms - joined[-1][1] < 2 * HEARD_MARGIN_MS:
                joined[-1] = (joined[-1][0], end_ms)
            else:
                joined.append((start_ms, end_ms))
        for start_ms, end_ms in joined:
            if end_ms - start_ms >= SHORTEST_UNHEARD_MS:
                a = max(window.start_ms, start_ms - UNHEARD_PADDING_MS)
                b = min(window.end_ms, end_ms + UNHEARD_PADDING_MS)
                found.append(Window(a, b, ((start_ms, end_ms),)))
    return found


def _overlaps(word: RecognisedWord, known: Sequence[tuple[RecognisedWord, int]]) -> bool:
    middle = (word.start_ms + word.end_ms) // 2
    return any(other.start_ms <= middle < other.end_ms for other, _ in known)


def _placed(word: RecognisedWord, window: Window) -> RecognisedWord:
    """A window's word on the recording's clock, its lateness corrected."""
    start_ms = max(window.start_ms, window.start_ms + word.start_ms - LATE_MS)
    return RecognisedWord(word.text, start_ms, max(start_ms, window.start_ms + word.end_ms - LATE_MS), word.probability)
