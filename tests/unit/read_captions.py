"""What a caption file shows as captions, and says as a transcript."""

from __future__ import annotations

from oncue.caption_files.caption_file import captions_of
from oncue.transcript import read_transcript


def shown(data: bytes, suffix: str) -> list[tuple[str, ...]]:
    return [cue.lines for cue in captions_of(data, f"a.{suffix}", suffix).cues]


def said(data: bytes) -> str:
    return " ".join(token.text for token in read_transcript(data).tokens)


def ass_file(*events: str) -> bytes:
    return "\n".join(["[Script Info]", "[Events]", *(f"Dialogue: {event}" for event in events), ""]).encode()
