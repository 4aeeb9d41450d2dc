"""JSON from outside, read in this one place. What is accepted is stored by every database as it came.

It means the same to every reader: RFC 8259, within the bounds that RFC 7493 (I-JSON) draws for programs that exchange it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NoReturn

from service.problems import Refused

JSON_BYTES = 64 * 1024
"""Most bytes of one JSON text: a field, or a body."""

JSON_DEPTH = 32
"""Most objects and lists within each other. Python's own reader gives up near a thousand, browsers and databases
elsewhere."""

JSON_NAME_LENGTH = 200
"""Characters of an object's key."""

MOST_WHOLE = 2**53 - 1
"""The largest whole number that readers with doubles, JavaScript's among them, keep (RFC 7493, 2.2)."""

DOUBLE_DIGITS = 17
"""Significant digits that name any double; a number with more is not one."""


class _Unkept(ValueError):
    """A text is not accepted; the message says why."""


def read_object(text: bytes | str, part: str) -> dict[str, Any]:
    """The JSON object in `text`, which came in as `part` of the request.

    Raises `Refused`: `too_large` above `JSON_BYTES`, else `invalid_request` for what is not JSON, is no object, is nested
    deeper than `JSON_DEPTH`, has a key twice, or holds what not every reader keeps: numbers that are none (NaN) or do not
    fit a double exactly, half characters (lone surrogates), the character NUL.
    """
    if len(text) > JSON_BYTES:
        detail = f"`{part}` has more than the {JSON_BYTES} bytes of JSON accepted."
        raise Refused("too_large", detail, limit_bytes=JSON_BYTES, errors=[{"part": part, "message": detail}])
    try:
        value = json.loads(
            text if isinstance(text, str) else text.decode("utf-8"),
            parse_constant=_constant,
            parse_int=_whole,
            parse_float=_double,
            object_pairs_hook=_object,
        )
        if not isinstance(value, dict):
            raise _Unkept("it is something else")
        _check(value)
    except _Unkept as error:
        raise _refused(part, str(error)) from None
    except RecursionError:
        raise _refused(part, _TOO_DEEP) from None
    except UnicodeDecodeError as error:
        raise _refused(part, f"it is not UTF-8 at byte {error.start}") from None
    except ValueError as error:
        raise _refused(part, f"it cannot be read ({error})") from None
    return value


_TOO_DEEP = f"it is nested deeper than {JSON_DEPTH}"


def _refused(part: str, why: str) -> Refused:
    message = f"must be a JSON object, such as {{}}, but {why}."
    return Refused("invalid_request", f"`{part}` {message}", errors=[{"part": part, "message": message}])


def _constant(name: str) -> NoReturn:
    raise _Unkept(f"JSON has no {name}")


def _whole(literal: str) -> int:
    if len(literal) > DOUBLE_DIGITS or abs(int(literal)) > MOST_WHOLE:
        raise _inexact(literal)
    return int(literal)


def _double(literal: str) -> float:
    """The double that says what the literal says: not `1e999` (infinite), `1e-400` (0) or a number of 30 digits."""
    value = float(literal)
    digits = len(literal.lower().partition("e")[0].replace("-", "").replace(".", "").strip("0"))
    if not digits:
        return value
    if not sys.float_info.min <= abs(value) <= sys.float_info.max or digits > DOUBLE_DIGITS:
        raise _inexact(literal)
    # A program may write the shortest digits that give the double back, which at a tie are not the nearest ones.
    if Decimal(literal) not in (Decimal(f"{value:.{digits - 1}e}"), Decimal(repr(value))):
        raise _inexact(literal)
    return value


def _inexact(literal: str) -> _Unkept:
    shown = literal if len(literal) <= 40 else f"{literal[:40]}..."
    return _Unkept(f"the number {shown} is not kept exactly by all readers; send it as a string")


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise _Unkept(f"the key {_shown(twice)} is there twice")
    for name in found:
        if len(name) > JSON_NAME_LENGTH:
            raise _Unkept(f"the key {_shown(name)} has more than {JSON_NAME_LENGTH} characters")
        _check_text(name)
    return found


def _check(value: Any) -> None:
    """Raises `_Unkept` for what is nested too deeply and for texts that cannot be kept. It does not recurse."""
    waiting = [(value, 1)]
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, str):
            _check_text(value)
        elif isinstance(value, (dict, list)):
            if depth > JSON_DEPTH:
                raise _Unkept(_TOO_DEEP)
            waiting.extend((each, depth + 1) for each in (value.values() if isinstance(value, dict) else value))


def _check_text(text: str) -> None:
    if "\0" in text:
        raise _Unkept(f"the text {_shown(text)} holds the character NUL")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise _Unkept(f"the text {_shown(text)} holds half a character (a lone surrogate)")


def _shown(text: str) -> str:
    return ascii(text if len(text) <= 40 else f"{text[:40]}...")
