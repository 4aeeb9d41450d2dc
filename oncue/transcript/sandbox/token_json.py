"""A transcript as it was read, as a JSON document that is kept beside it: who aligns it later need not read it again."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import groupby
from typing import Any

from oncue.model import InLanguage, Token, Transcript, UnspokenKind
from oncue.text.language_id import Detected

TOKENS_SCHEMA = 3
"""Raised when the document changes, and when tokens are read otherwise: what was stored before is then read anew."""


class ParseUnusable(Exception):
    """The document is of another version, or none of ours."""


def parse_to_json(transcript: Transcript, detected: Detected | None) -> bytes:
    """The document. `detected` is the language told from the text, None where it was given.

    Tokens are columns: `gaps` between them and their `lengths` in code points, and in `runs` how many tokens one after the
    other have the same speaker (an index into `speakers`, or null), kind and speakable flag.
    """
    speakers: dict[str, int] = {}
    runs = [
        [len(list(group)), None if speaker is None else speakers.setdefault(speaker, len(speakers)), kind, speakable]
        for (speaker, kind, speakable), group in groupby(
            transcript.tokens, key=lambda token: (token.speaker, token.kind, token.speakable)
        )
    ]
    gaps: list[int] = []
    end = 0
    for token in transcript.tokens:
        gaps.append(token.char_start - end)
        end = token.char_end
    document = {
        "schema": TOKENS_SCHEMA,
        "language": None if detected is None else asdict(detected),
        "text": transcript.text,
        "notices": transcript.notices,
        "languages": [[part.char_start, part.char_end, part.language] for part in transcript.languages],
        "gaps": gaps,
        "lengths": [token.char_end - token.char_start for token in transcript.tokens],
        "speakers": list(speakers),
        "runs": runs,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def parse_from_json(data: bytes) -> tuple[Transcript, Detected | None]:
    """What `parse_to_json` was given. Raises `ParseUnusable`."""
    try:
        document = json.loads(data)
        if document["schema"] != TOKENS_SCHEMA:
            raise ParseUnusable(f"the stored parse is of schema {document['schema']!r}, not {TOKENS_SCHEMA}")
        language = document["language"]
        return _transcript(document), None if language is None else Detected(**language)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise ParseUnusable(f"the stored parse cannot be read: {type(error).__name__}: {error}") from error


def _transcript(document: dict[str, Any]) -> Transcript:
    text, speakers = document["text"], document["speakers"]
    places = zip(document["gaps"], document["lengths"], strict=True)
    tokens: list[Token] = []
    end = 0
    for count, speaker, kind, speakable in document["runs"]:
        name = None if speaker is None else speakers[speaker]
        what = None if kind is None else UnspokenKind(kind)
        for _ in range(count):
            gap, length = next(places, (-1, 0))
            start = end + gap
            end = start + length
            if gap < 0 or length < 1 or end > len(text):
                raise ValueError("its tokens do not fit its text")
            tokens.append(Token(text[start:end], start, end, name, what, speakable))
    if next(places, None) is not None:
        raise ValueError("it has more tokens than runs of them")
    languages = tuple(InLanguage(start, end, str(code)) for start, end, code in document["languages"])
    if any(not 0 <= part.char_start < part.char_end <= len(text) for part in languages):
        raise ValueError("its languages do not fit its text")
    return Transcript(text, tuple(tokens), tuple(document["notices"]), languages)
