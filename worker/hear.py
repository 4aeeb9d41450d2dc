"""What is said in a recording: by Whisper where it must be asked, by the published text where the sound confirms it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from alignment.match import Match, match
from alignment.model import RecognisedWord, Token
from worker.audio.pcm import Pcm
from worker.audio.windows import Window
from worker.follow import Border, Follower, Gap
from worker.listen import Heard, Listener, Manner
from worker.refine.search import StretchSearch

ANCHOR_WORDS = 3
"""So many words at the border of a heard window must match the text, in a row, for the text to be followed from there."""

SURE_SIMILARITY = 0.7

PROBE_EVERY = 16
"""Windows, of a long run where the text could not be followed to the end."""

MOST_AT_ONCE = 8
"""Windows that Whisper hears beside one another before the text is followed again."""


def hear(
    pcm: Pcm,
    windows: Sequence[Window],
    tokens: Sequence[Token],
    manner: Manner,
    search: StretchSearch | None,
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
        self._window_starts = [window.start_ms for window in windows]
        self._total_ms = sum(window.duration_ms for window in windows) + 1
        self._share = 0.0
        self._heard: set[int] = set()
        self._known: set[int] = set()

    def listen(self, indices: Sequence[int]) -> None:
        """By Whisper."""
        durations_ms = [self._windows[index].duration_ms for index in indices]
        self.listener.hear(indices, lambda count: self._report(sum(durations_ms[:count])))
        self._heard.update(indices)
        self._known.update(indices)

    def _report(self, more_ms: int) -> None:
        """Progress, with so much of the recording done beside what is known: never less than was reported before."""
        known_ms = sum(self._windows[index].duration_ms for index in self._known)
        self._share = max(self._share, min(1.0, (known_ms + more_ms) / self._total_ms))
        self._on_progress(self._share)

    def by_text(self, search: StretchSearch) -> None:
        """Follows the text from where it is certain; a window where that fails is listened to."""
        windows = self._windows
        follower = Follower(self._tokens, self._language, [one for window in windows for one in window.speech], search)
        gaps = [Gap(Border(windows[0].start_ms, 0), Border(windows[-1].end_ms, len(self._tokens)))]
        while True:
            starts = [(gap.left.at_ms, gap.right.at_ms) for gap in gaps]
            follower.follow(gaps, self._report)
            for gap, (start_ms, end_ms) in zip(gaps, starts, strict=True):
                self._know(gap, start_ms, end_ms)
            if len(self._known) == len(windows):
                return
            self.listen(sorted({index for run in self._unknown() for index in self._beside(run)}))
            gaps = self._gaps()

    def _know(self, gap: Gap, start_ms: int, end_ms: int) -> None:
        """The words of the windows that lie where a gap has been filled."""
        within = [
            index
            for index, window in enumerate(self._windows)
            if start_ms <= window.start_ms and window.end_ms <= end_ms
            if gap.closed or window.speech[-1][1] <= gap.left.at_ms or window.speech[0][0] >= gap.right.at_ms
        ]
        words: dict[int, list[RecognisedWord]] = {index: [] for index in within}
        for word in gap.words:
            index = bisect_right(self._window_starts, (word.start_ms + word.end_ms) // 2) - 1
            if index in words:
                words[index].append(word)
        for index in within:
            self.listener.know(index, words[index])
        self._known.update(within)

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
        left, right = (max(1, min(MOST_AT_ONCE, count)) for count in (before, after))
        return [*run[:left], *run[PROBE_EVERY:-PROBE_EVERY:PROBE_EVERY], *run[-right:]]

    def _gaps(self) -> list[Gap]:
        heard = self.listener.heard()
        matches = match(self._tokens, heard.words, self._language).matches
        anchors = _Anchors(self._tokens, matches, heard)
        gaps: list[Gap] = []
        for run in self._unknown():
            left, right = anchors.after(run.start - 1), anchors.before(run.stop)
            if left is not None or right is not None:
                start_ms, end_ms = self._windows[run.start].start_ms, self._windows[run.stop - 1].end_ms
                gaps.append(
                    Gap(
                        Border(start_ms, anchors.first_token(run.start) if left is None else left),
                        Border(end_ms, anchors.last_token(run.stop) if right is None else right),
                        left is not None,
                        right is not None,
                    )
                )
        return gaps


class _Anchors:
    """Where the text is certain beside windows that were heard."""

    def __init__(self, tokens: Sequence[Token], matches: Sequence[Match], heard: Heard) -> None:
        self._tokens = tokens
        self._matches = matches
        self._window_of_word = heard.window_of_word
        self._words_of: dict[int, list[int]] = {}
        for word, window in enumerate(heard.window_of_word):
            self._words_of.setdefault(window, []).append(word)

    def after(self, window: int) -> int | None:
        """The token after the last words of a window, if those are surely matched."""
        found = self._in_a_row(self._words_of.get(window, [])[-ANCHOR_WORDS:])
        return None if found is None else found[1]

    def before(self, window: int) -> int | None:
        """The token that a window begins with, if its first words are surely matched."""
        found = self._in_a_row(self._words_of.get(window, [])[:ANCHOR_WORDS])
        return None if found is None else found[0]

    def first_token(self, window: int) -> int:
        """The first token that may be said in a window or after it, by the matches before."""
        before = bisect_left(self._matches, window, key=lambda m: self._window_of_word[m.word_end - 1])
        return self._matches[before - 1].token_end if before else 0

    def last_token(self, window: int) -> int:
        """The token up to which may be said before a window, by the matches in it and after it."""
        after = bisect_left(self._matches, window, key=lambda m: self._window_of_word[m.word_start])
        return self._matches[after].token_start if after < len(self._matches) else len(self._tokens)

    def _in_a_row(self, words: Sequence[int]) -> tuple[int, int] | None:
        """The token range that these heard words match, if they match surely and nothing is left out between them."""
        if len(words) < ANCHOR_WORDS:
            return None
        first = bisect_right(self._matches, words[0], key=lambda m: m.word_end)
        last = bisect_right(self._matches, words[-1], key=lambda m: m.word_start)
        inside = self._matches[first:last]
        if not inside or inside[0].word_start > words[0] or inside[-1].word_end <= words[-1]:
            return None
        for a, b in pairwise(inside):
            if a.word_end != b.word_start or any(self._tokens[i].speakable for i in range(a.token_end, b.token_start)):
                return None
        if min(m.similarity for m in inside) < SURE_SIMILARITY:
            return None
        return inside[0].token_start, inside[-1].token_end
