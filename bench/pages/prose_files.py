"""Plain text, Markdown, RTF: a paragraph a turn."""

from __future__ import annotations

import textwrap

from bench.pages.page import File, Page, Writer, labelled, pieces_of
from bench.pages.programme import Role


def _blocks(page: Page, between: str = "\n\n") -> str:
    return between.join(labelled(block) for block in (*page.head, *page.body, *page.foot)) + "\n"


def _text(page: Page) -> File:
    return File("page.txt", _blocks(page).encode(), pieces_of((*page.head, *page.body, *page.foot)))


def _single_spaced(page: Page) -> File:
    return File("page.txt", _blocks(page, "\n").encode(), pieces_of((*page.head, *page.body, *page.foot)))


def _wrapped(page: Page) -> File:
    """Lines of at most 64 characters, as mail programs send text."""
    lines = ["\n".join(textwrap.wrap(line, 64) or [""]) for line in _blocks(page).split("\n")]
    return File("page.txt", "\n".join(lines).encode(), pieces_of((*page.head, *page.body, *page.foot)))


def _markdown(page: Page) -> File:
    parts = []
    for block in (*page.head, *page.body, *page.foot):
        text = labelled(block, "**{}**").replace("\n", "  \n")
        parts.append(f"# {text}" if block.role is Role.HEADING else text)
    return File("page.md", ("\n\n".join(parts) + "\n").encode(), pieces_of((*page.head, *page.body, *page.foot)))


def _rtf_escaped(text: str) -> str:
    made = []
    for character in text:
        if character in "\\{}":
            made.append("\\" + character)
        elif character == "\n":
            made.append("\\line ")
        elif ord(character) < 128:
            made.append(character)
        else:
            units = character.encode("utf-16-le")
            values = [int.from_bytes(units[k : k + 2], "little", signed=True) for k in range(0, len(units), 2)]
            made += [f"\\u{value}?" for value in values]
    return "".join(made)


def _rtf(page: Page) -> File:
    head = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Times New Roman;}}{\*\generator Riched20 10.0;}\uc1\f0\fs24 "
    body = "".join(_rtf_escaped(labelled(block)) + "\\par\n" for block in (*page.head, *page.body, *page.foot))
    return File("page.rtf", (head + body + "}").encode("ascii"), pieces_of((*page.head, *page.body, *page.foot)))


WRITERS = (
    Writer("text", _text),
    Writer("text, single-spaced", _single_spaced),
    Writer("text, wrapped", _wrapped),
    Writer("Markdown", _markdown),
    Writer("RTF", _rtf),
)
