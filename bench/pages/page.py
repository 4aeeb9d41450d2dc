"""A page and the file that a writer makes of it, with the pieces that are in the file in their order."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from bench.pages.furniture import after, before, with_directions
from bench.pages.houses import STYLES, named_turns
from bench.pages.programme import Block, Piece, Programme, Role


@dataclass(frozen=True, slots=True)
class Page:
    """A programme as one house publishes it: `head` and `foot` are what the site puts around `body`."""

    programme: Programme
    style: str
    head: tuple[Block, ...]
    body: tuple[Block, ...]
    foot: tuple[Block, ...]

    @property
    def turns(self) -> tuple[Block, ...]:
        """The blocks that are said."""
        return tuple(block for block in self.body if block.role is Role.TURN)


@dataclass(frozen=True, slots=True)
class File:
    """A file under its name, and the pieces that were written into it."""

    name: str
    data: bytes
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Writer:
    """Makes files of one type. `labels`: the labels are written into the text, as the house writes them; else the type has
    a place for the speaker's name. `clocks`: labels in it may have one. `not_in` are languages that this writer cannot
    write."""

    name: str
    write: Callable[[Page], File]
    labels: bool = True
    clocks: bool = True
    not_in: frozenset[str] = frozenset()


def page_of(programme: Programme, style: str, draw: random.Random, *, menu: bool) -> Page:
    """A programme as a page in a style; with `menu` the whole page was saved, not its main part only."""
    body = tuple(with_directions(named_turns(programme, STYLES[style]), programme.language, draw))
    return Page(programme, style, tuple(before(programme, menu=menu)), body, tuple(after(programme, menu=menu)))


def pieces_of(blocks: tuple[Block, ...]) -> tuple[Piece, ...]:
    """The pieces of all blocks, in order."""
    return tuple(piece for block in blocks for piece in block.pieces())


def labelled(block: Block, around: str = "{}") -> str:
    """The block's text behind its label, which `around` marks up."""
    if not block.label:
        return block.text
    return around.format(block.label) + ("\n" if block.label_above else " ") + block.text
