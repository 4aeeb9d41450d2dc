"""The words of a cue's text without its markup: tags of SRT, WebVTT and the web, override blocks of ASS, entities."""

from __future__ import annotations

import html
import re

from oncue.caption_readers.cues import Fragment, SourceLine

_VOICE = re.compile(r"<v(?:\.[^\s>]{0,80})?[ \t]{1,9}([^<>\n]{1,200})>|</v>", re.I)
# "\\N" is a line end of ASS, which stays in files that were converted carelessly.
_BREAK = re.compile(
    r"<br(?:[ \t][^<>]{0,80})?[ \t]{0,9}/?>|</(?:p|div)>|<(?:p|div)(?:[ \t][^<>]{0,200})?>|\n|(?-i:\\N)", re.I
)
# A reading above its characters repeats them.
_RUBY_TEXT = re.compile(r"<(rt|rp)(?:[.\s][^<>]{0,200})?>[^<>]{0,200}(?:</\1>|(?=</ruby>))", re.I)
# Formatting of any of the formats; other text in angle brackets is text.
_TAG = re.compile(
    r"</?(?:c|i|b|u|s|lang|ruby|rt|rp|rb|font|v|span|p|div|em|strong|small|big|sub|sup|tt|center|a|strike|del|ins|mark|code"
    r"|html|body|nobr|wbr)(?:[.\s][^<>]{0,400})?[ \t]{0,9}/?>"
    r"|<(?:\d{1,4}:)?\d{1,2}:\d{2}[.,]\d{1,3}>|<!--[^<>]{0,400}-->|\{\\[^{}]{0,400}\}|\{[yYcCfFsSpPoOhH]:[^{}]{0,80}\}",
    re.I,
)
_SPACES = re.compile(r"(?:\s|(?<!:)\\h)+")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff]")


def lines_of_markup(raw: str, speaker: str | None = None) -> tuple[SourceLine, ...]:
    """The lines of a cue with markup, without those that are empty; `speaker` says what no voice tag gives to another."""
    raw = _RUBY_TEXT.sub("", raw)
    lines: list[SourceLine] = []
    for line in _BREAK.split(raw):
        pieces: list[Fragment] = []
        start = 0
        for tag in _VOICE.finditer(line):
            pieces.append(Fragment(plain_words(line[start : tag.start()]), speaker))
            name = tag.group(1)
            speaker = (plain_words(name) or None) if name else None
            start = tag.end()
        pieces.append(Fragment(plain_words(line[start:]), speaker))
        if kept := tuple(piece for piece in pieces if piece.text):
            lines.append(kept)
    return tuple(lines)


def plain_words(marked_up: str) -> str:
    """The words of one line: tags and entities resolved, white space single."""
    text = html.unescape(_TAG.sub("", marked_up))
    # Files from the web escape their own tags: what reads as formatting after that is formatting still.
    text = _TAG.sub("", text) if "<" in text or "{" in text else text
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()
