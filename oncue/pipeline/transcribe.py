"""What is said in a recording: by Whisper where it must be asked, by the published text where the sound confirms it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path

from oncue.acoustic.forced_aligner import Search
from oncue.alignment.match import match
from oncue.audio.pcm import Pcm
from oncue.audio.windows import Window
from oncue.model import Interval, RecognisedWord, Token
from oncue.pipeline.text_anchors import Anchors
from oncue.pipeline.text_guided import Border, Follower, Gap
from oncue.pipeline.whisper_passes import Heard, Listener, Manner

PROBE_EVERY = 16
"""Windows, of a long run where the text could not be followed to the end."""

MOST_AT_ONCE = 8
MOST_SHARE = 0.25
"""Windows that Whisper hears beside one another before the text is followed again: so many, or this share of those in a row
that it had to hear beside them. Each time all of the text is matched with all that was heard."""

FIRST_HEARING = 0.95
"""Of the progress; the rest is for what must be heard again."""


def hear(
    pcm: Pcm,
    windows: Sequence[Window],
    tokens: Sequence[Token],
    manner: Manner,
    search: Search | None,
    *,
    folder: Path,
    on_progress: Callable[[float], None],
) -> Heard:
    """Every window's words; encoder outputs are spooled into `folder`. `on_progress` is called with 0..1.

    Without `search` Whisper hears all windows.
    """
    hearing = _Hearing(pcm, windows, tokens, manner, folder, on_progress)
    if search is None:
        hearing.listen(range(len(windows)))
    else:
        hearing.by_text(search)
    hearing.listener.hear_again()
    on_progress(1.0)
    return hearing.listener.heard()


class _Hearing:
    def __init__(
        self,
        pcm: Pcm,
        windows: Sequence[Window],
        tokens: Sequence[Token],
        manner: Manner,
        folder: Path,
        on_progress: Callable[[float], None],
    ) -> None:
        self.listener = Listener(pcm, windows, manner, folder)
        self._windows = windows
        self._tokens = tokens
        self._language = manner.language
        self._on_progress = on_progress
        self._progress = 0.0
        self._starts = [window.start_ms for window in windows]
        self._ends = [window.end_ms for window in windows]
        self._heard: set[int] = set()
        self._known: set[int] = set()

    def listen(self, indices: Sequence[int]) -> None:
        """By Whisper."""
        before_ms = self._known_ms()
        self.listener.hear(indices, lambda count: self._tell(before_ms + self._span_ms(indices[:count])))
        self._heard.update(indices)
        self._known.update(indices)

    def by_text(self, search: Search) -> None:
        """Follows the text from where it is certain; a window where that fails is listened to."""
        windows = self._windows
        follower = Follower(self._tokens, self._language, [one for window in windows for one in window.speech], search)
        gaps = [Gap(Border(windows[0].start_ms, 0), Border(windows[-1].end_ms, len(self._tokens)))]
        while True:
            self._follow(follower, gaps)
            if len(self._known) == len(windows):
                return
            self.listen(sorted({index for run in self._unknown() for index in self._beside(run)}))
            gaps = self._gaps()

    def _follow(self, follower: Follower, gaps: Sequence[Gap]) -> None:
        spans, before_ms = [(gap.left.at_ms, gap.right.at_ms) for gap in gaps], self._known_ms()
        follower.follow(gaps, lambda known_ms: self._tell(before_ms + known_ms))
        for gap, (start_ms, end_ms) in zip(gaps, spans, strict=True):
            self._know(gap, start_ms, end_ms)

    def _know(self, gap: Gap, start_ms: int, end_ms: int) -> None:
        """The words of the windows that lie where a gap has been filled."""
        words: dict[int, list[RecognisedWord]] = {
            index: []
            for index in range(bisect_left(self._starts, start_ms), bisect_right(self._ends, end_ms))
            if index not in self._known and self._is_filled(gap, self._windows[index].speech)
        }
        for word in gap.words:
            index = self._window_at((word.start_ms + word.end_ms) // 2)
            if index in words:
                words[index].append(word)
        for index, found in words.items():
            self.listener.know(index, found)
        self._known.update(words)

    def _is_filled(self, gap: Gap, speech: Sequence[Interval]) -> bool:
        return gap.closed or not speech or speech[-1][1] <= gap.left.at_ms or speech[0][0] >= gap.right.at_ms

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
        """How much of the recording windows stand for: up to the next one's start."""
        starts = [*self._starts, self._ends[-1]]
        return sum(starts[index + 1] - starts[index] for index in indices)

    def _tell(self, known_ms: int) -> None:
        """Progress, which never goes back: what was followed into a window that is then heard is not known after all."""
        total_ms = self._ends[-1] - self._starts[0]
        self._progress = max(self._progress, FIRST_HEARING * known_ms / total_ms)
        self._on_progress(self._progress)

    def _unknown(self) -> list[range]:
        """Runs of windows of which nothing is known yet."""
        known = [-1, *sorted(self._known), len(self._windows)]
        return [range(a + 1, b) for a, b in pairwise(known) if b > a + 1]

    def _beside(self, run: range) -> list[int]:
        """Those of a run that are to be heard next: at its ends, the more, the more in a row beside it had to be; of a long
        run some inside it, for the text to be followed from there as well."""
        before = after = 0
        while run.start - 1 - before in self._heard:
            before += 1
        while run.stop + after in self._heard:
            after += 1
        left, right = (max(1, min(count, MOST_AT_ONCE), int(MOST_SHARE * count)) for count in (before, after))
        return [*run[:left], *run[PROBE_EVERY:-PROBE_EVERY:PROBE_EVERY], *run[-right:]]

    def _gaps(self) -> list[Gap]:
        heard = self.listener.heard()
        matches = match(self._tokens, heard.words, self._language).matches
        anchors = Anchors(self._tokens, matches, heard)
        gaps: list[Gap] = []
        for run in self._unknown():
            left, right = anchors.after(run.start - 1), anchors.before(run.stop)
            if left or right:
                first = left or Border(self._starts[run.start], anchors.first_token(run.start))
                last = right or Border(self._ends[run.stop - 1], anchors.last_token(run.stop))
                gaps.append(Gap(first, last, left is not None, right is not None))
        return gaps
