"""Reads alignment JSON, schema 1, and refuses what is not one."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Any, TypeVar

from oncue.errors import UsageError
from oncue.model import (
    Alignment,
    EngineInfo,
    Gap,
    Ledger,
    MissingWords,
    Quality,
    TimedWord,
    UncaptionedSpeech,
    UnspokenKind,
    UnspokenRange,
    WordStatus,
)

ALIGNMENT_SCHEMA = 1
LARGEST = 10**12
"""The largest number of milliseconds (thirty years) and of characters that is read."""

_Kind = TypeVar("_Kind", bound=StrEnum)


def alignment_from_json(text: str) -> Alignment:
    """The alignment that `alignment_to_json` wrote.

    Raises `UsageError`, naming the place, when the text is not JSON, of another schema, lacks a field, has one of the
    wrong type, has ranges or times that run backwards, or a word with one time only. Unknown fields are left unread, so
    that a later version may add some.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"This is not alignment JSON: {error}.") from error
    root = _Node(document, "alignment")
    schema = root.integer("schema")
    if schema != ALIGNMENT_SCHEMA:
        raise UsageError(
            f"Alignment JSON of schema {schema} cannot be read, only of schema {ALIGNMENT_SCHEMA}.", schema=schema
        )
    engine, quality = root.child("engine"), root.child("quality")
    return Alignment(
        language=root.string("language"),
        duration_ms=root.integer("duration_ms"),
        engine=EngineInfo(
            engine.string("name"),
            engine.string("model"),
            engine.string("refiner"),
            engine.optional("windows"),
            engine.optional("windows_heard"),
        ),
        quality=Quality(
            quality.share("transcript_coverage"),
            quality.share("speech_coverage"),
            quality.share("mean_confidence"),
            tuple(quality.strings("warnings")),
            None if quality.value.get("ledger") is None else _ledger(quality.child("ledger")),
        ),
        words=tuple(_word(node) for node in root.children("words")),
        gaps=tuple(_gap(node) for node in root.children("gaps")),
        unspoken=tuple(_unspoken(node) for node in root.children("unspoken")),
    )


def _ledger(node: _Node) -> Ledger:
    left_out = node.child("left_out")
    return Ledger(
        published=node.integer("published"),
        captioned=node.integer("captioned"),
        left_out={kind: left_out.integer(kind) for kind in left_out.value},
        missing_words=node.integer("missing_words"),
        missing_places=node.integer("missing_places"),
        missing=tuple(
            MissingWords(
                *place.ordered("char_start", "char_end"),
                place.integer("words"),
                place.string("text"),
                place.optional("after_ms"),
                place.optional("before_ms"),
            )
            for place in node.children("missing")
        ),
        speech_ms=node.integer("speech_ms"),
        uncaptioned_ms=node.integer("uncaptioned_ms"),
        uncaptioned_places=node.integer("uncaptioned_places"),
        uncaptioned=tuple(
            UncaptionedSpeech(*place.ordered("start_ms", "end_ms"), place.integer("speech_ms"), place.string("text"))
            for place in node.children("uncaptioned")
        ),
    )


def _word(node: _Node) -> TimedWord:
    char_start, char_end = node.ordered("char_start", "char_end")
    timed = node.value["start_ms"] is not None if "start_ms" in node.value else False
    if timed != (node.value.get("end_ms") is not None):
        raise node.wrong("start_ms", "has one time only; a word has both or neither")
    status = node.choice("status", WordStatus)
    if timed == (status is WordStatus.NOT_IN_AUDIO):
        raise node.wrong("status", f"is {status.value!r}, which does not go with its times")
    start_ms, end_ms = node.ordered("start_ms", "end_ms") if timed else (None, None)
    speaker = None if node.value.get("speaker") is None else node.string("speaker")
    confidence = node.share("confidence")
    return TimedWord(node.string("text"), char_start, char_end, speaker, start_ms, end_ms, confidence, status)


def _gap(node: _Node) -> Gap:
    return Gap(*node.ordered("start_ms", "end_ms"), node.string("text"))


def _unspoken(node: _Node) -> UnspokenRange:
    return UnspokenRange(*node.ordered("char_start", "char_end"), node.choice("kind", UnspokenKind))


class _Node:
    """A JSON object with its place in the document, for messages such as `words[3].start_ms is missing`."""

    def __init__(self, value: Any, path: str) -> None:
        if not isinstance(value, dict):
            raise UsageError(f"This is not alignment JSON: {path} is not an object.", path=path)
        self.value: dict[str, Any] = value
        self.path = path

    def wrong(self, key: str, what: str) -> UsageError:
        path = key if self.path == "alignment" else f"{self.path}.{key}"
        return UsageError(f"This is not alignment JSON: {path} {what}.", path=path)

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

    def strings(self, key: str) -> list[str]:
        values = self._array(key)
        if not all(isinstance(value, str) for value in values):
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

    def child(self, key: str) -> _Node:
        return _Node(self._present(key), key)

    def children(self, key: str) -> list[_Node]:
        return [_Node(value, f"{key}[{index}]") for index, value in enumerate(self._array(key))]

    def _array(self, key: str) -> list[Any]:
        value = self._present(key)
        if not isinstance(value, list):
            raise self.wrong(key, "is not a list")
        return value

    def _present(self, key: str) -> Any:
        if key not in self.value:
            raise self.wrong(key, "is missing")
        return self.value[key]
