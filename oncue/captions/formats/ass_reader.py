"""Reads ASS and SSA files, of any program: the captions in them, without drawings, comments and tags."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from oncue.caption_readers.cues import WrittenWord
from oncue.caption_readers.invisible_marks import unmarked
from oncue.captions.formats.written import WrittenCue, decoded
from oncue.errors import UsageError

_SECTION = re.compile(r"\[([^\[\]]{1,80})\]\s*")
_TIME = re.compile(r"\s*(\d{1,4}):(\d{1,2}):(\d{1,2})(?:[.:,](\d{1,3}))?\s*", re.ASCII)
_FIELDS = ("layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text")
_TAGS_OR_ESCAPE = re.compile(r"\\([Nnh{}])|\{([^}]*)\}")
_ESCAPE = re.compile(r"\\([Nnh{}])")
_KARAOKE = re.compile(r"\\[kK][fo]?(\d{1,5})", re.ASCII)
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
    pieces = _shown(named["text"])
    lines = [unmarked(line).strip() for line in "".join(text for text, _ in pieces).split("\n")]
    lines = [line for line in lines if line]
    name = unmarked(named.get("name", named.get("actor", ""))).strip() or None
    words = _timed_words(pieces, start_ms, end_ms)
    return WrittenCue(start_ms, end_ms, tuple(lines), (name,) * len(lines), words) if lines else None


def _timed_words(pieces: Sequence[tuple[str, int]], start_ms: int, end_ms: int) -> tuple[WrittenWord, ...]:
    """The pieces that karaoke tags part, each lasting until the next one; none where there are no such tags."""
    starts = [min(end_ms, start_ms + 10 * hundredths) for _, hundredths in pieces]
    if not any(hundredths for _, hundredths in pieces):
        return ()
    timed = zip(pieces, starts, [*starts[1:], end_ms], strict=True)
    return tuple(WrittenWord(unmarked(text), first, until) for (text, _), first, until in timed if text.strip())


def _milliseconds(text: str, number: int) -> int:
    found = _TIME.fullmatch(text)
    if found is None:
        raise UsageError(f"Line {number} of this ASS file has {text.strip()[:40]!r} for a time.", line=number)
    hours, minutes, seconds = (int(part) for part in found.groups()[:3])
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + int((found[4] or "0").ljust(3, "0"))


def _shown(text: str) -> list[tuple[str, int]]:
    """The text without tags, its escapes done, and without drawings (`\\p1`): in pieces, each with the hundredths of a
    second after which it is sung, by the karaoke tags before it (`\\k`)."""
    # A brace that nothing closes is text. Behind the last one that closes, no search for tags may run to the end each time.
    closed = text.rfind("}") + 1
    done, drawing = 0, False
    pieces: list[tuple[str, int]] = []
    sung = lasts = 0
    for found in _TAGS_OR_ESCAPE.finditer(text, 0, closed):
        if not drawing:
            pieces.append((text[done : found.start()], sung))
            pieces.append((_SHOWN[found[1]] if found[1] else "", sung))
        done = found.end()
        if found[2] and (scales := _DRAWING.findall(found[2])):
            drawing = int(scales[-1]) > 0
        for syllable in _KARAOKE.finditer(found[2] or ""):
            sung, lasts = sung + lasts, int(syllable[1])
    if not drawing:
        pieces.append((_ESCAPE.sub(lambda escape: _SHOWN[escape[1]], text[done:]), sung))
    parts = groupby(pieces, lambda piece: piece[1])
    return [("".join(text for text, _ in part), hundredths) for hundredths, part in parts]
