"""What the readers of caption files give (`oncue.caption_readers`), as what is said: each word once, without layout."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TypeVar

from oncue.caption_readers.cue_markup import marked_up_lines
from oncue.caption_readers.cues import Fragment, SourceCaptions, SourceCue, SourceLine
from oncue.caption_readers.faults import CaptionFault
from oncue.errors import TranscriptUnreadable
from oncue.transcript.cue_markup import plain_words
from oncue.transcript.document import Document
from oncue.transcript.subtitles import document_of_cues

_Read = TypeVar("_Read")

_EXPORT_AGAIN = re.compile(r"\bexport it again", re.I)


def document_of_captions(read: Callable[[], SourceCaptions]) -> Document:
    """The words of the captions that a reader gives. What is inexact about when and how they are shown does not matter.

    Raises `TranscriptUnreadable` where it raises a `CaptionFault`.
    """
    captions = unbroken(read)
    return document_of_cues(spoken_cues(captions.cues), notices=captions.notices)


def unbroken(read: Callable[[], _Read]) -> _Read:
    """What a reader gives. Raises `TranscriptUnreadable` where it raises a `CaptionFault`."""
    try:
        return read()
    except CaptionFault as fault:
        detail = (
            fault.detail if _EXPORT_AGAIN.search(fault.detail) else f"{fault.detail} Export it again, or give plain text."
        )
        raise TranscriptUnreadable(detail, reason=fault.reason.value, **fault.data) from fault


def spoken_cues(cues: Sequence[SourceCue]) -> list[SourceCue]:
    """The cues without what the one before showed already, and with what players do not show; markup that is left goes."""
    return [replace(cue, lines=tuple(spoken for line in cue.lines for spoken in _spoken(line))) for cue in cues]


def _spoken(line: SourceLine) -> Iterator[SourceLine]:
    """A line, or several where markup breaks it; a voice's words in one are one fragment."""
    found: list[list[Fragment]] = [[]]
    fresh = [piece for piece in line if not piece.again]
    for (speaker, voice), group in groupby(fresh, key=lambda piece: (piece.speaker, piece.voice)):
        for number, raw in enumerate(marked_up_lines("".join(piece.text for piece in group), speaker)):
            found += [[]] if number else []
            found[-1] += [Fragment(words, piece.speaker, voice) for piece in raw if (words := plain_words(piece.text))]
    return (tuple(pieces) for pieces in found if pieces)
