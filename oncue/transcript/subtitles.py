"""The words of the cues of a subtitle file, of any format. Its times are somebody else's and are not used."""

from __future__ import annotations

import html
import itertools
import re

from oncue.transcript.document import Document, Voice

_VOICE = re.compile(r"<v(?:\.[^\s>]{0,80})?[ \t]([^>]{1,200})>|</v>")
# Formatting of either format, and the override blocks of older subtitle programs; other text in angle brackets is text.
_TAG = re.compile(
    r"</?(?:c|i|b|u|s|lang|ruby|rt|font|v)(?:[.\s][^<>]{0,200})?/?>|<(?:\d{1,4}:)?\d{1,2}:\d{2}[.,]\d{1,3}>"
    r"|\{\\[^{}]{0,200}\}",
    re.I,
)
_SPACES = re.compile(r"[ \t]+")


def joined_cues(cues: list[list[str]]) -> Document:
    """One line of text per caption line; lines repeated from the cue before, as rolling captions do, once."""
    rolling = _is_rolling(cues)
    parts: list[str] = []
    voices: list[Voice] = []
    position = 0
    before: list[str] = []
    for cue in cues:
        speaker: str | None = None
        shown: list[str] = []
        for raw in cue:
            pieces = _pieces(raw, speaker)
            speaker = pieces[-1][1]
            plain = " ".join(words for words, _ in pieces if words)
            if not plain:
                continue
            shown.append(plain)
            if rolling and plain in before:
                continue
            for words, said_by in pieces:
                if words:
                    voices.append(Voice(position, position + len(words), said_by))
                    parts += (words, " ")
                    position += len(words) + 1
            parts[-1] = "\n"
        before = shown or before
    named = tuple(voices) if any(voice.speaker for voice in voices) else ()
    return Document("".join(parts), captions=True, voices=named)


def _pieces(raw: str, speaker: str | None) -> list[tuple[str, str | None]]:
    """The words of one caption line by speaker; the last piece (perhaps empty) tells who goes on speaking."""
    pieces: list[tuple[str, str | None]] = []
    start = 0
    for tag in _VOICE.finditer(raw):
        pieces.append((_plain(raw[start : tag.start()]), speaker))
        name = tag.group(1)
        speaker = (_plain(name) or None) if name else None
        start = tag.end()
    pieces.append((_plain(raw[start:]), speaker))
    return pieces


def _plain(marked_up: str) -> str:
    return _SPACES.sub(" ", html.unescape(_TAG.sub("", marked_up))).strip()


def _is_rolling(cues: list[list[str]]) -> bool:
    """Whether most cues begin with the last line of the cue before, as broadcast captions scrolling upwards do."""
    texts = [[_plain(line) for line in cue if line.strip()] for cue in cues]
    texts = [lines for lines in texts if lines]
    repeated = sum(later[0] == earlier[-1] and len(later) + len(earlier) > 2 for earlier, later in itertools.pairwise(texts))
    return len(texts) > 3 and repeated * 2 > len(texts)
