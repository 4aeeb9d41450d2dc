"""Where two texts of the same speech differ, word by word; how they write it does not count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel, Levenshtein

from oncue.text.normalize import match_keys

MOST_KEY_PAIRS = 2_000_000_000
"""Most pairs of keys, a bit of memory each, for the longest common sequence of both. Of longer texts, which hold half a day
of speech, the fewest edits are told, in less memory: there a word that moved may be told as several exchanged."""


@dataclass(frozen=True, slots=True)
class TextDifference:
    """Words `[first_start, first_end)` of one text in whose place the other has `[second_start, second_end)`; one of both
    may be empty."""

    first_start: int
    first_end: int
    second_start: int
    second_end: int


@dataclass(frozen=True, slots=True)
class ComparedTexts:
    """Two sequences of words beside each other: the pairs of words that are the same, by their indices, and what differs;
    both in order."""

    same: tuple[tuple[int, int], ...]
    differences: tuple[TextDifference, ...]


def compare_texts(first: Sequence[str], second: Sequence[str], language: str) -> ComparedTexts:
    """What two sequences of words have in common, and all that they have not.

    Words are compared by their keys: `1994` and `nineteen ninety-four`, `OK,` and `okay` are the same. Time and memory grow
    with the product of both lengths, 64 words at a time: 4 MB for an hour of speech.
    """
    keys, owner = _keys(first, language)
    other_keys, other_owner = _keys(second, language)
    same: dict[int, int] = {}
    found: list[TextDifference] = []
    method = Indel if len(keys) * len(other_keys) <= MOST_KEY_PAIRS else Levenshtein
    for code in method.opcodes(keys, other_keys):
        if code.tag == "equal":
            for at, other in zip(owner[code.src_start : code.src_end], other_owner[code.dest_start :], strict=False):
                same.setdefault(at, other)
            continue
        first_start, first_end = _words(owner, code.src_start, code.src_end, len(first))
        second_start, second_end = _words(other_owner, code.dest_start, code.dest_end, len(second))
        if found and first_start <= found[-1].first_end and second_start <= found[-1].second_end:
            before = found.pop()
            first_start, second_start = before.first_start, before.second_start
            first_end, second_end = max(before.first_end, first_end), max(before.second_end, second_end)
        found.append(TextDifference(first_start, first_end, second_start, second_end))
    return ComparedTexts(tuple(same.items()), tuple(found))


def _keys(words: Sequence[str], language: str) -> tuple[list[str], list[int]]:
    """The keys of all words, and the word that each is of."""
    keys: list[str] = []
    owner: list[int] = []
    for index, word in enumerate(words):
        for key in match_keys(word, language):
            keys.append(key)
            owner.append(index)
    return keys, owner


def _words(owner: Sequence[int], start: int, end: int, count: int) -> tuple[int, int]:
    """The range of words of a range of keys."""
    if start < end:
        return owner[start], owner[end - 1] + 1
    at = owner[start] if start < len(owner) else count
    return at, at
