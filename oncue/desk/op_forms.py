"""Ops as JSON: `parse_ops` reads what a client sends or the store keeps, `ops_json` writes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

from oncue.captions.segmentation.directions import BreakKind
from oncue.desk.ops import (
    KEEP,
    Break,
    Confirm,
    Insert,
    Keep,
    Note,
    Op,
    PlaceSound,
    RenameSpeaker,
    Replace,
    Revert,
    Say,
    SetSpeaker,
    Show,
    Time,
    Undo,
    Why,
)
from oncue.desk.refused import DeskRefused
from oncue.desk.typed_text import MOST_NOTE_CHARS, MOST_SOUND_CHARS, MOST_TEXT_CHARS, ensure_name, ensure_text
from oncue.model import UnspokenKind

MOST_OPS = 50_000
"""Of one edit: captions that were edited elsewhere come as one, with a break and two times for each."""

LARGEST_MS = 10**12
"""Thirty years; what is beyond the recording is refused when the edit is made."""

_WORD_ID = re.compile(r"w\d{1,12}|a(?:\d{1,9})?\.\d{1,9}", re.ASCII)
_SOUND_ID = re.compile(r"s\d{1,9}\.\d{1,9}", re.ASCII)
_Choice = TypeVar("_Choice", bound=StrEnum)


def parse_ops(given: object) -> tuple[Op, ...]:
    """The ops of an edit, from a list of objects as JSON has them.

    Raises `DeskRefused`: `edit_malformed`, `edit_too_large`, `text_not_allowed`, `text_empty`, `word_too_long`. Whether the
    words are there is seen when the edit is made.
    """
    if not isinstance(given, list) or not given:
        raise DeskRefused("edit_malformed", "An edit is a list of at least one op.")
    if len(given) > MOST_OPS:
        raise DeskRefused("edit_too_large", f"The edit has {len(given)} ops; {MOST_OPS} are taken at once.")
    ops: list[Op] = []
    for index, one in enumerate(given):
        try:
            ops.append(_op(one))
        except DeskRefused as refused:
            raise refused.at(index) from None
    return tuple(ops)


def _op(given: object) -> Op:
    if not isinstance(given, dict):
        raise DeskRefused("edit_malformed", "An op is an object with the field op.")
    name = given.get("op")
    read = _READERS.get(name) if isinstance(name, str) else None
    if read is None:
        raise DeskRefused("edit_malformed", f"There is no op {_short(name)}; known are {', '.join(_READERS)}.")
    fields = _Fields(given)
    op = read(fields)
    fields.ensure_all_read()
    return op


class _Fields:
    """The fields of one op; what is never asked for is unknown."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given
        self._asked = {"op"}

    def has(self, name: str) -> bool:
        return name in self._given

    def get(self, name: str) -> Any:
        self._asked.add(name)
        return self._given.get(name)

    def ensure_all_read(self) -> None:
        if unknown := self._given.keys() - self._asked:
            raise self.wrong(f"has no field {_short(min(unknown, key=str))}")

    def wrong(self, what: str) -> DeskRefused:
        return DeskRefused("edit_malformed", f"The op {self._given['op']} {what}.")

    def string(self, name: str) -> str:
        value = self.get(name)
        if not isinstance(value, str):
            raise self.wrong(f"needs {name}, a string")
        return value

    def word(self, name: str) -> str:
        value = self.string(name)
        if not _WORD_ID.fullmatch(value):
            raise self.wrong(f"needs {name}, the id of a word, not {_short(value)}")
        return value

    def words(self) -> tuple[str, str]:
        """The range: `to` is `from` where it is absent."""
        first = self.word("from")
        return first, self.word("to") if self.has("to") else first

    def text(self, most: int = MOST_TEXT_CHARS) -> str:
        value = self.string("text")
        ensure_text(value, most, "text")
        return value

    def choice(self, name: str, kinds: type[_Choice]) -> _Choice | None:
        value = self.get(name)
        if value is None:
            return None
        try:
            return kinds(value)
        except ValueError:
            raise self.wrong(f"needs {name}, one of {', '.join(kinds)}, not {_short(value)}") from None

    def milliseconds(self, name: str) -> int:
        value = self.get(name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.wrong(f"needs {name}, a whole number of milliseconds")
        if abs(value) > LARGEST_MS:
            raise DeskRefused("time_out_of_range", f"{name} is no time of any recording.")
        return value

    def border(self, name: str) -> int | Keep | None:
        if not self.has(name):
            return KEEP
        return None if self.get(name) is None else self.milliseconds(name)

    def number(self, name: str, least: int) -> int:
        value = self.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value < 10**9:
            raise self.wrong(f"needs {name}, the number of a revision from {least}")
        return value


def _replace(fields: _Fields) -> Op:
    why = fields.choice("why", Why)
    if fields.has("after"):
        if fields.has("from") or fields.has("to"):
            raise fields.wrong("has either from and to, or after")
        after = None if fields.get("after") is None else fields.word("after")
        text = fields.text()
        if not text.strip():
            raise DeskRefused("text_empty", "There is no word in text to be inserted.")
        return Insert(after, text, why)
    first, last = fields.words()
    return Replace(first, last, fields.text(), why)


def _time(fields: _Fields) -> Op:
    op = Time(fields.word("word"), fields.border("start_ms"), fields.border("end_ms"))
    if op.start_ms is KEEP and op.end_ms is KEEP:
        raise fields.wrong("needs start_ms or end_ms")
    return op


def _show(fields: _Fields) -> Op:
    op = Show(fields.word("word"), fields.border("in_ms"), fields.border("out_ms"))
    if op.in_ms is KEEP and op.out_ms is KEEP:
        raise fields.wrong("needs in_ms or out_ms")
    return op


def _break(fields: _Fields) -> Op:
    if not fields.has("kind"):
        raise fields.wrong("needs kind: cue, line, none, or null")
    return Break(fields.word("before"), fields.choice("kind", BreakKind))


def _speaker(fields: _Fields) -> Op:
    if fields.has("rename"):
        names = fields.get("rename")
        if (
            not isinstance(names, dict)
            or names.keys() != {"old", "new"}
            or not all(isinstance(n, str) for n in names.values())
        ):
            raise fields.wrong("needs rename, an object with old and new")
        return RenameSpeaker(names["old"], ensure_name(names["new"], "new"))
    first, last = fields.words()
    if not fields.has("name"):
        raise fields.wrong("needs name, or null for somebody without one")
    return SetSpeaker(first, last, None if fields.get("name") is None else ensure_name(fields.string("name"), "name"))


def _say(fields: _Fields) -> Op:
    first, last = fields.words()
    kind = fields.choice("kind", UnspokenKind)
    match fields.get("say"):
        case "spoken":
            if kind is not None:
                raise fields.wrong("has a kind only with say unspoken")
            return Say(first, last, None)
        case "unspoken":
            return Say(first, last, kind or UnspokenKind.NOT_IN_AUDIO)
    raise fields.wrong("needs say: spoken or unspoken")


def _sound(fields: _Fields) -> Op:
    sound = None
    if fields.has("sound"):
        sound = fields.string("sound")
        if not _SOUND_ID.fullmatch(sound):
            raise fields.wrong(f"needs sound, the id of a sound, not {_short(sound)}")
    text = " ".join(fields.text(MOST_SOUND_CHARS).split())
    if not text and sound is None:
        raise DeskRefused("text_empty", "There is no word in text: say what is heard.")
    if not text and not fields.has("start_ms") and not fields.has("end_ms"):
        return PlaceSound(0, 0, "", sound)
    return PlaceSound(fields.milliseconds("start_ms"), fields.milliseconds("end_ms"), text, sound)


_READERS: Mapping[str, Callable[[_Fields], Op]] = MappingProxyType(
    {
        "replace": _replace,
        "time": _time,
        "show": _show,
        "break": _break,
        "speaker": _speaker,
        "say": _say,
        "sound": _sound,
        "confirm": lambda fields: Confirm(*fields.words()),
        "note": lambda fields: Note(fields.word("word"), fields.text(MOST_NOTE_CHARS)),
        "undo": lambda fields: Undo(fields.number("rev", 1)),
        "revert": lambda fields: Revert(fields.number("to", 0)),
    }
)


def ops_json(ops: Sequence[Op]) -> list[dict[str, Any]]:
    """The ops as objects for JSON; `parse_ops` gives the same ops back."""
    return [_object(op) for op in ops]


def _object(op: Op) -> dict[str, Any]:
    match op:
        case Replace():
            return {"op": "replace", "from": op.first, "to": op.last, "text": op.text, **_why(op.why)}
        case Insert():
            return {"op": "replace", "after": op.after, "text": op.text, **_why(op.why)}
        case Time():
            return {"op": "time", "word": op.word, **_borders(start_ms=op.start_ms, end_ms=op.end_ms)}
        case Show():
            return {"op": "show", "word": op.word, **_borders(in_ms=op.in_ms, out_ms=op.out_ms)}
        case Break():
            return {"op": "break", "before": op.before, "kind": op.kind and op.kind.value}
        case SetSpeaker():
            return {"op": "speaker", "from": op.first, "to": op.last, "name": op.name}
        case RenameSpeaker():
            return {"op": "speaker", "rename": {"old": op.old, "new": op.new}}
        case Say():
            said = {"say": "spoken"} if op.kind is None else {"say": "unspoken", "kind": op.kind.value}
            return {"op": "say", "from": op.first, "to": op.last, **said}
        case PlaceSound():
            named = {} if op.sound is None else {"sound": op.sound}
            return {"op": "sound", **named, "start_ms": op.start_ms, "end_ms": op.end_ms, "text": op.text}
        case Confirm():
            return {"op": "confirm", "from": op.first, "to": op.last}
        case Note():
            return {"op": "note", "word": op.word, "text": op.text}
        case Undo():
            return {"op": "undo", "rev": op.rev}
        case Revert():
            return {"op": "revert", "to": op.to}


def _why(why: Why | None) -> dict[str, str]:
    return {} if why is None else {"why": why.value}


def _borders(**borders: int | Keep | None) -> dict[str, int | None]:
    return {name: value for name, value in borders.items() if not isinstance(value, Keep)}


def _short(value: object) -> str:
    """A value for a message, cut where it is long."""
    shown = ascii(value)
    return shown if len(shown) <= 40 else shown[:40] + "..."
