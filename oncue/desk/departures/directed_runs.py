"""Text in runs of one direction each, as Word wants it: it shows a run of Hebrew that is not marked in the wrong order."""

from __future__ import annotations

import re

from oncue.captions.formats.bidi import only_runs_right, runs_left

_WORDS = re.compile(r"\s+|\S+")


def directed_runs(text: str, *, leftward: bool) -> list[tuple[bool, str]]:
    """The text in order, in pieces that are read from right to left (True) or from left to right; `leftward` is the
    direction of their paragraph, and of a space between two directions."""
    if not leftward and text.isascii():
        return [(False, text)] if text else []
    pieces = _WORDS.findall(text)
    directions = [_direction(piece, leftward=leftward) for piece in pieces]
    runs: list[tuple[bool, str]] = []
    for at, piece in enumerate(pieces):
        direction = directions[at]
        if piece.isspace():
            around = {directions[near] for near in (at - 1, at + 1) if 0 <= near < len(pieces)}
            direction = around.pop() if len(around) == 1 else leftward
        if runs and runs[-1][0] == direction:
            runs[-1] = (direction, runs[-1][1] + piece)
        else:
            runs.append((direction, piece))
    return runs


def _direction(word: str, *, leftward: bool) -> bool:
    return not only_runs_right(word) if leftward else runs_left(word)
