"""Transcripts in Markdown: its markup goes, the words stay."""

from __future__ import annotations

import re

from oncue.transcript.document import Document
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile

_SUFFIXES = (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd")
_WORD = r"[^\s*_]"

# Each of these is hardly ever written in a text that is no Markdown.
_SURE = (
    re.compile(
        r"!?\[[^\[\]\n]{1,200}\]\((?:<[^<>\n]{1,300}>|(?:https?:|mailto:|\.{0,2}/|#)[^()\s]{0,300})"
        r"(?:\s+\"[^\"\n]{0,200}\")?\)"
    ),
    re.compile(r"^[ ]{0,3}\|?(?:[ \t]*:?-{3,}:?[ \t]*\|){1,40}[ \t]*(?::?-{3,}:?[ \t]*)?$", re.M),
    re.compile(r"^[ ]{0,3}\[(?:\^[^\[\]\n]{1,80}\]:[ \t]+\S|[^\[\]\n]{1,80}\]:[ \t]+<?https?:)", re.M),
    re.compile(r"^(?:```|~~~)[\w{-]{0,40}[ \t]*$", re.M),
    re.compile(
        rf"^[ ]{{0,3}}(?:[-*+][ \t]+|>[ \t]*)?(\*\*|__)(?={_WORD})[^*_\n]{{1,80}}?"
        r"(?:[:\uff1a]\1|\1[ \t]*[:\uff1a]|\1[ \t]*[(\[*_])",
        re.M,
    ),
)
_LIKELY = (
    re.compile(r"^[ ]{0,3}#{1,6}[ \t]+[^\s#][^\n]{0,200}$", re.M),
    re.compile(rf"(?<![\w*])\*\*(?={_WORD})[^*\n]{{1,200}}(?<=\S)\*\*(?![\w*])"),
    re.compile(rf"(?<![\w*])\*(?={_WORD})[^*\n]{{1,200}}(?<=\S)\*(?![\w*])"),
    re.compile(rf"(?<![\w_])_(?={_WORD})[^_\n]{{1,200}}(?<=\S)_(?![\w_])"),
    re.compile(r"^[^\n]{1,200}\n(?:={3,}|-{3,})[ \t]*$", re.M),
    re.compile(r"~~(?=\S)[^~\n]{1,200}~~"),
    re.compile(r"^>[ \t]+\S", re.M),
    re.compile(r"\[\^[\w-]{1,20}\]"),
    re.compile(r"<https?://[^<>\s]{1,300}>"),
    re.compile(r"(?<=\S)\\$", re.M),
)
_FRONT = re.compile(
    r"(?:---[ \t]*\n((?:[^\n-][^\n]{0,400}\n|-[ \t][^\n]{0,400}\n|\n){1,200}?)(?:---|\.\.\.)"
    r"|\+\+\+[ \t]*\n((?:[^\n+][^\n]{0,400}\n|\n){1,200}?)\+\+\+)[ \t]*(?:\n|$)"
)
_FIELD = re.compile(r"([A-Za-z_][\w -]{0,40}?)[ \t]*[:=](?:[ \t]|$)", re.M)


def sniff(file: UploadedFile) -> TypeMatch:
    """A shape where the text is surely marked up, or a little and its name says so; a stray sign is none."""
    head = file.head.replace("\r\n", "\n").replace("\r", "\n")
    if not head or head[0] == "{":
        return TypeMatch.NONE
    if front_matter(head)[0] or any(sign.search(head) for sign in _SURE):
        return TypeMatch.SHAPE
    likely = sum(sign.search(head) is not None for sign in _LIKELY)
    return TypeMatch.SHAPE if likely >= (1 if file.suffix in _SUFFIXES else 3) else TypeMatch.NONE


def read(file: UploadedFile) -> Document:
    """The words of the text, its headings, tables and notes. Raises `NotText` where the bytes are none."""
    from oncue.transcript.markdown_text import read_markdown  # only who gives such a file needs its libraries

    return read_markdown(file.text)


def front_matter(text: str) -> tuple[list[str], str]:
    """The names of the data about a text that stand above it between two lines of hyphens or plus signs, and the rest of it.

    Turns between two such lines ("Anna: ...") are none: those names begin with a small letter.
    """
    front = _FRONT.match(text)
    if front is None:
        return [], text
    fields = [field.group(1) for field in _FIELD.finditer(front.group(1) or front.group(2) or "")]
    small = sum(field[0].islower() for field in fields)
    return (fields, text[front.end() :]) if fields and small * 2 > len(fields) else ([], text)
