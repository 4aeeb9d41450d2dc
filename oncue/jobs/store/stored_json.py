"""JSON columns: written as JSON, read as the text they hold, and decoded only by the code that needs the value."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import JSON, ColumnElement, Dialect, Text, cast
from sqlalchemy.types import TypeDecorator

from oncue.jobs.errors import Unstorable

MOST_DEPTH = 200
"""Levels of lists and objects inside each other. Python's own reader and writer of JSON give up at some 1,000, less what
their callers use of the stack: a value between would be read in one place and end the request in another."""


_HALF = re.compile(r"\\u[dD][89a-fA-F]")
"""An escape that may be half of a character: JSON can hold it, and nothing else can."""


class Unreadable(ValueError):
    """A stored text is no JSON, or nested too deeply to be handled."""


class StoredJson(TypeDecorator[Any]):
    """A JSON column whose values come back as text, so that a row damaged by hand does not stop the query that meets it.

    Writing raises `Unstorable` for what is no JSON (NaN, infinity), or nested deeper than `MOST_DEPTH`.
    """

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> Any:
        """The value itself, once it is known to be writable. Raises `Unstorable`."""
        if value is not None:
            ensure_json(value)
        return value

    def column_expression(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """The column as text, since the driver would decode JSON by itself."""
        return cast(column, Text)

    def result_processor(self, _dialect: Dialect, _coltype: object) -> Callable[[Any], Any] | None:
        """None, which leaves the text as it is."""
        return None


def ensure_json(value: Any) -> None:
    """Raises `Unstorable` for a value that is no JSON or too deep."""
    try:
        read_json(json.dumps(value, allow_nan=False))
    except (ValueError, TypeError, RecursionError) as error:
        raise Unstorable(f"A value cannot be stored as JSON: {error}. Send plain JSON, nested less deeply.") from error


def read_json(text: object) -> Any:
    """The value in a JSON column's text. Raises `Unreadable`."""
    if not isinstance(text, str):
        raise Unreadable(f"is {type(text).__name__} and no JSON")
    if text.count("[") + text.count("{") > MOST_DEPTH and _depth(text) > MOST_DEPTH:
        raise Unreadable(f"is nested deeper than {MOST_DEPTH} levels")
    try:
        value = _DECODER.decode(text)
        if _HALF.search(text):
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        return value
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"is no JSON: {error}") from error


def _depth(text: str) -> int:
    deepest = depth = 0
    in_string = escaped = False
    for character in text:
        if in_string:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                in_string = False
        elif character == '"':
            in_string = True
        elif character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


def _number(literal: str) -> float:
    value = float(literal)
    if not math.isfinite(value):
        raise ValueError(f"{literal[:40]} is no number that can be kept")
    return value


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_no_number, parse_float=_number)
