"""Heard copies: words of the text that were heard twice in a row though they are published once.

Whisper says a sentence again that it has just heard, or hears it in the music before it is said. Which of the two copies a
text is matched with is no more than a rule; see `equal_places`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from oncue.alignment.match.matches import Match
from oncue.model import RecognisedWord, Token
from oncue.text.normalize import match_keys

LEAST_COPIED = 3
"""Words in a row that make a copy: fewer are heard here and there in anything."""

NEAREST_PLACES = 4
"""Places of the same three words on each side of what has no match that may be the copied ones, the nearest first: a litany
has them everywhere."""

MOST_MISHEARD = 3
"""Words that may be heard otherwise in one of two copies, or be written and not heard: inside it, or between it and the
other one."""

LONGEST_COPY_MS = 20_000
"""Longest time of a copy: Whisper says a sentence again, not a part of a programme. What is played twice is said twice."""

MOST_COPIED = 100
"""Most words of a copy: nobody says more in that time."""

NEAREST_COPIES = 4
"""Copies that are looked at on each side of what has no match, the nearest first: a loop may have thousands."""


@dataclass(frozen=True, slots=True)
class HeardCopy:
    """Tokens that were heard twice: the words (indices) that they are matched with, and the others."""

    tokens: range
    matched: range
    other: range


def heard_copies(
    matches: Sequence[Match], tokens: Sequence[Token], words: Sequence[RecognisedWord], language: str
) -> list[HeardCopy]:
    """The passages whose words lie once more among words without a match, right before or right after their own.

    Between the two there may be more copies, as in a loop. `matches` are in order. Near-linear in the number of words.
    """
    keys = {i: key for i, token in enumerate(tokens) if token.speakable and (key := match_keys(token.text, language))}
    rank = {i: k for k, i in enumerate(keys)}
    heard = [match_keys(word.text, language) for word in words]
    word_of = {i: range(one.word_start, one.word_end) for one in matches for i in range(one.token_start, one.token_end)}
    spoken = [i for i in keys if i in word_of]
    at = {i: k for k, i in enumerate(spoken)}
    found: list[HeardCopy] = []
    ends = [Match(0, 0, 0, 0, 1.0), *matches, Match(len(tokens), len(tokens), len(words), len(words), 1.0)]
    for left, right in pairwise(ends):
        hole = [j for j in range(left.word_end, right.word_start) if heard[j]]
        if len(hole) < LEAST_COPIED:
            continue
        border = next((at[i] for i in range(right.token_start, right.token_end) if i in at), len(spoken))
        reach = len(hole) + MOST_MISHEARD
        near = spoken[max(0, border - reach) : border + reach]
        runs = _runs([keys[i] for i in near], [heard[j] for j in hole], min(border, reach))
        copied = sum(length for _, _, length in runs)
        behind: list[HeardCopy] = []
        ahead: list[HeardCopy] = []
        done = 0
        for first, begins, length in runs:
            some = near[first : first + length]
            copy = HeardCopy(
                range(some[0], some[-1] + 1),
                range(word_of[some[0]].start, word_of[some[-1]].stop),
                range(hole[begins], hole[begins + length - 1] + 1),
            )
            # Words between the two copies that are no copy: matched ones, and those of the hole on that side.
            since = border - at[some[-1]] - 1, begins - done
            until = at[some[0]] - border, len(hole) - begins - (copied - done)
            done += length
            written = rank[some[-1]] - rank[some[0]] + 1
            if max(written, len(copy.matched)) > length + MOST_MISHEARD or _is_long(copy, words):
                continue
            if since[0] >= 0 and sum(since) <= MOST_MISHEARD:
                behind.append(copy)
            elif until[0] >= 0 and sum(until) <= MOST_MISHEARD:
                ahead.append(copy)
        found += [*behind[:NEAREST_COPIES], *ahead[-NEAREST_COPIES:]]
    return found


def _is_long(copy: HeardCopy, words: Sequence[RecognisedWord]) -> bool:
    times = [words[place.stop - 1].end_ms - words[place.start].start_ms for place in (copy.matched, copy.other)]
    return len(copy.tokens) > MOST_COPIED or max(times) > LONGEST_COPY_MS


def _runs(written: Sequence[tuple[str, ...]], heard: Sequence[tuple[str, ...]], middle: int) -> list[tuple[int, int, int]]:
    """The longest runs that both have, each word of `heard` in one of them at most: where they begin, and their lengths.

    Those of `written` that are nearest to its index `middle` are looked at.
    """
    places: dict[tuple[tuple[str, ...], ...], list[int]] = defaultdict(list)
    for i in range(len(written) - LEAST_COPIED + 1):
        places[tuple(written[i : i + LEAST_COPIED])].append(i)
    found: list[tuple[int, int, int]] = []
    j = 0
    while j <= len(heard) - LEAST_COPIED:
        longest = 0, 0
        found_at = places.get(tuple(heard[j : j + LEAST_COPIED]), [])
        split = bisect_left(found_at, middle)
        for i in found_at[max(0, split - NEAREST_PLACES) : split + NEAREST_PLACES]:
            length = LEAST_COPIED
            while i + length < len(written) and j + length < len(heard) and written[i + length] == heard[j + length]:
                length += 1
            longest = max(longest, (length, -i))
        if longest[0]:
            found.append((-longest[1], j, longest[0]))
        j += max(1, longest[0])
    return found
