"""The cues of WebVTT files (https://www.w3.org/TR/webvtt1/), also of damaged ones and of several segments joined to one.

A cue is what the parser of the standard (section 6.1) makes of it. What stands behind its first blank line is no part of it
there, and stray here.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from oncue.caption_readers.cue_markup import without_readings
from oncue.caption_readers.cue_times import TIME, milliseconds
from oncue.caption_readers.cues import FirstFault, Fragment, SourceCaptions, SourceCue, SourceLine, WrittenWord
from oncue.caption_readers.faults import CaptionFault, FaultReason
from oncue.caption_readers.invisible_marks import unmarked
from oncue.caption_readers.line_ends import file_lines
from oncue.caption_readers.timed_blocks import (
    TimedBlock,
    arrow_blocks,
    ensure_times,
    ensure_whole,
    note_arrows,
    remove_numbers,
)

_WHAT = "WebVTT file"
_START = re.compile(r"WEBVTT(?:\s|$)")
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)|X-TIMESTAMP-MAP\b")
_MPEGTS = re.compile(r"MPEGTS:(\d{1,12})")
_LOCAL = re.compile(rf"LOCAL:({TIME})")
_INSIDE = re.compile(r"<((?:\d{1,6}:)?\d{1,2}:\d{1,2}[.,]\d{1,3})>")
_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[a-z0-9:]*)(?P<classes>(?:\.[^\s.<>]+)*)(?:[ \t](?P<voice>[^<>]*))?>|<[\d:.,]{4,20}>"
)
# Pictures for the player's time line: a WebVTT file, and no captions.
_THUMBNAIL = re.compile(r"\S{1,400}\.(?:jpe?g|png|webp|gif)(?:\?\S{0,200})?(?:#xywh=\S{0,80})?", re.I)


def is_webvtt(text: str) -> bool:
    """Whether a text begins as every WebVTT file must."""
    return _START.match(text) is not None


def read_webvtt(text: str) -> SourceCaptions:
    """The cues of a WebVTT file, in its order, with the voices of their lines and the times inside; other tags go.

    Times that are none or run backwards, and a missing heading, are noted. Raises `CaptionFault` for a file without heading
    and cues, one in whose text a time is left, and one that lists pictures.
    """
    text = text.removeprefix("\ufeff")
    faults = FirstFault()
    other = CaptionFault(FaultReason.OTHER_FORMAT, "This is not a WebVTT file: one begins with WEBVTT and a blank line.")
    cues: list[SourceCue] = []
    segments = _segments(file_lines(text))
    for number, lines in segments:
        before, blocks = arrow_blocks(_without_asides(lines), first_number=number)
        remove_numbers(before, blocks, identifiers=True)
        ensure_whole(blocks, _WHAT)
        offset_ms = _offset_ms(lines) if len(segments) > 1 else 0
        _move(blocks, offset_ms)
        ensure_times(blocks, _WHAT, faults)
        note_arrows(blocks, _WHAT, faults)
        cues += [_cue(block, count, offset_ms) for count, block in enumerate(blocks, len(cues) + 1)]
    if not is_webvtt(text):
        if not cues:
            raise other
        faults.note(other)
    texts = [text for cue in cues for text in cue.texts]
    if texts and all(_THUMBNAIL.fullmatch(text) for text in texts):
        raise CaptionFault(
            FaultReason.PICTURES,
            "The WebVTT file lists pictures for a player's time line and no captions: give the programme's captions.",
            looks_like="a list of thumbnails",
        )
    return SourceCaptions(tuple(cues), inexact=faults.fault)


def _segments(lines: list[str]) -> list[tuple[int, list[str]]]:
    """The files that were joined to one, each with the number of its first line."""
    starts = [
        index
        for index, line in enumerate(lines)
        if _START.match(line.lstrip("\ufeff")) and (index == 0 or not lines[index - 1].strip())
    ]
    bounds = [0, *(start for start in starts if start), len(lines)]
    return [(start + 1, lines[start:end]) for start, end in pairwise(bounds)]


def _without_asides(lines: list[str]) -> list[str]:
    """The same lines, blank where they are a heading, a comment, a style or a region."""
    kept: list[str] = []
    aside = blank = True
    for line in lines:
        if not line.strip():
            aside, blank = False, True
        elif blank:
            aside = bool(_ASIDE.match(line)) or (not kept and bool(_START.match(line.lstrip("\ufeff"))))
            blank = False
        if aside and "-->" in line:
            aside = False
        kept.append("" if aside else line)
    return kept


def _offset_ms(lines: list[str]) -> int:
    """How much later than it says a segment of a stream begins, by its heading."""
    for line in lines[:20]:
        if line.startswith("X-TIMESTAMP-MAP"):
            mpegts, local = _MPEGTS.search(line), _LOCAL.search(line)
            from_ms = milliseconds(local.group(1)) if local else 0
            return (int(mpegts.group(1)) // 90 if mpegts else 0) - (from_ms or 0)
    return 0


def _move(blocks: Sequence[TimedBlock], offset_ms: int) -> None:
    """Puts the times of a segment on the clock of the whole stream."""
    for block in blocks:
        block.start_ms = None if block.start_ms is None else block.start_ms + offset_ms
        block.end_ms = None if block.end_ms is None else block.end_ms + offset_ms


def _cue(block: TimedBlock, number: int, offset_ms: int) -> SourceCue:
    """A cue of a segment that was moved by so much: the times inside it are on the segment's own clock."""
    lines = block.lines
    end = next((place for place, line in enumerate(lines) if not line), len(lines))
    # Beside times there are settings, also wrong ones; where nothing is below them the line's end was lost.
    first = 1 if block.beside and end > 1 else 0
    try:
        return SourceCue(
            block.start_ms,
            block.end_ms,
            (*_stray(lines[:first]), *_lines(lines[first:end]), *_stray(lines[end:])),
            words=_timed_words(lines[first:end], block.start_ms or 0, block.end_ms or 0, offset_ms),
        )
    except ValueError as problem:  # a reference to a character with thousands of figures
        told = f"Cue {number} of this WebVTT file is damaged: {str(problem)[:100]}."
        raise CaptionFault(FaultReason.DAMAGED, told, cue=number) from problem


