"""The texts that a paragraph of Timed Text shows, one after another, from pieces that come and go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from oncue.captions.formats.ttml_times import NS_IN_MS
from oncue.captions.formats.written import WrittenCue, unmarked
from oncue.errors import UsageError

_Lines = tuple[tuple[str, ...], tuple[str | None, ...]]


@dataclass(frozen=True, slots=True)
class ShownPiece:
    """Text that is on screen from `begin` to `end`, in nanoseconds; None is for ever. A line feed begins a line."""

    begin: int
    end: int | None
    speaker: str | None
    text: str


def texts_in_turn(pieces: Sequence[ShownPiece], most_work: int, line: int) -> tuple[list[WrittenCue], int]:
    """A cue for each text that the pieces of a paragraph are, and the work it was: characters that were looked at.

    Raises `UsageError`, naming the `line` of the file, for a text without an end, and where it were more than `most_work`:
    a paragraph can tell every of a thousand words when to come and go, and then is a thousand texts of up to so many words.
    """
    instants = sorted({piece.begin for piece in pieces} | {piece.end for piece in pieces if piece.end is not None})
    endless = any(piece.end is None for piece in pieces)
    turns: list[tuple[int, int | None]] = [*pairwise(instants)]
    if endless or len(instants) == 1:  # an end of None; or a text that begins and ends at once, and is one all the same
        turns.append((instants[-1], None if endless else instants[-1]))
    work = len(turns) * sum(1 + len(piece.text) for piece in pieces)
    if work > most_work:
        raise UsageError("The spans of this TTML file come and go too often to be captions: export it without word times.")
    cues: list[WrittenCue] = []
    for begin, end in turns:
        lines, speakers = _lines([piece for piece in pieces if begin == end or _is_on(piece, begin)])
        if not lines:
            continue
        if end is None:
            raise UsageError(f"The text in line {line} of this TTML file never ends: give its paragraph an end.")
        start_ms, end_ms = _rounded(begin), _rounded(end)
        if cues and cues[-1].end_ms == start_ms and (cues[-1].lines, cues[-1].speakers) == (lines, speakers):
            start_ms = cues.pop().start_ms
        cues.append(WrittenCue(start_ms, end_ms, lines, speakers))
    return cues, work


def _is_on(piece: ShownPiece, at: int) -> bool:
    return piece.begin <= at and (piece.end is None or at < piece.end)


def _lines(pieces: Sequence[ShownPiece]) -> _Lines:
    """The lines as they are shown, without empty ones, and the speaker with whom each begins."""
    found: list[tuple[str, str | None]] = []
    text, speaker = "", None
    for piece in [*pieces, ShownPiece(0, None, None, "\n")]:
        for number, part in enumerate(piece.text.split("\n")):
            if number:
                if shown := unmarked(text).strip(" \t"):
                    found.append((shown, speaker))
                text, speaker = "", None
            if part.strip() and not text.strip():
                speaker = piece.speaker
            text += part[1:] if part.startswith(" ") and text.endswith(" ") else part
    return tuple(text for text, _ in found), tuple(speaker for _, speaker in found)


def _rounded(nanoseconds: int) -> int:
    return (nanoseconds + NS_IN_MS // 2) // NS_IN_MS
