"""Where two texts of the same speech differ, word by word; how they write it does not count."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

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
    keys = [match_keys(word, language) for word in first]
    other_keys = [match_keys(word, language) for word in second]
    same: list[tuple[int, int]] = []
    found: list[TextDifference] = []
    for place in _differing(keys, other_keys, same):
        if place.first_start < place.first_end and place.second_start < place.second_end:
            found += _by_keys(place, keys, other_keys, same)
        else:
            found.append(place)
    sounded = [
        one for one in found if any(keys[one.first_start : one.first_end] + other_keys[one.second_start : one.second_end])
    ]
    return ComparedTexts(tuple(sorted(same)), tuple(sounded))


def compare_sequences(first: Sequence[Hashable], second: Sequence[Hashable]) -> ComparedTexts:
    """What two sequences have in common, and what they have not, where only equal things are the same."""
    same: list[tuple[int, int]] = []
    differences = _differing(first, second, same)
    return ComparedTexts(tuple(same), tuple(differences))


def _differing(first: Sequence[Hashable], second: Sequence[Hashable], same: list[tuple[int, int]]) -> list[TextDifference]:
    """The ranges that differ; pairs that are equal are added to `same`."""
    method = Indel if len(first) * len(second) <= MOST_KEY_PAIRS else Levenshtein
    found: list[TextDifference] = []
    for code in method.opcodes(first, second):
        if code.tag == "equal":
            same += zip(range(code.src_start, code.src_end), range(code.dest_start, code.dest_end), strict=True)
        elif found and code.src_start == found[-1].first_end and code.dest_start == found[-1].second_end:
            found[-1] = replace(found[-1], first_end=code.src_end, second_end=code.dest_end)
        else:
            found.append(TextDifference(code.src_start, code.src_end, code.dest_start, code.dest_end))
    return found


def _by_keys(
    place: TextDifference,
    words: Sequence[tuple[str, ...]],
    other_words: Sequence[tuple[str, ...]],
    same: list[tuple[int, int]],
) -> list[TextDifference]:
    """What differs in a place whose words are divided differently on both sides; the indices are of all words."""
    keys, owner = _flat(words, place.first_start, place.first_end)
    other_keys, other_owner = _flat(other_words, place.second_start, place.second_end)
    equal: list[tuple[int, int]] = []
    found: list[TextDifference] = []
    for one in _differing(keys, other_keys, equal):
        first_start, first_end = _words(owner, one.first_start, one.first_end, place.first_end)
        second_start, second_end = _words(other_owner, one.second_start, one.second_end, place.second_end)
        if found and first_start <= found[-1].first_end and second_start <= found[-1].second_end:
            before = found.pop()
            first_start, second_start = before.first_start, before.second_start
            first_end, second_end = max(before.first_end, first_end), max(before.second_end, second_end)
        found.append(TextDifference(first_start, first_end, second_start, second_end))
    pairs: dict[int, int] = {}
    for at, other in equal:
        pairs.setdefault(owner[at], other_owner[other])
    same += pairs.items()
    return found


def _flat(words: Sequence[tuple[str, ...]], start: int, end: int) -> tuple[list[str], list[int]]:
    """The keys of some words, and the word that each is of."""
    keys = [(key, at) for at in range(start, end) for key in words[at]]
    return [key for key, _ in keys], [at for _, at in keys]


def _words(owner: Sequence[int], start: int, end: int, behind: int) -> tuple[int, int]:
    """The range of words of a range of keys; `behind` is the word after all of them."""
    if start < end:
        return owner[start], owner[end - 1] + 1
    at = owner[start] if start < len(owner) else behind
    return at, at
