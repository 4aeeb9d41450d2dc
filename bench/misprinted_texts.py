"""Right texts with misprints put in at known places: words exchanged, look-alikes, words added and words left out."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from rapidfuzz.distance import Levenshtein

LEAST_LETTERS = 2
COMMON = 8000
"""Words of a language, the most frequent ones, that are printed instead of others."""


class Misprint(StrEnum):
    """What is wrong with the text at a place."""

    EXCHANGED = "exchanged"
    LOOK_ALIKE = "look-alike"
    ADDED = "added"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Place:
    """One misprint: the altered words, as ranges of characters of the altered text; of words left out, the right words on
    either side of where they were, if any."""

    words: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class MisprintedText:
    """A text and its misprints, all of one kind and length."""

    text: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class MixedMisprints:
    """A text and its misprints, each with its kind and how many words it has."""

    text: str
    places: tuple[tuple[tuple[Misprint, int], Place], ...]


def misprinted(
    text: str, spoken: Sequence[tuple[int, int]], language: str, kind: Misprint, run: int, count: int, seed: int
) -> MisprintedText:
    """`text` with `count` misprints of `run` words each, as far as they fit in, spread evenly.

    `spoken` are the ranges of its words that are said, in order. Two misprints are at least `run` + 4 words apart, and none
    is at the first or last three words, so that what is right between two of them is told apart from either.
    """
    chance = random.Random(f"{seed} {kind} {run} {language}")
    starts = _places(len(spoken), run, count, chance)
    altered, places = _altered(text, spoken, language, [(start, kind, run) for start in starts], chance)
    return MisprintedText(altered, places)


def mixed_misprints(
    text: str, spoken: Sequence[tuple[int, int]], language: str, kinds: Sequence[tuple[Misprint, int]], count: int, seed: int
) -> MixedMisprints:
    """`text` with `count` misprints, as far as they fit in, of these kinds and lengths in turn, beginning with that of the
    number `seed` times `count`; otherwise as `misprinted`."""
    chance = random.Random(f"{seed} mixed {language}")
    longest = max(run for _, run in kinds)
    starts = _places(len(spoken), longest, count, chance)
    wanted = [kinds[(seed * count + n) % len(kinds)] for n in range(len(starts))]
    edits = [(start, kind, run) for start, (kind, run) in zip(starts, wanted, strict=True)]
    altered, places = _altered(text, spoken, language, edits, chance)
    return MixedMisprints(altered, tuple(zip(wanted, places, strict=True)))


def _altered(
    text: str,
    spoken: Sequence[tuple[int, int]],
    language: str,
    misprints: Sequence[tuple[int, Misprint, int]],
    chance: random.Random,
) -> tuple[str, tuple[Place, ...]]:
    """The text with misprints at these words of `spoken`, each of a kind and so many words long, and their places."""
    edits = [_edit(text, spoken[first : first + run], language, kind, chance) for first, kind, run in misprints]
    made: list[str] = []
    places: list[Place] = []
    at = 0
    for (start, kind, run), (edit_start, edit_end, words) in zip(misprints, edits, strict=True):
        made.append(text[at:edit_start])
        shift = sum(map(len, made))
        made.append(" ".join(words) + " " * (kind is Misprint.ADDED))
        at = edit_end
        if words:
            begins = [shift + sum(len(word) + 1 for word in words[:k]) for k in range(len(words))]
            places.append(Place(tuple((b, b + len(word)) for b, word in zip(begins, words, strict=True))))
        else:
            left, right = spoken[start - 1], spoken[start + run]
            moved = shift - edit_start
            places.append(
                Place(((left[0] + moved, left[1] + moved), (right[0] + shift - edit_end, right[1] + shift - edit_end)))
            )
    made.append(text[at:])
    return "".join(made), tuple(places)


def _places(words: int, run: int, count: int, chance: random.Random) -> list[int]:
    free = words - 6 - run
    count = max(0, min(count, free // (run + 4)))
    step = free / max(1, count)
    slack = max(0, int(step) - run - 4)
    return [3 + int(k * step) + chance.randint(0, slack) for k in range(count)]


def _edit(
    text: str, said: Sequence[tuple[int, int]], language: str, kind: Misprint, chance: random.Random
) -> tuple[int, int, list[str]]:
    """The range of the text that goes, and the words that come in its place."""
    old = [text[start:end] for start, end in said]
    start, end = said[0][0], said[-1][1]
    if kind is Misprint.LEFT_OUT:
        following = end + len(text[end:]) - len(text[end:].lstrip())
        return start, following, []
    if kind is Misprint.ADDED:
        return start, start, [_another(word, language, chance) for word in old]
    change = _look_alike if kind is Misprint.LOOK_ALIKE else _another
    return start, end, [_dressed(change(word, language, chance), word) for word in old]


def _another(word: str, language: str, chance: random.Random) -> str:
    """A common word of about the length, with few letters in the same places."""
    bare = _bare(word)
    wanted = max(LEAST_LETTERS, len(bare))
    near = [one for one in _common(language) if abs(len(one) - wanted) <= 1]
    for _ in range(200):
        found = chance.choice(near)
        if Levenshtein.normalized_similarity(found, bare) < 0.35:
            return found
    return near[0]


def _look_alike(word: str, language: str, chance: random.Random) -> str:
    """A common word with one letter changed, added or gone; a word of another form is one, too."""
    bare = _bare(word)
    near = [one for one in _common(language) if one != bare and Levenshtein.distance(one, bare, score_cutoff=1) == 1]
    near = near or [one for one in _common(language) if Levenshtein.distance(one, bare, score_cutoff=2) == 2]
    return chance.choice(near) if near else _another(word, language, chance)


def _bare(word: str) -> str:
    return "".join(character for character in word.casefold() if character.isalpha())


def _dressed(new: str, old: str) -> str:
    """The new word with the old one's capital and punctuation."""
    first = next((k for k, character in enumerate(old) if character.isalnum()), 0)
    last = next((k for k in range(len(old), 0, -1) if old[k - 1].isalnum()), len(old))
    return old[:first] + (new.capitalize() if old[first : first + 1].isupper() else new) + old[last:]


@lru_cache(maxsize=4)
def _common(language: str) -> tuple[str, ...]:
    with gzip.open(str(files("spellchecker") / "resources" / f"{language}.json.gz"), "rt", encoding="utf-8") as file:
        counts: dict[str, int] = json.load(file)
    known = [word for word in counts if word.isalpha() and len(word) >= LEAST_LETTERS]
    return tuple(sorted(known, key=lambda word: (-counts[word], word))[:COMMON])
