"""The edit that gives captions other times and line breaks, with the same words."""

from __future__ import annotations

from collections.abc import Iterator

from oncue.captions.formats.written import WrittenCue
from oncue.captions.segmentation.directions import BreakKind
from oncue.desk.ops import Break, Op, PlaceSound, Show
from oncue.desk.script import Script
from oncue.model import Cue


def fix_ops(script: Script, cue: Cue, before: WrittenCue, after: WrittenCue, offset_ms: int = 0) -> tuple[Op, ...]:
    """The ops that make a caption of `script`, which a file has as `before`, what it is `after`: () where the two are the
    same, or a line is to break where none of its words begins. Files have `offset_ms` on top of the recording's times."""
    words = [word.id for line in cue.lines for word in line.words]
    # A file's frames may reach a little beyond the recording, in which a desk's times are.
    in_ms = max(0, after.start_ms - offset_ms)
    out_ms = min(after.end_ms - offset_ms, script.alignment.duration_ms)
    moves_in, moves_out = after.start_ms != before.start_ms, after.end_ms != before.end_ms
    breaks = tuple(_breaks(cue, before, after)) if after.lines != before.lines else ()
    if not (moves_in or moves_out):
        return breaks
    sound = script.sounds.get(".".join(words[0].split(".")[:2]))
    if sound is not None:
        return (*breaks, PlaceSound(in_ms, out_ms, sound.text, sound.id))
    if moves_in and moves_out and words[0] == words[-1]:  # together: between the two, one may be on the wrong side
        return (*breaks, Show(words[0], in_ms=in_ms, out_ms=out_ms))
    times = [Show(words[0], in_ms=in_ms)] if moves_in else []
    return (*breaks, *times, *([Show(words[-1], out_ms=out_ms)] if moves_out else []))


def _breaks(cue: Cue, before: WrittenCue, after: WrittenCue) -> Iterator[Break]:
    begins = _word_places(cue, before)
    was, now = _line_places(before), _line_places(after)
    if not now - {0} <= begins.keys() or not was - {0} <= begins.keys():
        return
    for place in sorted(was ^ now):
        yield Break(begins[place], BreakKind.LINE if place in now else BreakKind.NONE)


def _line_places(cue: WrittenCue) -> set[int]:
    """Where its lines begin, counted in characters without spaces."""
    found, at = set(), 0
    for line in cue.lines:
        found.add(at)
        at += _length(line)
    return found


def _word_places(cue: Cue, written: WrittenCue) -> dict[int, str]:
    """Its words by where they begin, counted likewise, what stands before a line included; {} where the two do not match."""
    if len(cue.lines) != len(written.lines):
        return {}
    found: dict[int, str] = {}
    at = 0
    for line, text in zip(cue.lines, written.lines, strict=True):
        lead = _length(text) - sum(_length(word.text) for word in line.words)
        if lead < 0:
            return {}
        for count, word in enumerate(line.words):
            found[at if count == 0 else at + lead] = word.id
            at += _length(word.text)
        at += lead
    return found


def _length(text: str) -> int:
    return sum(not letter.isspace() for letter in text)
