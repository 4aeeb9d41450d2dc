"""The furniture of a page: a site's menu, headline and credits, and a transcriber's notes between two turns."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

from bench.pages.phrases import PHRASES
from bench.pages.programme import Block, Piece, Programme, Role


def _unsaid(role: Role, text: str) -> Block:
    return Block(role, (Piece(text),))


def with_directions(turns: Iterable[Block], language: str, draw: random.Random) -> Iterator[Block]:
    """The turns, with a sound in brackets after some."""
    phrases = PHRASES[language]
    for turn in turns:
        yield turn
        if draw.random() < 0.15:
            sound = draw.choice((phrases.applause, phrases.music))
            yield _unsaid(Role.DIRECTION, draw.choice(("({})", "[{}]")).format(sound))


def before(programme: Programme, *, menu: bool) -> list[Block]:
    """The menu where the whole page was saved, then headline, byline, date and player."""
    phrases = PHRASES[programme.language]
    name = " ".join(programme.people[0])
    lines = [*phrases.menu, phrases.cookies] if menu else []
    return [
        *(_unsaid(Role.FURNITURE, line) for line in lines),
        _unsaid(Role.HEADING, phrases.headline),
        *(_unsaid(Role.FURNITURE, line) for line in (phrases.byline.format(name), phrases.date, phrases.player)),
    ]


def after(programme: Programme, *, menu: bool) -> list[Block]:
    """The credit; then, where the whole page was saved, a biography, other stories and the copyright."""
    phrases = PHRASES[programme.language]
    name = " ".join(programme.people[-1])
    lines = [phrases.credit]
    lines += [phrases.biography.format(name), phrases.related, phrases.copyright] if menu else []
    return [_unsaid(Role.FURNITURE, line) for line in lines]