def _stray(lines: Sequence[str]) -> Iterator[SourceLine]:
    for line in _lines([line for line in lines if line.strip()]):
        yield tuple(replace(piece, stray=True) for piece in line)


def _timed_words(payload: Sequence[str], start_ms: int, end_ms: int, offset_ms: int) -> tuple[WrittenWord, ...]:
    """The text between the times inside a cue, each piece lasting until the next one; none where there are no times."""
    text = "\n".join(payload)
    starts, pieces, done = [start_ms], [""], 0
    for tag in _TAG.finditer(text) if "<" in text else ():
        pieces[-1] += text[done : tag.start()]
        done = tag.end()
        if (time := _INSIDE.fullmatch(tag[0])) and (inside_ms := milliseconds(time[1])) is not None:
            starts.append(inside_ms + offset_ms)
            pieces.append("")
    pieces[-1] += text[done:]
    if len(pieces) == 1:
        return ()
    timed = zip(pieces, starts, [*starts[1:], end_ms], strict=True)
    return tuple(WrittenWord(unmarked(html.unescape(piece)), *times) for piece, *times in timed if piece.strip())


def _lines(payload: Sequence[str]) -> tuple[SourceLine, ...]:
    """Each line as shown, its parts by their voices."""
    if not payload:
        return ()
    found: list[SourceLine] = []
    voice: str | None = None
    for line in without_readings("\n".join(payload)).split("\n"):
        parts: list[Fragment] = []
        for text, speaker in _spoken(line, voice):
            voice = speaker
            if shown := html.unescape(text):
                parts.append(Fragment(shown, speaker))
        found.append(tuple(parts))
    return tuple(found)


def _spoken(line: str, voice: str | None) -> Iterator[tuple[str, str | None]]:
    """The text of a line in parts, each with its voice; the last one's goes on in the next line."""
    shown, done = "", 0
    for tag in _TAG.finditer(line) if "<" in line else ():
        shown += line[done : tag.start()]
        done = tag.end()
        if tag["name"] == "v":
            yield shown, voice
            shown = ""
            voice = None if tag["close"] else unmarked(html.unescape(tag["voice"] or "")).strip() or None
    yield shown + line[done:], voice
