"""Transcripts that are JSON or JSON Lines, as recognisers and podcasts give them."""

from __future__ import annotations

import re

from oncue.errors import TranscriptUnreadable
from oncue.transcript.bounded_json import read_json
from oncue.transcript.document import Document
from oncue.transcript.json_shapes import SHAPES, pieces_of_json
from oncue.transcript.turn_list import Spoken, document_of_turns
from oncue.transcript.turn_order import ORDERED, by_time, names_once
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile

# "[[Music]]" and "{\rtf1" begin otherwise.
_START = re.compile(r"\{\s*(?:\"|\}\s*$)|\[\s*(?:\{\s*[\"}]|\[\s*[\[\]{\"]|\"|\]\s*$)")
_SUFFIXES = (".json", ".jsonl", ".ndjson")


def sniff(file: UploadedFile) -> TypeMatch:
    """A signature where the file begins as JSON does; traces where only its name says so."""
    if _START.match(file.head):
        return TypeMatch.SIGNATURE
    return TypeMatch.TRACES if file.suffix in _SUFFIXES and file.head[:1] in ("{", "[", '"') else TypeMatch.NONE


def read(file: UploadedFile) -> Document:
    """What is said in the file. Raises `TranscriptUnreadable` where it is damaged or of no shape that is known."""
    pieces = pieces_of_json(read_json(file.text))
    if pieces is None:
        *shapes, last = (shape.name for shape in SHAPES)
        raise TranscriptUnreadable(
            f"The transcript is JSON in a shape that is not known. Read are files of {', '.join(shapes)}, and {last}: export"
            " it as one of these, or give its text.",
            looks_like="JSON",
        )
    ordered = by_time(pieces, [piece.start for piece in pieces])
    carried = names_once([piece.speaker for piece in ordered])
    turns: list[Spoken] = []
    for piece in ordered:
        before = turns[-1].speaker if turns and carried else None
        turns.append(Spoken(piece.speaker or before, piece.text))
    return document_of_turns(turns, () if ordered == pieces else (ORDERED,))
