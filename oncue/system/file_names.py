"""A file's name in a sentence for its owner."""

from __future__ import annotations

LONGEST_NAME = 80


def shown_name(name: str) -> str:
    """`name` as one short line, whatever characters it is made of."""
    printable = "".join(character if character.isprintable() else "?" for character in name)
    return printable if len(printable) <= LONGEST_NAME else f"{printable[: LONGEST_NAME - 20]}…{printable[-20:]}"
