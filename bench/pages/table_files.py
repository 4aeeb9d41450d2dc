"""Tables of time, speaker and text, as editing programs export them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from bench.pages.page import File, Page, Writer
from bench.pages.phrases import PHRASES
from bench.pages.programme import Block

_Row = tuple[str, ...]


def _clock(ms: int, mark: str = ":", last: int = 0) -> str:
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}{mark}{last:02}"


def _premiere(block: Block) -> tuple[str, ...]:
    return (block.speaker or "", _clock(block.start_ms), _clock(block.end_ms), block.text)


def _written(page: Page, name: str, head: _Row | None, rows: Sequence[_Row], mark: str, encoding: str) -> File:
    made = io.StringIO()
    writer = csv.writer(made, delimiter=mark, lineterminator="\r\n")
    writer.writerows([head, *rows] if head else rows)
    return File(name, made.getvalue().encode(encoding), tuple(piece for block in page.turns for piece in block.speech))


def _comma(page: Page) -> File:
    head = ("Speaker Name", "Start Time", "End Time", "Text")
    return _written(page, "page.csv", head, [_premiere(block) for block in page.turns], ",", "utf-8-sig")


def _semicolon(page: Page) -> File:
    phrases = PHRASES[page.programme.language]
    rows = [(block.text, _clock(block.start_ms), block.speaker or "") for block in page.turns]
    return _written(page, "page.csv", (phrases.text, phrases.time, phrases.roles[0]), rows, ";", "utf-8")


def _tabs(page: Page) -> File:
    rows = [(_clock(block.start_ms), _clock(block.end_ms), block.speaker or "", block.text) for block in page.turns]
    return _written(page, "page.tsv", ("In", "Out", "Speaker", "Transcript"), rows, "\t", "utf-16")


def _bare(page: Page) -> File:
    rows = [(_clock(block.start_ms), block.speaker or "", block.text) for block in page.turns]
    return _written(page, "page.csv", None, rows, ",", "utf-8")


WRITERS = (
    Writer("CSV", _comma, labels=False),
    Writer("CSV, semicolons", _semicolon, labels=False),
    Writer("CSV, no header", _bare, labels=False),
    Writer("TSV, UTF-16", _tabs, labels=False),
)
