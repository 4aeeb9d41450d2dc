"""One document of several: prose with a table in it, a page with a list of turns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from oncue.transcript.document import Document

_APART = "\n\n"


def joined_documents(parts: Sequence[Document]) -> Document:
    """The parts below each other, a blank line between two, with all that their structure tells at its new place.

    Labels are sought in the whole but where every part names its speakers; after a part's last voice nobody is known.
    """
    parts = [part for part in parts if part.text.strip() or part.notices]
    if len(parts) == 1:
        return parts[0]
    text: list[str] = []
    headings = []
    voices = []
    marked = []
    languages = []
    notices: list[str] = []
    start = 0
    for part in parts:
        notices += [notice for notice in part.notices if notice not in notices]
        if not part.text.strip():
            continue
        headings += [(first + start, last + start) for first, last in part.headings]
        voices += [replace(voice, start=voice.start + start, end=voice.end + start) for voice in part.voices]
        if voices and not part.voices:
            voices.append(replace(voices[-1], start=start, end=start, speaker=None))
        marked += [replace(one, start=one.start + start, end=one.end + start) for one in part.marked]
        languages += [
            replace(one, char_start=one.char_start + start, char_end=one.char_end + start) for one in part.languages
        ]
        text.append(part.text)
        start += len(part.text) + len(_APART)
    written = [part for part in parts if part.text.strip()]
    return Document(
        _APART.join(text),
        captions=bool(written) and all(part.captions for part in written),
        headings=tuple(headings),
        voices=tuple(voices),
        names_speakers=bool(written) and all(part.names_speakers for part in written),
        marked=tuple(marked),
        languages=tuple(languages),
        notices=tuple(notices),
        all_speech=bool(written) and all(part.all_speech for part in written),
    )
