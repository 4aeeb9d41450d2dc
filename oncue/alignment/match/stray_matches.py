"""Stray matches: words of a sentence that were heard far from the rest of it, among other words.

A song or another programme has many a word that a sentence has, too. A part of a sentence that was matched with a song's
words, seconds from the other part, is moved beside that where its words were heard there as well; a word or two that were
not, and that are beside no other match, are the song's.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from oncue.alignment.match.matches import Match
from oncue.alignment.one_sentence import PARTED_MS, goes_on
from oncue.model import RecognisedWord, Token
from oncue.text.normalize import match_keys
from oncue.text.numbers import about_letters

SLOWEST_MS_PER_LETTER = 130
"""Twice the mean of spoken English: so long may words take that were not recognised."""

LEAST_OTHER_WORDS = 2
"""Heard words between those two that are not published: without any, a sentence has a pause."""

LEAST_TOGETHER = 3
"""Matches near each other that are believed wherever they are."""

LONGEST_ASIDE_MS = 5000
"""Milliseconds between the two parts up to which fewer are believed beside another sentence's: somebody may say that much
before a sentence goes on, and a longer song begins, now and then, with the word that the sentence begins with."""

LONGEST_MOVED = 60
"""Most tokens from the far end of a part of a sentence to its other part, for it to be looked for beside that. Few
sentences are as long; a text without punctuation is one sentence all through."""

MOST_WORDS_SEARCHED = 120
"""Most heard words in which a part of a sentence is looked for, those nearest to its other part: twice `LONGEST_MOVED`."""

LEAST_MOVED = 0.5
"""Share of the letters of a part of a sentence that must have been heard beside its other part, too."""


def without_strays(
    matches: Sequence[Match], tokens: Sequence[Token], recognised: Sequence[RecognisedWord], language: str
) -> tuple[Match, ...]:
    """`matches`, in order, with no sentence scattered over other words."""
    matching = _Gathering(matches, tokens, recognised, language)
    at = 1
    while at < len(matching.matches):
        at = matching.gather(at) if matching.is_scattered(at) else at + 1
    return tuple(matching.matches)


class _Gathering:
    """The matches of a text, whose scattered sentences are gathered one after the other."""

    def __init__(
        self, matches: Sequence[Match], tokens: Sequence[Token], recognised: Sequence[RecognisedWord], language: str
    ) -> None:
        self.matches = list(matches)
        self._tokens = tokens
        self._recognised = recognised
        self._language = language

    def is_scattered(self, at: int) -> bool:
        """True where the sentence of the match before `at` goes on with the one at it, far away and behind other words."""
        left, right = self.matches[at - 1], self.matches[at]
        if right.word_start - left.word_end < LEAST_OTHER_WORDS or not self._are_far(left, right):
            return False
        return self._is_one_sentence(left, right)

    def gather(self, at: int) -> int:
        """Puts the two parts of a sentence together or leaves one of them out, where it may; the next place to look at."""
        first, end = self._part(at, -1), self._part(at, 1)
        parts = sorted([(first, at), (at, end)], key=lambda part: self._weight(self.matches[slice(*part)]))
        for a, b in parts:
            moved = self._moved(a, b, at)
            if moved:
                self.matches[a:b] = moved
                return a + len(moved) + (b == at)
        long = self._apart_ms(self.matches[at - 1], self.matches[at]) > LONGEST_ASIDE_MS
        for a, b in parts:
            if b - a < LEAST_TOGETHER and (long or not self._is_beside(a if b == at else b)):
                del self.matches[a:b]
                return max(1, a)
        return at + 1

    def _part(self, at: int, step: int) -> int:
        """Where the matches that are near each other in one sentence begin before `at`, or end after it."""
        last = at if step > 0 else at - 1
        while 0 <= last + step < len(self.matches):
            left, right = sorted((last, last + step))
            pair = self.matches[left], self.matches[right]
            if self._are_far(*pair) or not self._is_one_sentence(*pair):
                break
            last += step
        return last + 1 if step > 0 else last

    def _is_beside(self, at: int) -> bool:
        """True where the match at `at` is of the words, written and heard, right after those of the one before."""
        return 0 < at < len(self.matches) and self._adjoin(self.matches[at - 1], self.matches[at])

    def _moved(self, first: int, end: int, border: int) -> list[Match]:
        """The words of the matches [first, end) where they were heard beside the other side of the border; none if not."""
        part, tokens = self.matches[first:end], self._tokens
        left, right = self.matches[border - 1], self.matches[border]
        is_before = end == border
        indices = range(part[0].token_start, right.token_start) if is_before else range(left.token_end, part[-1].token_end)
        if len(indices) > LONGEST_MOVED:
            return []
        if is_before:
            words = range(max(left.word_end, right.word_start - MOST_WORDS_SEARCHED), right.word_start)
            reach_ms = self._recognised[right.word_start].start_ms - self._time_ms(indices)
            words = range(next((j for j in words if self._recognised[j].start_ms >= reach_ms), words.stop), words.stop)
        else:
            words = range(left.word_end, min(right.word_start, left.word_end + MOST_WORDS_SEARCHED))
            reach_ms = self._recognised[left.word_end - 1].end_ms + self._time_ms(indices)
            words = range(words.start, next((j for j in words if self._recognised[j].end_ms > reach_ms), words.stop))
        pairs = self._equal([i for i in indices if tokens[i].speakable and tokens[i].kind is None], words)
        if sum(len(tokens[i].text) for i, _ in pairs) < LEAST_MOVED * self._weight(part)[1]:
            return []
        return [Match(i, i + 1, j, j + 1, 1.0) for i, j in pairs]

    def _equal(self, indices: Sequence[int], words: Sequence[int]) -> list[tuple[int, int]]:
        """The longest common subsequence of some tokens and heard words, in letters."""
        written = [match_keys(self._tokens[i].text, self._language) for i in indices]
        heard = [match_keys(self._recognised[j].text, self._language) for j in words]
        above: list[tuple[int, tuple[tuple[int, int], ...]]] = [(0, ())] * (len(words) + 1)
        for i, key in zip(indices, written, strict=True):
            row = [above[0]]
            for k, (j, other) in enumerate(zip(words, heard, strict=True)):
                found = max(row[-1], above[k + 1], key=lambda one: one[0])
                if key and key == other and above[k][0] + sum(map(len, key)) > found[0]:
                    found = above[k][0] + sum(map(len, key)), (*above[k][1], (i, j))
                row.append(found)
            above = row
        return list(above[-1][1])

    def _time_ms(self, indices: Sequence[int]) -> int:
        """The longest that these tokens may take, and the shortest that is far."""
        spoken = [self._tokens[i] for i in indices if self._tokens[i].speakable and self._tokens[i].kind is None]
        return PARTED_MS + SLOWEST_MS_PER_LETTER * sum(about_letters(token.text) for token in spoken)

    def _are_far(self, left: Match, right: Match) -> bool:
        apart_ms = self._apart_ms(left, right)
        return apart_ms > PARTED_MS and apart_ms > self._time_ms(range(left.token_end, right.token_start))

    def _adjoin(self, left: Match, right: Match) -> bool:
        return (
            right.token_start - left.token_end <= 1
            and right.word_start - left.word_end <= 1
            and self._apart_ms(left, right) <= PARTED_MS
        )

    def _apart_ms(self, left: Match, right: Match) -> int:
        return self._recognised[right.word_start].start_ms - self._recognised[left.word_end - 1].end_ms

    def _is_one_sentence(self, left: Match, right: Match) -> bool:
        between = range(left.token_end - 1, right.token_start + 1)
        return all(goes_on(self._tokens, a, b) for a, b in pairwise(between))

    def _weight(self, part: Sequence[Match]) -> tuple[int, int]:
        """How much a part tells: its matches, and the letters of those."""
        return len(part), sum(len(self._tokens[i].text) for one in part for i in range(one.token_start, one.token_end))
