"""Reads ASS and SSA files, of any program: the captions in them, without drawings, comments and tags."""

from __future__ import annotations

import re

from oncue.captions.formats.written import WrittenCue, decoded, unmarked
from oncue.errors import UsageError

_SECTION = re.compile(r"\[([^\[\]]{1,80})\]\s*")
_TIME = re.compile(r"\s*(\d{1,4}):(\d{1,2}):(\d{1,2})(?:[.:,](\d{1,3}))?\s*", re.ASCII)
_FIELDS = ("layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text")
_TAGS_OR_ESCAPE = re.compile(r"\\([Nnh{}])|\{([^}]*)\}")
_ESCAPE = re.compile(r"\\([Nnh{}])")
_DRAWING = re.compile(r"\\p(\d{1,4})")
_SHOWN = {"N": "\n", "n": "\n", "h": " ", "{": "{", "}": "}"}


def read(data: bytes) -> tuple[WrittenCue, ...]:
    """The cues of an ASS or SSA file in UTF-8, by their times, as the order of its lines means nothing.

    The names of its events are the speakers. Raises `UsageError` for a file without events, and for an event that cannot
    be read or ends before it starts.
    """
    section = ""
    fields: tuple[str, ...] = _FIELDS
    has_events = False
    cues: list[WrittenCue] = []
    for number, line in enumerate(decoded(data, "ASS").split("\n"), 1):
        if found := _SECTION.fullmatch(line):
            section = found[1].strip().lower()
            has_events = has_events or section == "events"
            continue
        kind, _, rest = line.partition(":")
        if section != "events":
            continue
        if kind == "Format":
            fields = tuple(each.strip().lower() for each in rest.split(","))
            _ensure_known(fields, number)
        elif kind == "Dialogue" and (cue := _cue(rest, fields, number)) is not None:
            cues.append(cue)
    if not has_events:
        raise UsageError("This is not an ASS file: one has its captions under [Events].")
    return tuple(sorted(cues, key=lambda cue: cue.start_ms))


def _ensure_known(fields: tuple[str, ...], number: int) -> None:
    if missing := {"start", "end", "text"} - {*fields}:
        raise UsageError(f"Line {number} of this ASS file names no field {min(missing)!r}.", line=number)
    if fields[-1] != "text":
        raise UsageError(f"Line {number} of this ASS file does not end with the text, which may hold commas.", line=number)


def _cue(event: str, fields: tuple[str, ...], number: int) -> WrittenCue | None:
    """The cue of an event; None where it shows no text."""
    values = event.split(",", len(fields) - 1)
    if len(values) < len(fields):
        raise UsageError(f"Line {number} of this ASS file has {len(values)} fields, not {len(fields)}.", line=number)
    named = dict(zip(fields, values, strict=True))
    start_ms, end_ms = (_milliseconds(named[field], number) for field in ("start", "end"))
    if end_ms < start_ms:
        raise UsageError(f"The caption in line {number} of this ASS file ends before it starts.", line=number)
    lines = [unmarked(line).strip() for line in _shown(named["text"]).split("\n")]
    lines = [line for line in lines if line]
    name = unmarked(named.get("name", named.get("actor", ""))).strip() or None
    return WrittenCue(start_ms, end_ms, tuple(lines), (name,) * len(lines)) if lines else None


def _milliseconds(text: str, number: int) -> int:
    found = _TIME.fullmatch(text)
    if found is None:
        raise UsageError(f"Line {number} of this ASS file has {text.strip()[:40]!r} for a time.", line=number)
    hours, minutes, seconds = (int(part) for part in found.groups()[:3])
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + int((found[4] or "0").ljust(3, "0"))


def _shown(text: str) -> str:
    """The text without tags, its escapes done, and without drawings (`\\p1`)."""
    # A brace that nothing closes is text. Behind the last one that closes, no search for tags may run to the end each time.
    closed = text.rfind("}") + 1
    done, drawing = 0, False
    pieces: list[str] = []
    for found in _TAGS_OR_ESCAPE.finditer(text, 0, closed):
        if not drawing:
            pieces.append(text[done : found.start()])
            pieces.append(_SHOWN[found[1]] if found[1] else "")
        done = found.end()
        if found[2] and (scales := _DRAWING.findall(found[2])):
            drawing = int(scales[-1]) > 0
    if not drawing:
        pieces.append(_ESCAPE.sub(lambda escape: _SHOWN[escape[1]], text[done:]))
    return "".join(pieces)
