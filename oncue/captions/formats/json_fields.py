"""Fields of a JSON document, each with its place in it, for messages such as `words[3].start_ms is missing`."""

from __future__ import annotations

import json
from enum import StrEnum
from math import isfinite
from typing import Any, TypeVar

from oncue.errors import UsageError
from oncue.model import Interval

LARGEST = 10**12
"""The largest number of milliseconds (thirty years) and of characters that is read."""

_Kind = TypeVar("_Kind", bound=StrEnum)


def json_document(data: bytes, title: str) -> Any:
    """What a file of JSON in UTF-8 holds. Raises `UsageError`, which names the file by `title`, for any other."""
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError is a ValueError
        raise UsageError(f"This is not {title} JSON: {error}.") from error


class JsonFields:
    """A JSON object with its place in the document, for messages such as `words[3].start_ms is missing`."""

    def __init__(self, value: Any, path: str, title: str | None = None) -> None:
        """`path` of the whole document is its title, as in "alignment"; `title` is given for what is inside one."""
        self.title = title or path
        if not isinstance(value, dict):
            raise UsageError(f"This is not {self.title} JSON: {path} is not an object.", path=path)
        self.value: dict[str, Any] = value
        self.path = path

    def wrong(self, key: str, what: str) -> UsageError:
        path = key if self.path == self.title else f"{self.path}.{key}"
        return UsageError(f"This is not {self.title} JSON: {path} {what}.", path=path)

    def integer(self, key: str) -> int:
        value = self._present(key)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST:
            raise self.wrong(key, f"is not a whole number from 0 to {LARGEST}")
        return value

    def optional(self, key: str) -> int | None:
        return None if self.value.get(key) is None else self.integer(key)

    def share(self, key: str) -> float:
        value = self._present(key)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
            raise self.wrong(key, "is not a number from 0 to 1")
        return value

    def string(self, key: str) -> str:
        value = self._present(key)
        if not isinstance(value, str):
            raise self.wrong(key, "is not a string")
        return value

    def optional_string(self, key: str) -> str | None:
        return None if self.value.get(key) is None else self.string(key)

    def optional_number(self, key: str) -> float | None:
        value = self.value.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value)):
            raise self.wrong(key, "is not a number")
        return value

    def milliseconds(self, key: str) -> int:
        """A time in seconds, to the nearest millisecond."""
        value = self._present(key)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= LARGEST // 1000:
            raise self.wrong(key, f"is not a number of seconds from 0 to {LARGEST // 1000}")
        return round(value * 1000)

    def flag(self, key: str) -> bool:
        """True or false; false where it is missing."""
        value = self.value.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, "is neither true nor false")
        return value

    def both(self, first: str, second: str, *, missing_is_wrong: bool = False) -> tuple[int, int] | tuple[None, None]:
        """Two times in order, or None twice where there are none."""
        if missing_is_wrong:
            self._present(first)
        if (self.value.get(first) is None) != (self.value.get(second) is None):
            raise self.wrong(first, "has one time only; a word has both or neither")
        return (None, None) if self.value.get(first) is None else self.ordered(first, second)

    def strings(self, key: str) -> list[str]:
        values = self._array(key)
        if not all(isinstance(value, str) for value in values):
            raise self.wrong(key, "is not a list of strings")
        return values

    def optional_strings(self, key: str) -> list[str | None]:
        """A list of strings, some of which may be null."""
        values = self._array(key)
        if not all(value is None or isinstance(value, str) for value in values):
            raise self.wrong(key, "is not a list of strings")
        return values

    def choice(self, key: str, kinds: type[_Kind]) -> _Kind:
        try:
            return kinds(self.string(key))
        except ValueError:
            raise self.wrong(key, f"is none of {', '.join(kinds)}") from None

    def ordered(self, first: str, second: str) -> tuple[int, int]:
        one, two = self.integer(first), self.integer(second)
        if two < one:
            raise self.wrong(second, f"lies before {first}")
        return one, two

    def child(self, key: str) -> JsonFields:
        return JsonFields(self._present(key), key, self.title)

    def children(self, key: str) -> list[JsonFields]:
        return [JsonFields(value, f"{key}[{index}]", self.title) for index, value in enumerate(self._array(key))]

    def intervals(self, key: str) -> list[Interval]:
        """Pairs of a start and an end in milliseconds."""
        found: list[Interval] = []
        for index, pair in enumerate(self._array(key)):
            is_pair = isinstance(pair, list) and len(pair) == 2 and all(type(ms) is int and ms <= LARGEST for ms in pair)
            if not is_pair or not 0 <= pair[0] <= pair[1]:
                raise self.wrong(f"{key}[{index}]", "is not a start and an end in milliseconds")
            found.append((pair[0], pair[1]))
        return found

    def _array(self, key: str) -> list[Any]:
        value = self._present(key)
        if not isinstance(value, list):
            raise self.wrong(key, "is not a list")
        return value

    def _present(self, key: str) -> Any:
        if key not in self.value:
            raise self.wrong(key, "is missing")
        return self.value[key]
