"""Saved web pages: paragraphs, lines with <br>, definition lists, a table, a span for every word."""

from __future__ import annotations

from html import escape

from bench.pages.page import File, Page, Writer, labelled, pieces_of
from bench.pages.programme import Block, Piece, Role


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>\n")


def _paragraphs(page: Page) -> str:
    return "\n".join(f"<p>{_lines(labelled(block))}</p>" for block in page.body)


def _bold_labels(page: Page) -> str:
    made = []
    for block in page.body:
        label = f"<strong>{escape(block.label)}</strong>{'<br>' if block.label_above else ' '}" if block.label else ""
        made.append(f"<p>{label}{escape(block.text)}</p>")
    return "\n".join(made)


def _broken_lines(page: Page) -> str:
    return "<p>" + "<br><br>\n".join(_lines(labelled(block)) for block in page.body) + "</p>"


def _definitions(page: Page) -> str:
    made = [f"<dt>{escape(block.label)}</dt>\n<dd>{escape(block.text)}</dd>" for block in page.body]
    return "<dl>\n" + "\n".join(made) + "\n</dl>"


def _page(page: Page, main: str, main_pieces: tuple[Piece, ...]) -> File:
    """`main` in an article, with navigation before it and what belongs to the site after it."""
    headings = [block for block in page.head if block.role is Role.HEADING]
    title = headings[0].text
    menu = [block for block in page.head if block.role is not Role.HEADING]
    links = "".join(f"<li><a href='/{n}'>{escape(block.text)}</a></li>" for n, block in enumerate(menu))
    foot = "".join(f"<p>{escape(block.text)}</p>" for block in page.foot)
    html = (
        f'<!DOCTYPE html>\n<html lang="{page.programme.language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"</head><body><nav><ul>{links}</ul></nav>\n<main><article><h1>{escape(title)}</h1>\n{main}\n</article></main>\n"
        f"<footer>{foot}</footer></body></html>\n"
    )
    around = pieces_of(tuple(menu)), pieces_of(tuple(headings))
    return File("page.html", html.encode(), (*around[0], *around[1], *main_pieces, *pieces_of(page.foot)))


def _words(page: Page) -> str:
    made = []
    for block in page.body:
        spans = " ".join(
            f'<span class="word" data-start="{block.start_ms + 300 * n}">{escape(word)}</span>'
            for n, word in enumerate(block.text.split())
        )
        label = f'<div class="speaker">{escape(block.label)}</div>' if block.label else ""
        made.append(f'<div class="turn">{label}<button>▶</button><p>{spans}</p></div>')
    return '<section class="transcript">' + "\n".join(made) + "</section>"


def _table(page: Page) -> File:
    def row(block: Block) -> str:
        cells = (f"{block.start_ms // 60_000:02}:{block.start_ms // 1000 % 60:02}", block.speaker or "", block.text)
        return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"

    main = "<table>\n" + "\n".join(row(block) for block in page.turns) + "\n</table>"
    return _page(page, main, tuple(piece for block in page.turns for piece in block.speech))


WRITERS = (
    Writer("HTML, paragraphs", lambda page: _page(page, _paragraphs(page), pieces_of(page.body))),
    Writer("HTML, bold labels", lambda page: _page(page, _bold_labels(page), pieces_of(page.body))),
    Writer("HTML, line breaks", lambda page: _page(page, _broken_lines(page), pieces_of(page.body))),
    Writer("HTML, definition list", lambda page: _page(page, _definitions(page), pieces_of(page.body))),
    Writer("HTML, a span a word", lambda page: _page(page, _words(page), pieces_of(page.body))),
    Writer("HTML, table", _table, labels=False),
)
