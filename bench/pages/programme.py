"""A programme: sentences that are said, in turns of people; and the page around it, of pieces that are said or are not."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bench.pages.phrases import PHRASES, Name
from bench.settings import ROOT

SENTENCE_MS = 4_000
"""Milliseconds that a sentence lasts in files with times; nobody reads these."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The sentences of one person in one go; `person` is an index into the programme's people."""

    person: int
    sentences: tuple[str, ...]
    start_ms: int


@dataclass(frozen=True, slots=True)
class Programme:
    """The turns, in order, of the people of a language."""

    name: str
    language: str
    people: tuple[Name, ...]
    turns: tuple[Turn, ...]


class Role(StrEnum):
    """The role of a block in a page."""

    TURN = "turn"
    HEADING = "heading"
    DIRECTION = "direction"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that is said by `speaker`, as the page names them (None: it names nobody); or is not said (`spoken` False)."""

    text: str
    spoken: bool = False
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of a page. `label` comes before `speech`, on a line of its own where `label_above`."""

    role: Role
    speech: tuple[Piece, ...] = ()
    label: str = ""
    label_above: bool = False
    start_ms: int = 0
    end_ms: int = 0

    @property
    def speaker(self) -> str | None:
        """The speaker that the page names for it."""
        return self.speech[0].speaker if self.speech else None

    @property
    def text(self) -> str:
        """The speech, or the words of what is none."""
        return joined([piece.text for piece in self.speech])

    def pieces(self) -> tuple[Piece, ...]:
        """The pieces in the order of the page."""
        return ((Piece(self.label),) if self.label else ()) + self.speech


def joined(sentences: Sequence[str]) -> str:
    """The sentences joined with a space between two, but where the script has none."""
    return re.sub(r"(?<=[\u3002\uff01\uff1f\uff1b]) ", "", " ".join(sentences))


def language_sentences(language: str) -> tuple[str, ...]:
    """The sentences that are kept for measuring a language."""
    lines = (ROOT / "bench" / "texts" / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line.split("\t")[0].strip() for line in lines if line.strip())


def programme(name: str, language: str, sentences: Sequence[str], draw: random.Random) -> Programme:
    """`sentences` in turns of one to three, of two or three people."""
    people = PHRASES[language].people[: draw.choice((2, 3))]
    turns: list[Turn] = []
    person = done = 0
    while done < len(sentences):
        count = draw.choice((1, 1, 2, 3))
        turns.append(Turn(person, tuple(sentences[done : done + count]), done * SENTENCE_MS))
        done += count
        person = (person + draw.randrange(1, len(people))) % len(people)
    return Programme(name, language, people, tuple(turns))
