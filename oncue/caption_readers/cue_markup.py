"""The text of a cue without its markup: tags of SRT, WebVTT and the web, override blocks of ASS."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from oncue.caption_readers.cues import Fragment, SourceLine

_VOICE = re.compile(r"<v(?:\.[^\s>]{0,80})?[ \t]{1,9}([^<>\n]{1,200})>|</v>", re.I)
_BREAKS = r"<br(?:[ \t][^<>]{0,80})?[ \t]{0,9}/?>|</(?:p|div)>|<(?:p|div)(?:[ \t][^<>]{0,200})?>"
_BREAK_TAG = re.compile(_BREAKS, re.I)
# "\\N" is a line end of ASS, which stays in files that were converted carelessly; behind a colon it is a path.
_BREAK = re.compile(rf"{_BREAKS}|(?-i:(?<!:)\\N)", re.I)
# A reading above its characters repeats them.
_RUBY_TEXT = re.compile(r"<(rt|rp)(?:[.\s][^<>]{0,200})?>[^<>]{0,200}(?:</\1>|(?=</ruby>))", re.I)
# Formatting of any of the formats; other text in angle brackets is text.
_TAG = re.compile(
    r"</?(?:c|i|b|u|s|lang|ruby|rt|rp|rb|font|v|span|p|div|em|strong|small|big|sub|sup|tt|center|a|bold|italic|underline|strike|del|ins|mark|code"
    r"|html|body|nobr|wbr)(?:[.\s][^<>]{0,400})?[ \t]{0,9}/?>"
    r"|<(?:\d{1,4}:)?\d{1,2}:\d{2}[.,]\d{1,3}>|<!--[^<>]{0,400}-->|\{\\[^{}]{0,400}\}|\{[yYcCfFsSpPoOhH]:[^{}]{0,80}\}",
    re.I,
)
_MAY_MARK = re.compile(r"[<{\\]")
_HARD_SPACE = re.compile(r"(?<!:)\\h")


def without_readings(raw: str) -> str:
    """A cue's text without the readings above its characters, lines broken where tags break them."""
    return _BREAK_TAG.sub("\n", _RUBY_TEXT.sub("", raw)) if "<" in raw else raw


def marked_up_lines(raw: str, speaker: str | None = None) -> tuple[SourceLine, ...]:
    """The lines of a cue with markup, an empty one without fragments; spaces and entities are as they are written.

    `speaker` says what no voice tag gives to another.
    """
    if not _MAY_MARK.search(raw):
        return tuple((Fragment(line, speaker),) if line else () for line in raw.split("\n"))
    raw = _RUBY_TEXT.sub("", raw)
    lines: list[SourceLine] = []
    for line in _broken(raw):
        pieces: list[Fragment] = []
        start = 0
        for tag in _VOICE.finditer(line) if "<" in line else ():
            pieces.append(Fragment(without_tags(line[start : tag.start()]), speaker))
            speaker = _name(tag.group(1)) if tag.group(1) else None
            start = tag.end()
        pieces.append(Fragment(without_tags(line[start:]), speaker))
        lines.append(tuple(piece for piece in pieces if piece.text))
    return tuple(lines)


def _broken(raw: str) -> Iterator[str]:
    """The lines; those that markup breaks are without the spaces around it, and without empty ones."""
    for line in raw.split("\n"):
        parts = _BREAK.split(line) if "<" in line or "\\" in line else [line]
        yield from parts if len(parts) == 1 else filter(None, map(str.strip, parts))


def without_tags(marked_up: str) -> str:
    """The text of one line without tags and override blocks; a hard space is a space."""
    text = _TAG.sub("", marked_up) if "<" in marked_up or "{" in marked_up else marked_up
    return _HARD_SPACE.sub(" ", text) if "\\" in text else text


def unescaped(text: str) -> str:
    """`text` with entities resolved; one of thousands of figures, which is none, stays as it is."""
    try:
        return html.unescape(text) if "&" in text else text
    except ValueError:
        return text


def _name(written: str) -> str | None:
    return " ".join(unescaped(without_tags(written)).split()) or None
