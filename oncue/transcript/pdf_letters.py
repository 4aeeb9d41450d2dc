"""The letters of a PDF's page as PDFium finds them, put together to runs: text of one size on one baseline."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

_HYPHENS = frozenset({0x02, 0xFFFE})
"""What PDFium puts where a hyphen ends a line."""
_GAP_EMS = 1.2
_SMALLEST_PT = 1.5
_INVISIBLE = frozenset({3, 7})
_WHITE = 250


@dataclass(frozen=True, slots=True)
class Run:
    """Text with the place of its left and right end and its baseline, in points from the page's lower left, and its size."""

    text: str
    left: float
    right: float
    baseline: float
    size: float


@dataclass(frozen=True, slots=True)
class _Letter:
    text: str
    box: tuple[float, float, float, float]
    origin: tuple[float, float]
    look: _Look


@dataclass(frozen=True, slots=True)
class _Look:
    """What the letters of one text object share. `turn` is its angle in degrees, to ten."""

    size: float
    turn: int
    invisible: bool
    white: bool


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

    text_page = page.get_textpage()
    box = page.get_cropbox()
    letters, unknown = _letters(pdfium, text_page)
    objects = _Painted(pdfium, page)
    turn = Counter(letter.look.turn for letter in letters if letter is not None).most_common(1)
    main = turn[0][0] if turn else 0
    covered = sum(letter is not None and letter.look.invisible for letter in letters)
    total = sum(letter is not None for letter in letters)
    # Under the picture of a scanned page lies what character recognition read, invisible and the only text there is.
    recognised = objects.has_pictures and covered * 10 > total * 8
    kept: list[_Letter | None] = []
    turned = hidden = 0
    for letter in letters:
        if letter is None:
            kept.append(None)
        elif letter.look.turn != main:
            turned += 1
        elif (
            (letter.look.invisible and not recognised)
            or _outside(letter.box, box)
            or letter.look.size < _SMALLEST_PT
            or (letter.look.white and not objects.lie_under(letter.box))
        ):
            hidden += 1
        else:
            kept.append(letter)
    runs = tuple(_runs(kept, main))
    return PageLetters(runs, objects.has_pictures, turned, hidden, unknown)


def _letters(pdfium: Any, text_page: Any) -> tuple[list[_Letter | None], int]:
    """All letters; None where PDFium sees a line's end. Spaces that it sees between words are letters without an object."""
    looks: dict[int, _Look] = {}
    letters: list[_Letter | None] = []
    rect = pdfium.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    unknown = 0
    before: _Letter | None = None
    for index in range(text_page.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        if code in (10, 13):
            if letters and letters[-1] is not None:
                letters.append(None)
            continue
        shape = pdfium.FPDFText_GetTextObject(text_page, index)
        if not shape:
            if code == 32 and before is not None and letters and letters[-1] is before:
                before = _Letter(" ", before.box, before.origin, before.look)
                letters.append(before)
            continue
        address = ctypes.addressof(shape.contents)
        look = looks.get(address)
        if look is None:
            look = looks[address] = _look(pdfium, text_page, index, shape)
        pdfium.FPDFText_GetLooseCharBox(text_page, index, rect)
        pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
        text = _character(code)
        unknown += text == "\ufffd"
        before = _Letter(text, (rect.left, rect.bottom, rect.right, rect.top), (x.value, y.value), look)
        letters.append(before)
    return letters, unknown


def _character(code: int) -> str:
    if code in _HYPHENS:
        return "-"
    if code in (9, 32, 0xA0):
        return " "
    if code < 32 or 0xD800 <= code < 0xE000 or 0xE000 <= code <= 0xF8FF or code > 0x10FFFF:
        return "\ufffd"
    # Ligatures, and the joined shapes of Arabic letters.
    if 0xFB00 <= code <= 0xFDFF or 0xFE70 <= code < 0xFEFF:
        return unicodedata.normalize("NFKC", chr(code))
    return chr(code)


def _look(pdfium: Any, text_page: Any, index: int, shape: Any) -> _Look:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text_page, index, matrix)
    size = pdfium.FPDFText_GetFontSize(text_page, index) * math.hypot(matrix.c, matrix.d)
    turn = round(math.degrees(math.atan2(matrix.b, matrix.a)) / 10) * 10 % 360
    colour = [ctypes.c_uint() for _ in range(4)]
    painted = pdfium.FPDFPageObj_GetFillColor(shape, *colour)
    red, green, blue, alpha = (part.value for part in colour)
    invisible = pdfium.FPDFTextObj_GetTextRenderMode(shape) in _INVISIBLE or (bool(painted) and alpha == 0)
    return _Look(size, turn, invisible, bool(painted) and min(red, green, blue) >= _WHITE)


def _outside(box: tuple[float, float, float, float], page: tuple[float, float, float, float]) -> bool:
    left, bottom, right, top = box
    return right < page[0] or left > page[2] or top < page[1] or bottom > page[3]


class _Painted:
    """What is painted on a page beside its text: pictures, and areas that are not white."""

    def __init__(self, pdfium: Any, page: Any) -> None:
        self.has_pictures = False
        self._areas: list[tuple[float, float, float, float]] = []
        for shape in page.get_objects(max_depth=3):
            if shape.type not in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING):
                continue
            if shape.type == pdfium.FPDF_PAGEOBJ_IMAGE:
                self.has_pictures = True
            elif shape.type == pdfium.FPDF_PAGEOBJ_PATH and not _is_dark(pdfium, shape):
                continue
            if len(self._areas) < 500:
                self._areas.append(shape.get_bounds())

    def lie_under(self, box: tuple[float, float, float, float]) -> bool:
        """Whether something is painted in the middle of `box`."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return any(left <= x <= right and bottom <= y <= top for left, bottom, right, top in self._areas)


def _is_dark(pdfium: Any, shape: Any) -> bool:
    colour = [ctypes.c_uint() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetFillColor(shape.raw, *colour):
        return False
    red, green, blue, alpha = (part.value for part in colour)
    return alpha > 0 and min(red, green, blue) < _WHITE


def _runs(letters: list[_Letter | None], turn: int) -> Iterator[Run]:
    """Letters that follow each other on one baseline, as the page is held so that they stand upright."""
    text: list[str] = []
    left = right = baseline = size = 0.0
    for letter in letters:
        if letter is None:
            if text:
                yield Run("".join(text), left, right, baseline, size)
            text = []
            continue
        first, last, base = _upright(letter, turn)
        if text:
            apart = max(first - right, left - last)
            same = abs(base - baseline) < 0.1 * size and abs(letter.look.size - size) < 0.08 * size
            if not same or apart > _GAP_EMS * size or (letter.text != " " and first < left and last > right):
                yield Run("".join(text), left, right, baseline, size)
                text = []
        if not text:
            if letter.text == " ":
                continue
            left, right, baseline, size = first, last, base, letter.look.size
        text.append(letter.text)
        if letter.text != " ":
            left, right = min(left, first), max(right, last)
    if text:
        yield Run("".join(text), left, right, baseline, size)


def _upright(letter: _Letter, turn: int) -> tuple[float, float, float]:
    """Left, right and baseline of a letter after the page was turned back by `turn` degrees."""
    left, bottom, right, top = letter.box
    x, y = letter.origin
    if turn == 90:
        return bottom, top, -x
    if turn == 180:
        return -right, -left, -y
    if turn == 270:
        return -top, -bottom, x
    return left, right, y
