"""Anchors of the text: the places at a recognised window's edge from which the text around it may be followed."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate, pairwise

from oncue.alignment.match import Match
from oncue.model import Token
from oncue.pipeline.text_guided import Anchor
from oncue.pipeline.whisper_passes import Recognition

ANCHOR_WORDS = 3
"""Words in a row at the edge of a recognised window that must match the text for the text to be followed from there."""

LEAST_ANCHOR_SIMILARITY = 0.7
"""Least similarity, 0..1, of each match in an anchor."""


class TextAnchors:
    """The anchors that one match of the text with a recognition gives. A window is its index in `recognition.windows`."""

    def __init__(self, tokens: Sequence[Token], matches: Sequence[Match], recognition: Recognition) -> None:
        self._tokens = tokens
        self._recognised = recognition.words
        self._windows = recognition.windows
        self._matches = matches
        self._word_starts = [m.word_start for m in matches]
        self._word_ends = [m.word_end for m in matches]
        self._words: dict[int, list[int]] = defaultdict(list)
        for j, window in enumerate(recognition.window_of_word):
            self._words[window].append(j)
        ends, starts = [0] * (len(recognition.windows) + 1), [len(tokens)] * (len(recognition.windows) + 1)
        for m in matches:
            first, last = recognition.window_of_word[m.word_start], recognition.window_of_word[m.word_end - 1]
            starts[first] = min(starts[first], m.token_start)
            ends[last + 1] = max(ends[last + 1], m.token_end)
        self._ends = list(accumulate(ends, max))
        self._starts = list(accumulate(reversed(starts), min))[::-1]

    def after(self, window: int) -> Anchor | None:
        """The last place in a window up to which its words are surely matched, and the token after it."""
        words = self._words[window]
        for stop in range(len(words), ANCHOR_WORDS - 1, -1):
            found = self._in_a_row(words[stop - ANCHOR_WORDS : stop])
            if found is not None:
                at_ms = self._windows[window].end_ms if stop == len(words) else self._recognised[words[stop - 1]].end_ms
                return Anchor(at_ms, found[1])
        return None

    def before(self, window: int) -> Anchor | None:
        """The first place in a window from which on its words are surely matched, and their token."""
        words = self._words[window]
        for start in range(len(words) - ANCHOR_WORDS + 1):
            found = self._in_a_row(words[start : start + ANCHOR_WORDS])
            if found is not None:
                at_ms = self._windows[window].start_ms if start == 0 else self._recognised[words[start]].start_ms
                return Anchor(at_ms, found[0])
        return None

    def is_sure_between(self, window: int, following: int) -> bool:
        """True where the words at the end of one window and at the beginning of the next are surely matched, and nothing of
        the text is left out between them."""
        end, start = self.after(window), self.before(following)
        if end is None or start is None or end.at_ms != self._windows[window].end_ms:
            return False
        return start.at_ms == self._windows[following].start_ms and not any(
            self._tokens[i].speakable for i in range(end.token, start.token)
        )

    def first_token(self, window: int) -> int:
        """The first token that may be said in a window or after it, by the matches before."""
        return self._ends[window]

    def last_token(self, window: int) -> int:
        """The token up to which may be said before a window, by the matches in it and after it."""
        return self._starts[window]

    def _in_a_row(self, words: Sequence[int]) -> tuple[int, int] | None:
        """The token range that these recognised words match, if they match surely and nothing is left out between them."""
        if len(words) < ANCHOR_WORDS:
            return None
        inside = self._matches[bisect_right(self._word_ends, words[0]) : bisect_right(self._word_starts, words[-1])]
        if not inside or inside[0].word_start > words[0] or inside[-1].word_end <= words[-1]:
            return None
        for a, b in pairwise(inside):
            if a.word_end != b.word_start or any(self._tokens[i].speakable for i in range(a.token_end, b.token_start)):
                return None
        if min(m.similarity for m in inside) < LEAST_ANCHOR_SIMILARITY:
            return None
        return inside[0].token_start, inside[-1].token_end
