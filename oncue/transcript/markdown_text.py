"""The words of a text in Markdown, by way of the page that it stands for."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token

from oncue.transcript.document import Document, lines_of
from oncue.transcript.html_main_text import read_whole_page
from oncue.transcript.html_signs import LABEL, LABEL_END, MARK, MARK_END, NOTE, NOTE_END, without_signs
from oncue.transcript.markdown_file import front_matter
from oncue.transcript.speaker_names import read_name
from oncue.transcript.stage_directions import find_directions

_NOTE = re.compile(r"^[ ]{0,3}\[\^([^\[\]\s]{1,40})\]:[ \t]*([^\n]*(?:\n(?:[ ]{2,}|\t)[^\n]+)*)", re.M)
_MARK = re.compile(r"\[\^([^\[\]\s]{1,40})\](?!:)")
_BOLD_LABEL = re.compile(
    r"^[ ]{0,3}(?P<bold>\*\*|__)(?P<name>[^*_\n:\uff1a]{1,60})(?:[:\uff1a](?P=bold)|(?P=bold)[ \t]?[:\uff1a])(?=\s)", re.M
)
_EMPHASISED = re.compile(r"(?<![\w*_])([*_]{1,2})([a-z][a-z ,'-]{1,40})\1(?![\w*_])")
_CODE = ("fence", "code_block")

# What a transcriber writes and Markdown takes for its own: "[Anna]: Hello" names no link, "<Anna>" is no tag, "1984. That"
# begins no list, ">> ANNA:" no quotation in a quotation.
_TRANSCRIBERS = (
    (re.compile(r"\[{20,}"), lambda run: r"\[" * len(run.group())),
    (re.compile(r"^([ ]{0,3})\[([^\[\]^\n]{1,80})\]:(?![ \t]*<?(?:https?:|mailto:|/|#))", re.M), r"\1\\[\2]:"),
    (
        re.compile(
            r"<(?!!--|https?:|mailto:|/?(?:a|abbr|b|blockquote|br|center|cite|code|dd|del|details|div|dl|dt|em|figure|figcaption"
            r"|h[1-6]|hr|i|img|ins|kbd|li|mark|ol|p|pre|q|s|small|span|strong|sub|summary|sup|table|tbody|td|th|thead|time|tr|u|ul)\b)"
        ),
        "&lt;",
    ),
    (re.compile(r"^([ ]{0,3}\d{3,9})([.)])(?=\s)", re.M), r"\1\\\2"),
    (re.compile(r"^([ ]{0,3})>(?=>)(>{1,2})[ \t]*", re.M), r"\1\\>\2 "),
)


def read_markdown(text: str) -> Document:
    """The words, with what headings, tables, deletions and notes tell. Images and comments are left out, and, with a notice,
    front matter.

    Code with the name of its language is no speech; other code is text, as an indented line or a fence may be a mistake.
    """
    plain = without_signs(text).replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff\n")
    fields, source = front_matter(plain)
    source = _NOTE.sub(lambda note: f"\n{NOTE}{' '.join(note.group(2).split())}{NOTE_END}\n", source)
    source = _MARK.sub(lambda mark: f"{MARK}{mark.group(1)}{MARK_END}", source)
    source = _with_labels(source)
    source = _EMPHASISED.sub(_direction, source)
    for sign, written in _TRANSCRIBERS:
        source = sign.sub(written, source)
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    for kind in _CODE:
        parser.add_render_rule(kind, _code)
    document = read_whole_page(f"<html><body>{parser.render(source)}</body></html>")
    if not fields:
        return document
    told = f"front_matter_left_out: The data above the text was left out: {', '.join(fields)[:200]}."
    return replace(document, notices=(told, *document.notices))


def _with_labels(source: str) -> str:
    """Puts signs around names in bold type before a colon: where there are several, they are labels as surely as any."""
    found = [label for label in _BOLD_LABEL.finditer(source) if read_name(label.group("name").strip())]
    made: list[str] = []
    done = 0
    for label in found if len(found) > 1 else ():
        made += (source[done : label.start()], LABEL, label.group().replace(label.group("bold"), ""), LABEL_END)
        done = label.end()
    return "".join(made) + source[done:]


def _direction(found: re.Match[str]) -> str:
    """Keeps the asterisks of "*laughs*", which tell it from speech."""
    starred = f"*{found.group(2)}*"
    return rf"\*{found.group(2)}\*" if find_directions(starred, lines_of(starred)) else found.group()


def _code(_: object, tokens: list[Token], index: int, *__: object) -> str:
    token = tokens[index]
    lines = [escape(line.strip()) for line in token.content.split("\n")]
    if token.info.strip():
        lines = [f"{NOTE}{line}{NOTE_END}" for line in lines if line]
    paragraphs = "<br>".join(lines).split("<br><br>")
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
