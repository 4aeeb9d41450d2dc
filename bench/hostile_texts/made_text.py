"""Texts of any size that are made on demand: pieces over and over, numbered lines, nested tags, signs at random."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

Make = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class MadeText:
    """A text that `make` makes, of about so many bytes as it is told, under the file name `name`."""

    name: str
    make: Make


def again(piece: str | bytes, *, before: str = "", after: str = "", name: str = "page.txt") -> MadeText:
    """A text of `piece` over and over, between `before` and `after`."""
    data = piece.encode() if isinstance(piece, str) else piece

    def make(size: int) -> bytes:
        inner = max(size - len(before.encode()) - len(after.encode()), len(data))
        return before.encode() + data * (inner // len(data)) + after.encode()

    return MadeText(name, make)


def numbered(line: str, *, before: str = "", after: str = "", name: str = "page.txt") -> MadeText:
    """A text of `line` over and over, each time with another number at `{n}` and another clock at `{clock}`."""

    def make(size: int) -> bytes:
        parts = [before]
        made = len(before)
        n = 0
        while made < size:
            n += 1
            parts.append(line.format(n=n, clock=f"{n // 3600 % 100:02}:{n // 60 % 60:02}:{n % 60:02}", word=nth_word(n)))
            made += len(parts[-1].encode())
        return "".join([*parts, after]).encode()

    return MadeText(name, make)


def nth_word(n: int) -> str:
    """The n-th of endlessly many different words."""
    letters = "etaoinshrdlucm"
    word = ""
    while n:
        n, letter = divmod(n, len(letters))
        word += letters[letter]
    return word


def random_bytes(low: int, high: int) -> Make:
    """Makes bytes from `low` up to below `high` at random, the same each time."""

    def make(size: int) -> bytes:
        draw = random.Random(5)
        return bytes(draw.randrange(low, high) for _ in range(size))

    return make


def random_signs(signs: str, *, name: str = "page.txt", before: str = "") -> MadeText:
    """A text of these signs at random, the same each time."""

    def make(size: int) -> bytes:
        draw = random.Random(7)
        each = len(signs.encode()) / len(signs)
        return (before + "".join(draw.choices(signs, k=int(size / each)))).encode()

    return MadeText(name, make)


def nested(tag: str, text: str = "x") -> MadeText:
    """A text of `tag` inside `tag` inside `tag`, every one of them closed."""

    def make(size: int) -> bytes:
        opening, closing = f"<{tag}>", f"</{tag.split()[0]}>"
        depth = size // (len(opening) + len(closing))
        return ("<html><body>" + opening * depth + text + closing * depth + "</body></html>").encode()

    return MadeText("page.html", make)
