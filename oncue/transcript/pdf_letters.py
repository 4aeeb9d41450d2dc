"""The letters of a PDF's page as PDFium finds them, put together to runs: text of one size on one baseline."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from oncue.transcript.pdf_painted import WHITE, PaintedAreas
from oncue.transcript.pdf_right_to_left import Piece, reading_order

_HYPHENS = frozenset({0x02, 0xFFFE})
"""What PDFium puts where a hyphen ends a line."""
_GAP_EMS = 1.2
_SMALLEST_PT = 1.5
_INVISIBLE = frozenset({3, 7})


@dataclass(frozen=True, slots=True)
class Run:
    """Text with the place of its left and right end and its baseline, in points from the page's lower left, and its size."""

    text: str
    left: float
    right: float
    baseline: float
    size: float


@dataclass(frozen=True, slots=True)
class _Word:
    """Letters of one text object without a space; `spaced` where one follows."""

    text: str
    box: tuple[float, float, float, float]
    origin: tuple[float, float]
    look: _Look
    spaced: bool
    ends: tuple[float, float]
    """Where its first letter begins and its last one, from the left."""


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

    box = page.get_cropbox()
    words = _words(pdfium, page.get_textpage())
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
    kept: list[_Word | None] = []
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


def _words(pdfium: Any, text_page: Any) -> list[_Word | None]:
    """All words; None where PDFium sees a line's end. Spaces that it sees between words count as written ones.

    A call for each letter is what takes the time: only for its text object, and for the places of a word's ends.
    """
    reader = _WordReader(pdfium, text_page.raw)
    # As a number; the library's own form of it makes an object for each letter.
    object_of = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)(
        ctypes.cast(pdfium.FPDFText_GetTextObject, ctypes.c_void_p).value or 0
    )
    handle = ctypes.cast(text_page.raw, ctypes.c_void_p).value
    words: list[_Word | None] = []
    start = current = 0
    text = _page_text(pdfium, text_page)
    for index, letter in enumerate(text):
        if letter in "\r\n \t\xa0":
            if start < index:
                words.append(reader.word(text[start:index], start, current, spaced=letter not in "\r\n"))
            if letter in "\r\n" and words and words[-1] is not None:
                words.append(None)
            start = index + 1
            continue
        shape = object_of(handle, index) or current
        if shape != current:
            if start < index:
                words.append(reader.word(text[start:index], start, current, spaced=False))
            start, current = index, shape
    if start < len(text):
        words.append(reader.word(text[start:], start, current, spaced=False))
    return words


def _page_text(pdfium: Any, text_page: Any) -> str:
    """One character for each that PDFium counts."""
    count = text_page.count_chars()
    whole: str = text_page.get_text_range(errors="surrogatepass") if count else ""
    if len(whole) == count:
        return whole
    return "".join(map(_plain, (pdfium.FPDFText_GetUnicode(text_page, index) for index in range(count))))


def _plain(code: int) -> str:
    return chr(code) if code <= 0x10FFFF else "\ufffd"


class _WordReader:
    """Where words are and how they look, each text object's look asked once."""

    def __init__(self, pdfium: Any, handle: Any) -> None:
        self._pdfium = pdfium
        self._handle = handle
        self._looks: dict[int, _Look] = {}
        self._rect = pdfium.FS_RECTF()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()

    def word(self, text: str, start: int, shape: int, *, spaced: bool) -> _Word:
        """The word whose first letter has this number, of a text object."""
        look = self._looks.get(shape)
        if look is None:
            look = self._looks[shape] = _look(self._pdfium, self._handle, start)
        first = self._box(start)
        last = self._box(start + len(text) - 1) if len(text) > 1 else first
        box = (min(first[0], last[0]), min(first[1], last[1]), max(first[2], last[2]), max(first[3], last[3]))
        self._pdfium.FPDFText_GetCharOrigin(self._handle, start, self._x, self._y)
        shown = text if text.isascii() and text.isprintable() else "".join(_character(ord(letter)) for letter in text)
        return _Word(shown, box, (self._x.value, self._y.value), look, spaced, (first[0], last[0]))

    def _box(self, index: int) -> tuple[float, float, float, float]:
        rect = self._rect
        self._pdfium.FPDFText_GetLooseCharBox(self._handle, index, rect)
        return rect.left, rect.bottom, rect.right, rect.top


def _character(code: int) -> str:
    if code in _HYPHENS:
        return "-"
    if code < 32 or 0xD800 <= code < 0xE000 or 0xE000 <= code <= 0xF8FF or code > 0x10FFFF:
        return "\ufffd"
    # Ligatures, and the joined shapes of Arabic letters.
    if 0xFB00 <= code <= 0xFDFF or 0xFE70 <= code < 0xFEFF:
        return unicodedata.normalize("NFKC", chr(code))
    return chr(code)


def _look(pdfium: Any, handle: Any, index: int) -> _Look:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(handle, index, matrix)
    size = pdfium.FPDFText_GetFontSize(handle, index) * math.hypot(matrix.c, matrix.d)
    turn = round(math.degrees(math.atan2(matrix.b, matrix.a)) / 10) * 10 % 360
    shape = pdfium.FPDFText_GetTextObject(handle, index)
    if not shape:
        return _Look(size, turn, invisible=False, white=False)
    colour = [ctypes.c_uint() for _ in range(4)]
    painted = pdfium.FPDFPageObj_GetFillColor(shape, *colour)
    red, green, blue, alpha = (part.value for part in colour)
    invisible = pdfium.FPDFTextObj_GetTextRenderMode(shape) in _INVISIBLE or (bool(painted) and alpha == 0)
    return _Look(size, turn, invisible, bool(painted) and min(red, green, blue) >= WHITE)


def _outside(box: tuple[float, float, float, float], page: tuple[float, float, float, float]) -> bool:
    left, bottom, right, top = box
    return right < page[0] or left > page[2] or top < page[1] or bottom > page[3]


def _runs(words: list[_Word | None], turn: int) -> Iterator[Run]:
    """Words that follow each other on one baseline, as the page is held so that they stand upright."""
    text: list[_Word] = []
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


def _read(words: list[_Word]) -> str:
    """The text of words on one line, in the order of reading."""
    if all(word.text.isascii() for word in words):
        return "".join(f"{word.text} " if word.spaced else word.text for word in words)
    text: list[str] = []
    pieces: list[Piece] = []
    for word in words:
        pieces.append((word.text, *word.ends))
        if word.spaced:
            text.append(f"{reading_order(pieces)} ")
            pieces = []
    return "".join([*text, reading_order(pieces)])


def _upright(word: _Word, turn: int) -> tuple[float, float, float]:
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
