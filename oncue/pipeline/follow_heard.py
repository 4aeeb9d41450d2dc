"""The text followed through the sound of a recording that Whisper has heard whole.

The sound says where words are, and Whisper where the sound does not confirm them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace

from oncue.acoustic.forced_aligner import Search
from oncue.audio.windows import Window
from oncue.model import RecognisedWord, Token
from oncue.pipeline.transcribe import Transcription
from oncue.pipeline.whisper_passes import Recognition


def follow_heard(
    heard: Recognition, tokens: Sequence[Token], language: str, search: Search, on_progress: Callable[[float], None]
) -> Recognition:
    """The words of `heard` with those of the text in their place where the sound confirms it; they have a gop.

    `on_progress` is called with 0..1.
    """
    first = heard.first_windows
    windows = [heard.windows[k] for k in first]
    words = _HeardWindows(heard, windows)
    Transcription(words, windows, tokens, language, on_progress).by_text_between_heard(search)
    on_progress(1.0)
    found = words.recognition()
    return replace(heard, words=found.words, window_of_word=tuple(first[k] for k in found.window_of_word))


class _HeardWindows:
    """A `WindowWords` of what was heard before: nothing is recognised again. A window is its index in `windows`, in time."""

    def __init__(self, heard: Recognition, windows: Sequence[Window]) -> None:
        self._heard = heard
        self._windows = windows
        starts = [window.start_ms for window in windows]
        self._own: dict[int, list[RecognisedWord]] = {index: [] for index in range(len(windows))}
        for word in heard.words:
            index = bisect_right(starts, (word.start_ms + word.end_ms) // 2) - 1
            self._own[max(0, index)].append(word)
        self._words = dict(self._own)

    def transcribe(self, indices: Sequence[int], on_progress: Callable[[int], None]) -> None:
        for index in indices:
            self._words[index] = self._own[index]
        on_progress(len(indices))

    def put_words(self, index: int, words: Sequence[RecognisedWord]) -> None:
        self._words[index] = list(words)

    def recognition(self) -> Recognition:
        placed = [(word, index) for index in sorted(self._words) for word in self._words[index]]
        placed.sort(key=lambda one: (one[0].start_ms + one[0].end_ms, one[0].start_ms))
        return Recognition(
            tuple(word for word, _ in placed),
            tuple(index for _, index in placed),
            tuple(self._windows),
            self._heard.encodings,
        )
