"""JSON from outside, read within bounds of depth and size, and JSON Lines."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from oncue.errors import TranscriptUnreadable

MOST_NESTED = 40
"""Objects and lists within each other. The deepest file of a recogniser has nine."""

# A text that is not closed is taken whole: to look for its end from each quotation mark in it would take for ever.
_SIGNIFICANT = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.S)
_BLANK = re.compile(r"[\s,\x1e]*")
_LONGEST_NUMBER = 300


class _Damaged(ValueError):
    """Why the text is not read."""


def read_json(text: str) -> Any:
    """The value that `text` is; a list of the values of JSON Lines. NaN and infinity are None, as no time is one.

    Raises `TranscriptUnreadable` where it is damaged, nested deeper than `MOST_NESTED`, or has a key twice in one object:
    one of the two values would be lost.
    """
    try:
        _check_depth(text)
        values = _values(text)
    except RecursionError:
        raise _refused("it is nested too deep") from None
    except ValueError as error:
        raise _refused(str(error)) from None
    if not values:
        raise _refused("it is empty")
    return values[0] if len(values) == 1 else values


def _values(text: str) -> list[Any]:
    decoder = json.JSONDecoder(
        object_pairs_hook=_object, parse_constant=lambda _: None, parse_int=_number, parse_float=_number
    )
    values: list[Any] = []
    position = _after_blank(text, 0)
    while position < len(text):
        value, position = decoder.raw_decode(text, position)
        values.append(value)
        position = _after_blank(text, position)
    return values


def _after_blank(text: str, position: int) -> int:
    blank = _BLANK.match(text, position)
    return blank.end() if blank else position


def _number(literal: str) -> float:
    return float(literal) if len(literal) < _LONGEST_NUMBER else 0.0


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise _Damaged(f"the key {twice[:40]!a} is twice in one object")
    return found


def _check_depth(text: str) -> None:
    depth = 0
    for sign in _SIGNIFICANT.finditer(text):
        first = text[sign.start()]
        if first in "[{":
            depth += 1
            if depth > MOST_NESTED:
                raise _Damaged(f"it is nested deeper than {MOST_NESTED}")
        elif first != '"':
            depth -= 1


def _refused(why: str) -> TranscriptUnreadable:
    return TranscriptUnreadable(
        f"The transcript is JSON, but cannot be read: {why}. Export it again, or give its text.", looks_like="JSON"
    )
