"""Whisper's passes over a recording's windows: each in a batch, and once more where somebody speaks and no word is known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from oncue.asr.protocol import (
    BatchRecognizer,
    DraftedRecognizer,
    EncodedTranscript,
    Recognizer,
    Samples,
    WindowTranscript,
)
from oncue.audio.gain import normalise
from oncue.audio.pcm import Pcm
from oncue.audio.windows import Window
from oncue.model import Interval, RecognisedWord
from oncue.pipeline.encoder_cache import EncodingStore, RecomputedEncodings, SpooledEncodings

BATCH_WINDOWS = 8
"""Windows that a recogniser is given at once which does not say how many it wants."""

SHORTEST_UNHEARD_MS = 1200
"""Shortest stretch of speech without a word, in milliseconds, that is transcribed once more. Whisper now and then skips a
sentence or two in the middle of a window; given that stretch alone, it hears them."""

LATE_MS = 80
"""Milliseconds by which Whisper's cross-attention marks the borders of words too late. Measured: the median over
hand-labelled speech, a radio address, an audiobook and synthetic voices was 76 to 92 ms, the same for starts and ends."""

HEARD_MARGIN_MS = 300
"""Milliseconds of speech on each side of a known word that count as that word's."""

UNHEARD_PADDING_MS = 250
"""Milliseconds of sound on each side of a stretch that is transcribed once more."""


@dataclass(frozen=True, slots=True)
class SecondHearing:
    """The larger `model` that heard some of the windows once more, how many, and the ones (indices) whose words are its.

    `asked` are the windows that it was given, as far as that was kept."""

    model: str
    windows_heard: int
    windows: frozenset[int]
    encodings: EncodingStore
    """Of these windows, by the larger model."""
    asked: frozenset[int]


@dataclass(frozen=True, slots=True)
class Recognition:
    """The words of a recording in their order, and for each the window (index into `windows`) it is in.

    Times are milliseconds of the recording. `heard` are the windows (indices) that the recogniser was given;
    `warnings` are about how, and of no interest to whoever uses the recognition again. `encodings` are the recogniser's,
    also of windows that a larger model heard once more (`second`).

    `perhaps` are windows of sound that may be a voice and that the recogniser was not given; `dropped` is what it heard in
    such windows (indices) that the text had no words for. Another text may have some.
    """

    words: tuple[RecognisedWord, ...]
    window_of_word: tuple[int, ...]
    windows: tuple[Window, ...]
    encodings: EncodingStore
    heard: frozenset[int] = frozenset()
    warnings: tuple[str, ...] = ()
    second: SecondHearing | None = None
    perhaps: tuple[Window, ...] = ()
    dropped: Mapping[int, tuple[RecognisedWord, ...]] = field(default_factory=dict)

    @property
    def first_windows(self) -> list[int]:
        """The windows (indices) that the recording was divided into, in order: without those in which something was heard
        once more."""
        first: list[int] = []
        for k in sorted(range(len(self.windows)), key=lambda k: (self.windows[k].start_ms, -self.windows[k].end_ms)):
            if not first or self.windows[k].start_ms >= self.windows[first[-1]].end_ms:
                first.append(k)
        return first

    @property
    def windows_heard(self) -> int:
        """How many of the windows the recogniser was given."""
        return len(self.heard)

    @property
    def own_words(self) -> list[RecognisedWord]:
        """The words that the recogniser heard; the others were confirmed by the sound."""
        return [word for word in self.words if word.gop is None]

    @property
    def listened(self) -> list[Interval]:
        """The stretches of the recording that the recogniser was given, in order and apart."""
        joined: list[Interval] = []
        for start_ms, end_ms in sorted((self.windows[k].start_ms, self.windows[k].end_ms) for k in self.heard):
            if joined and start_ms <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(joined[-1][1], end_ms))
            else:
                joined.append((start_ms, end_ms))
        return joined


@dataclass(frozen=True, slots=True)
class DecodeOptions:
    """The options of decoding: the recording's language, names to be biased towards (`prompt`; None: none), and the
    published text (`draft`), which makes some recognisers faster and changes nothing that they hear."""

    language: str
    prompt: str | None = None
    draft: str = ""


