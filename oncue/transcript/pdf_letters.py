"""The letters of a PDF's page as PDFium finds them, put together to runs: text of one size on one baseline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from oncue.transcript.pdf_painted import PaintedAreas
from oncue.transcript.pdf_right_to_left import PlacedLetters, reading_order
from oncue.transcript.pdf_words import PdfWord, page_words

_GAP_EMS = 1.2
_SMALLEST_PT = 1.5


@dataclass(frozen=True, slots=True)
class Run:
    """Text with the place of its left and right end and its baseline, in points from the page's lower left, and its size."""

    text: str
    left: float
    right: float
    baseline: float
    size: float


@dataclass(frozen=True, slots=True)
class PageLetters:
    """The runs of a page in the file's order; `has_pictures`, and how many letters were turned aside, hidden, or stood for
    no character that is known."""

    runs: tuple[Run, ...]
    has_pictures: bool
    turned: int
    hidden: int
    unknown: int


class _Set(Protocol):
    """Text in one size."""

    @property
    def text(self) -> str: ...

    @property
    def size(self) -> float: ...


def body_size(pieces: Iterable[_Set]) -> float:
    """The size in which most of the text is set, in points."""
    sizes: Counter[float] = Counter()
    for piece in pieces:
        sizes[round(piece.size * 2) / 2] += len(piece.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def page_letters(page: Any) -> PageLetters:
    """The letters of a page of pypdfium2."""
    import pypdfium2.raw as pdfium

    box = page.get_cropbox()
    words = page_words(pdfium, page.get_textpage())
    objects = PaintedAreas(pdfium, page)
    turns: Counter[int] = Counter()
    covered = total = unknown = 0
    for word in words:
        if word is not None:
            turns[word.look.turn] += len(word.text)
            total += len(word.text)
            covered += len(word.text) * word.look.invisible
            unknown += word.text.count("\ufffd")
    main = turns.most_common(1)[0][0] if turns else 0
    # Under the picture of a scanned page lies what character recognition read, invisible and the only text there is.
    recognised = objects.has_pictures and covered * 10 > total * 8
    kept: list[PdfWord | None] = []
    turned = hidden = 0
    for word in words:
        if word is None:
            kept.append(None)
        elif word.look.turn != main:
            turned += len(word.text)
        elif (
            (word.look.invisible and not recognised)
            or (word.look.white and not objects.lie_under(word.box))
            or word.look.size < _SMALLEST_PT
            or _outside(word.box, box)
        ):
            hidden += len(word.text)
        else:
            kept.append(word)
    return PageLetters(tuple(_runs(kept, main)), objects.has_pictures, turned, hidden, unknown)


def _outside(box: tuple[float, float, float, float], page: tuple[float, float, float, float]) -> bool:
    left, bottom, right, top = box
    return right < page[0] or left > page[2] or top < page[1] or bottom > page[3]


def _runs(words: list[PdfWord | None], turn: int) -> Iterator[Run]:
    """Words that follow each other on one baseline, as the page is held so that they stand upright."""
    text: list[PdfWord] = []
    left = right = baseline = size = 0.0
    for word in words:
        if word is None:
            if text:
                yield Run(_read(text), left, right, baseline, size)
            text = []
            continue
        first, last, base = _upright(word, turn)
        if text:
            apart = max(first - right, left - last)
            same = abs(base - baseline) < 0.1 * size and abs(word.look.size - size) < 0.08 * size
            if not same or apart > _GAP_EMS * size or (first < left and last > right):
                yield Run(_read(text), left, right, baseline, size)
                text = []
        if not text:
            left, right, baseline, size = first, last, base, word.look.size
        text.append(word)
        left, right = min(left, first), max(right, last)
    if text:
        yield Run(_read(text), left, right, baseline, size)


def _read(words: list[PdfWord]) -> str:
    """The text of words on one line, in the order of reading."""
    if all(word.text.isascii() for word in words):
        return "".join(f"{word.text} " if word.spaced else word.text for word in words)
    text: list[str] = []
    pieces: list[PlacedLetters] = []
    for word in words:
        pieces.append((word.text, *word.ends))
        if word.spaced:
            text.append(f"{reading_order(pieces)} ")
            pieces = []
    return "".join([*text, reading_order(pieces)])


def _upright(word: PdfWord, turn: int) -> tuple[float, float, float]:
    """Left, right and baseline of a word after the page was turned back by `turn` degrees."""
    left, bottom, right, top = word.box
    x, y = word.origin
    if turn == 90:
        return bottom, top, -x
    if turn == 180:
        return -right, -left, -y
    if turn == 270:
        return -top, -bottom, x
    return left, right, y
