"""Changes to a document's text, with all that points into it moved along."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from oncue.transcript.document import Document

Edit = tuple[int, int, str]
"""A half-open range of the text, and what takes its place."""


def edited(document: Document, edits: Sequence[Edit]) -> Document:
    """The document with `edits`, which are in order and do not overlap."""
    if not edits:
        return document
    pieces: list[str] = []
    done = 0
    befores: list[int] = []
    shifts: list[int] = []
    shift = 0
    for start, end, text in edits:
        pieces += (document.text[done:start], text)
        done = end
        shift += len(text) - (end - start)
        befores.append(end)
        shifts.append(shift)
    pieces.append(document.text[done:])
    starts = [start for start, _, _ in edits]

    def moved(place: int) -> int:
        number = bisect_right(befores, place)
        before = shifts[number - 1] if number else 0
        if number < len(edits) and starts[number] < place:
            # Inside of what was replaced: at most at its end.
            return min(place + before, starts[number] + before + len(edits[number][2]))
        return place + before

    return replace(
        document,
        text="".join(pieces),
        headings=tuple((moved(start), moved(end)) for start, end in document.headings),
        voices=tuple(replace(voice, start=moved(voice.start), end=moved(voice.end)) for voice in document.voices),
        marked=tuple(replace(one, start=moved(one.start), end=moved(one.end)) for one in document.marked),
    )