class WindowTranscriber:
    """The words known so far of one recording's windows, and the way to learn more of them from a recogniser.

    `recognizer` is called when it is first needed. Encoder outputs, where it has any, are spooled into `folder`, a megabyte
    a window and more: words are weighed and timed by them.
    """

    def __init__(
        self,
        pcm: Pcm,
        windows: Sequence[Window],
        recognizer: Callable[[], Recognizer],
        options: DecodeOptions,
        folder: Path,
    ) -> None:
        self._pcm = pcm
        self._recognizer = recognizer
        self._options = options
        self._windows = list(windows)
        self._encodings = SpooledEncodings(folder / "encodings.f16", RecomputedEncodings(pcm, self._windows, recognizer))
        self._words: dict[int, list[RecognisedWord]] = {}
        self._heard: set[int] = set()
        self._warnings: dict[str, None] = {}

    def know(self, known: Recognition) -> None:
        """Takes over what was recognised before, in the same windows."""
        for word, index in zip(known.words, known.window_of_word, strict=True):
            self._words.setdefault(index, []).append(word)
        self._heard.update(known.heard)
        self._warnings.update(dict.fromkeys(known.warnings))

    def transcribe(self, indices: Sequence[int], on_progress: Callable[[int], None] = lambda count: None) -> None:
        """Has the windows of these indices recognised; `on_progress` is called with how many are done."""
        self._recognise(indices, self._options.prompt, on_progress)

    def retranscribe(self) -> None:
        """Has every stretch of speech without a known word recognised once more, as a window, without the prompt."""
        first = len(self._windows)
        known = [word for word, _ in self._placed()]
        self._windows += unheard(self._windows, known)
        again = range(first, len(self._windows))
        self._recognise(again, None, lambda count: None)
        for index in again:
            self._words[index] = [word for word in self._words[index] if not _overlaps(word, known)]

    def transcribe_more(self, windows: Sequence[Window]) -> range:
        """Has other windows of the recording recognised, without the prompt; returns their indices."""
        added = range(len(self._windows), len(self._windows) + len(windows))
        self._windows += windows
        self._recognise(added, None, lambda count: None)
        return added

    def put_words(self, index: int, words: Sequence[RecognisedWord]) -> None:
        """Takes a window's words from elsewhere, on the recording's clock: it need not be recognised."""
        self._words[index] = list(words)

    def recognition(self) -> Recognition:
        """The words known so far."""
        placed = self._placed()
        words, windows = tuple(word for word, _ in placed), tuple(index for _, index in placed)
        heard, warnings = frozenset(self._heard), tuple(self._warnings)
        return Recognition(words, windows, tuple(self._windows), self._encodings, heard, warnings)

    def _placed(self) -> list[tuple[RecognisedWord, int]]:
        placed = [(word, index) for index in sorted(self._words) for word in self._words[index]]
        return sorted(placed, key=lambda one: (one[0].start_ms + one[0].end_ms, one[0].start_ms))

    def _recognise(self, indices: Sequence[int], prompt: str | None, on_progress: Callable[[int], None]) -> None:
        if not indices:
            return
        recognizer = self._recognizer()
        at_once = recognizer.windows_at_once if isinstance(recognizer, BatchRecognizer) else BATCH_WINDOWS
        for first in range(0, len(indices), at_once):
            batch = indices[first : first + at_once]
            windows = [self._windows[index] for index in batch]
            samples = [normalise(self._pcm.read(window.start_ms, window.end_ms)) for window in windows]
            results = self._results(recognizer, samples, prompt)
            for index, window, result in zip(batch, windows, results, strict=True):
                self._heard.add(index)
                self._warnings.update(dict.fromkeys(result.warnings))
                if isinstance(result, EncodedTranscript):
                    self._encodings.put(index, result.encoding)
                self._words[index] = [_on_clock(word, window) for word in result.words]
            on_progress(first + len(batch))

    def _results(self, recognizer: Recognizer, samples: Sequence[Samples], prompt: str | None) -> Sequence[WindowTranscript]:
        language, draft = self._options.language, self._options.draft
        if draft and isinstance(recognizer, DraftedRecognizer):
            return recognizer.recognise_by_draft(samples, language=language, prompt=prompt, draft=draft)
        return recognizer.recognise(samples, language=language, prompt=prompt)


def unheard(windows: Sequence[Window], words: Iterable[RecognisedWord]) -> list[Window]:
    """The stretches of speech in which no word is known, each of `SHORTEST_UNHEARD_MS` at least, as windows of their own."""
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


def _overlaps(word: RecognisedWord, known: Sequence[RecognisedWord]) -> bool:
    middle = (word.start_ms + word.end_ms) // 2
    return any(other.start_ms <= middle < other.end_ms for other in known)


def _on_clock(word: RecognisedWord, window: Window) -> RecognisedWord:
    """A window's word on the recording's clock, its lateness corrected."""
    start_ms = max(window.start_ms, window.start_ms + word.start_ms - LATE_MS)
    return replace(word, start_ms=start_ms, end_ms=max(start_ms, window.start_ms + word.end_ms - LATE_MS))
