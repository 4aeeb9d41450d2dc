"""Transcripts drawn as text: one line for each run of words that are the same thing."""

from __future__ import annotations

import inspect
from itertools import groupby

from oncue.model import Token, Transcript
from oncue.transcript import read_transcript

_SHORT = {"speaker_label": "label", "stage_direction": "stage"}


def drawn(page: str | bytes, *, name: str | None = None) -> str:
    """The transcript of a page: `ANN LEE| hello` is speech, `[label] ANN LEE:` never is, `heading? The Day` may be."""
    data = page if isinstance(page, bytes) else inspect.cleandoc(page).encode()
    return picture_of(read_transcript(data, name=name))


def picture_of(transcript: Transcript) -> str:
    """The tokens of a transcript, drawn."""
    lines = []
    for head, tokens in groupby(transcript.tokens, key=_head):
        lines.append(f"{head} {' '.join(token.text for token in tokens)}")
    return "\n".join(lines)


def picture(lines: str) -> str:
    """An expected drawing, written indented in a test."""
    return inspect.cleandoc(lines)


def words(text: str) -> list[str]:
    """The words that a text is cut into."""
    return [token.text for token in read_transcript(text.encode()).tokens]


def _head(token: Token) -> str:
    kind = _SHORT.get(token.kind.value, token.kind.value) if token.kind else ""
    if not token.speakable:
        return f"[{kind}]"
    speaker = f"{token.speaker}|" if token.speaker else ""
    if kind:
        return f"{kind}? {speaker}".rstrip()
    return speaker or "-|"
