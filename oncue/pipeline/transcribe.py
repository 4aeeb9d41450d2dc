"""The words of a whole recording: by Whisper where it must be asked, by the published text where the sound confirms it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path

from oncue.acoustic.forced_aligner import Search
from oncue.alignment.match import match
from oncue.asr.protocol import Recognizer
from oncue.audio.pcm import Pcm
from oncue.audio.windows import Window
from oncue.model import Interval, RecognisedWord, Token
from oncue.pipeline.text_anchors import TextAnchors
from oncue.pipeline.text_guided import Anchor, TextGuidedAligner, UnalignedSpan
from oncue.pipeline.whisper_passes import DecodeOptions, Recognition, WindowTranscriber

PROBE_EVERY = 16
"""Windows from one that Whisper is given to the next, inside a long run where the text could not be followed to the end."""

MOST_AT_ONCE = 8
"""Most windows in a row that Whisper is given before the text is followed again."""

MOST_SHARE = 0.25
"""The same as a share of the windows in a row that it had to be given beside them: each time all of the text is matched with
all that was recognised."""

FIRST_PASS = 0.95
"""Share of the progress that the first pass is; the rest is for what is recognised once more."""


def transcribe(
    pcm: Pcm,
    windows: Sequence[Window],
    tokens: Sequence[Token],
    recognizer: Callable[[], Recognizer],
    options: DecodeOptions,
    search: Search | None,
    *,
    folder: Path,
    on_progress: Callable[[float], None],
) -> Recognition:
    """Every window's words, on the recording's clock; without `search`, Whisper is given all windows.

    `recognizer` is called when it is first needed. Encoder outputs are spooled into `folder`. `on_progress` is called with
    0..1. Raises what `recognizer` and its recogniser raise, and `OSError` where the disk is full.
    """
    work = _Transcription(pcm, windows, tokens, recognizer, options, folder, on_progress)
    if search is None:
        work.by_whisper(range(len(windows)))
    else:
        work.by_text(search)
    work.transcriber.retranscribe()
    on_progress(1.0)
    return work.transcriber.recognition()


class _Transcription:
    """The windows of one recording whose words are known so far, and by which way: Whisper or the text."""

    def __init__(
        self,
        pcm: Pcm,
        windows: Sequence[Window],
        tokens: Sequence[Token],
        recognizer: Callable[[], Recognizer],
        options: DecodeOptions,
        folder: Path,
        on_progress: Callable[[float], None],
    ) -> None:
        self.transcriber = WindowTranscriber(pcm, windows, recognizer, options, folder)
        self._windows = windows
        self._tokens = tokens
        self._language = options.language
        self._on_progress = on_progress
        self._progress = 0.0
        self._starts = [window.start_ms for window in windows]
        self._ends = [window.end_ms for window in windows]
        self._heard: set[int] = set()
        self._known: set[int] = set()

    def by_whisper(self, indices: Sequence[int]) -> None:
        """Has the windows of these indices recognised."""
        before_ms = self._known_ms()
        self.transcriber.transcribe(indices, lambda count: self._tell(before_ms + self._span_ms(indices[:count])))
        self._heard.update(indices)
        self._known.update(indices)

    def by_text(self, search: Search) -> None:
        """Follows the text from each anchor as far as the sound confirms it; a window where that fails is recognised."""
        windows = self._windows
        aligner = TextGuidedAligner(
            self._tokens, self._language, [one for window in windows for one in window.speech], search
        )
        spans = [UnalignedSpan(Anchor(windows[0].start_ms, 0), Anchor(windows[-1].end_ms, len(self._tokens)))]
        while True:
            self._align(aligner, spans)
            if len(self._known) == len(windows):
                return
            self.by_whisper(sorted({index for run in self._unknown() for index in self._beside(run)}))
            spans = self._spans()

    def _align(self, aligner: TextGuidedAligner, spans: Sequence[UnalignedSpan]) -> None:
        at_first, before_ms = [(span.left.at_ms, span.right.at_ms) for span in spans], self._known_ms()
        aligner.align(spans, lambda known_ms: self._tell(before_ms + known_ms))
        for span, (start_ms, end_ms) in zip(spans, at_first, strict=True):
            self._take_words(span, start_ms, end_ms)

    def _take_words(self, span: UnalignedSpan, start_ms: int, end_ms: int) -> None:
        """Takes over the words of the windows that lie where a span has been aligned."""
        words: dict[int, list[RecognisedWord]] = {
            index: []
            for index in range(bisect_left(self._starts, start_ms), bisect_right(self._ends, end_ms))
            if index not in self._known and self._is_aligned(span, self._windows[index].speech)
        }
        for word in span.words:
            index = self._window_at((word.start_ms + word.end_ms) // 2)
            if index in words:
                words[index].append(word)
        for index, found in words.items():
            self.transcriber.put_words(index, found)
        self._known.update(words)

    def _is_aligned(self, span: UnalignedSpan, speech: Sequence[Interval]) -> bool:
        return span.closed or not speech or speech[-1][1] <= span.left.at_ms or speech[0][0] >= span.right.at_ms

    def _window_at(self, at_ms: int) -> int:
        """The window that a time is in, or the nearest one: a soft word may lie in a pause that belongs to none."""
        after = bisect_right(self._starts, at_ms)
        if not after:
            return 0
        beyond_ms = at_ms - self._ends[after - 1]
        return after if after < len(self._starts) and beyond_ms > self._starts[after] - at_ms else after - 1

    def _known_ms(self) -> int:
        return self._span_ms(self._known)

    def _span_ms(self, indices: Iterable[int]) -> int:
        """Milliseconds of the recording that windows stand for: up to the next one's start."""
        starts = [*self._starts, self._ends[-1]]
        return sum(starts[index + 1] - starts[index] for index in indices)

    def _tell(self, known_ms: int) -> None:
        """Tells the progress, which never goes back: what was followed into a window that is then recognised is not known
        after all."""
        total_ms = self._ends[-1] - self._starts[0]
        self._progress = max(self._progress, FIRST_PASS * known_ms / total_ms)
        self._on_progress(self._progress)

    def _unknown(self) -> list[range]:
        """Runs of windows of which nothing is known yet."""
        known = [-1, *sorted(self._known), len(self._windows)]
        return [range(a + 1, b) for a, b in pairwise(known) if b > a + 1]

    def _beside(self, run: range) -> list[int]:
        """The windows of a run that are to be recognised next.

        They are at its ends, the more, the more in a row beside it had to be; of a long run some inside it, for the text to
        be followed from there as well.
        """
        before = after = 0
        while run.start - 1 - before in self._heard:
            before += 1
        while run.stop + after in self._heard:
            after += 1
        left, right = (max(1, min(count, MOST_AT_ONCE), int(MOST_SHARE * count)) for count in (before, after))
        return [*run[:left], *run[PROBE_EVERY:-PROBE_EVERY:PROBE_EVERY], *run[-right:]]

    def _spans(self) -> list[UnalignedSpan]:
        """The spans of which nothing is known, between the anchors that the recognised windows give."""
        known = self.transcriber.recognition()
        matches = match(self._tokens, known.words, self._language).matches
        anchors = TextAnchors(self._tokens, matches, known)
        spans: list[UnalignedSpan] = []
        for run in self._unknown():
            left, right = anchors.after(run.start - 1), anchors.before(run.stop)
            if left or right:
                first = left or Anchor(self._starts[run.start], anchors.first_token(run.start))
                last = right or Anchor(self._ends[run.stop - 1], anchors.last_token(run.stop))
                spans.append(UnalignedSpan(first, last, left is not None, right is not None))
        return spans
