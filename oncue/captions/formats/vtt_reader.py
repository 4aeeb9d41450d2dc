"""The cues of WebVTT files, by the parser of the standard (section 6.1), in time that grows with the file."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from oncue.caption_readers.invisible_marks import unmarked
from oncue.captions.formats.written import WrittenCue, WrittenWord, decoded, ensure_all_read, ordered_times
from oncue.errors import UsageError

_HEADER = re.compile(r"WEBVTT(?:[ \t].*)?")
_TIME = r"(?:(\d{1,6}):)?(\d{1,2}):(\d{1,2})\.(\d{1,3})"
_TIMES = re.compile(rf"[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}(?=[ \t]|$)")
_INSIDE = re.compile(rf"<{_TIME}>")
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-z0-9:]*)(?P<classes>(?:\.[^\s.<>]+)*)(?:[ \t](?P<voice>[^<>]*))?>")


def read(data: bytes) -> tuple[WrittenCue, ...]:
    """The cues of a WebVTT file, in its order, with the voices of their lines and the times inside; other tags go.

    Raises `UsageError` for a file without its header or with a cue that cannot be read, and for times that run backwards.
    """
    text = decoded(data, "WebVTT")
    lines = text.split("\n")
    if not _HEADER.fullmatch(lines[0]):
        raise UsageError("This is not a WebVTT file: one begins with WEBVTT and a blank line.")
    found = list(_blocks(lines))
    ensure_all_read(text, len(found), "WebVTT")
    cues = []
    for number, (times, payload) in enumerate(found, 1):
        start_ms, end_ms = _milliseconds(times.groups()[:4]), _milliseconds(times.groups()[4:])
        try:
            spoken = _lines_with_voices(payload)
        except ValueError as problem:  # a reference to a character with thousands of figures
            raise UsageError(f"Cue {number} of this WebVTT file is damaged: {str(problem)[:100]}.", cue=number) from problem
        shown, voices = tuple(line for line, _ in spoken), tuple(voice for _, voice in spoken)
        times_ms = ordered_times(start_ms, end_ms, number, "WebVTT")
        cues.append(WrittenCue(*times_ms, shown, voices, _timed_words(payload, start_ms, end_ms)))
    return tuple(cues)


def _blocks(lines: Sequence[str]) -> Iterator[tuple[re.Match[str], Sequence[str]]]:
    """The times and the lines of each cue. A cue ends at a blank line, or at the times of another."""
    times: re.Match[str] | None = None
    first = 0
    for index, line in enumerate(lines):
        arrow = "-->" in line
        if times is not None and (arrow or not line):
            yield times, lines[first:index]
            times = None
        if arrow and (found := _TIMES.match(line)) is not None:
            times, first = found, index + 1
    if times is not None:
        yield times, lines[first:]


def _milliseconds(fields: Sequence[str | None]) -> int:
    hours, minutes, seconds, fraction = fields
    whole = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)
    return whole * 1000 + int((fraction or "").ljust(3, "0"))


def _timed_words(payload: Sequence[str], start_ms: int, end_ms: int) -> tuple[WrittenWord, ...]:
    """The text between the times inside a cue, each piece lasting until the next one; none where there are no times."""
    text = "\n".join(payload)
    starts, pieces, done = [start_ms], [""], 0
    for tag in _TAG.finditer(text) if "<" in text else ():
        pieces[-1] += text[done : tag.start()]
        done = tag.end()
        if time := _INSIDE.fullmatch(tag[0]):
            starts.append(_milliseconds(time.groups()))
            pieces.append("")
    pieces[-1] += text[done:]
    if len(pieces) == 1:
        return ()
    timed = zip(pieces, starts, [*starts[1:], end_ms], strict=True)
    return tuple(WrittenWord(unmarked(html.unescape(piece)), *times) for piece, *times in timed if piece.strip())


def _lines_with_voices(payload: Sequence[str]) -> list[tuple[str, str | None]]:
    """Each line as shown, and the voice in which it begins."""
    found: list[tuple[str, str | None]] = []
    voice: str | None = None
    for line in payload:
        shown, done, first = "", 0, voice
        for tag in _TAG.finditer(line):
            shown += line[done : tag.start()]
            done = tag.end()
            if tag["name"] == "v":
                voice = None if tag["close"] else unmarked(html.unescape(tag["voice"] or "")).strip() or None
                first = voice if not shown else first
        found.append((unmarked(html.unescape(shown + line[done:])), first))
    return found
