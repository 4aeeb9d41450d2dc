"""The words of a PDF's page as PDFium finds them, each with its place and its look."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from dataclasses import dataclass
from typing import Any

from oncue.transcript.pdf_painted import WHITE

_HYPHENS = frozenset({0x02, 0xFFFE})
"""What PDFium puts where a hyphen ends a line."""
_INVISIBLE = frozenset({3, 7})


@dataclass(frozen=True, slots=True)
class PdfWord:
    """Letters of one text object without a space; `spaced` where one follows."""

    text: str
    box: tuple[float, float, float, float]
    origin: tuple[float, float]
    look: PdfLook
    spaced: bool
    ends: tuple[float, float]
    """Where its first letter begins and its last one, from the left."""


@dataclass(frozen=True, slots=True)
class PdfLook:
    """What the letters of one text object share. `turn` is its angle in degrees, to ten."""

    size: float
    turn: int
    invisible: bool
    white: bool


def page_words(pdfium: Any, text_page: Any) -> list[PdfWord | None]:
    """All words; None where PDFium sees a line's end. Spaces that it sees between words count as written ones.

    A call for each letter is what takes the time: only for its text object, and for the places of a word's ends.
    """
    reader = _WordReader(pdfium, text_page.raw)
    # As a number; the library's own form of it makes an object for each letter.
    object_of = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)(
        ctypes.cast(pdfium.FPDFText_GetTextObject, ctypes.c_void_p).value or 0
    )
    handle = ctypes.cast(text_page.raw, ctypes.c_void_p).value
    words: list[PdfWord | None] = []
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
        self._looks: dict[int, PdfLook] = {}
        self._rect = pdfium.FS_RECTF()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()

    def word(self, text: str, start: int, shape: int, *, spaced: bool) -> PdfWord:
        """The word whose first letter has this number, of a text object."""
        look = self._looks.get(shape)
        if look is None:
            look = self._looks[shape] = _look(self._pdfium, self._handle, start)
        first = self._box(start)
        last = self._box(start + len(text) - 1) if len(text) > 1 else first
        box = (min(first[0], last[0]), min(first[1], last[1]), max(first[2], last[2]), max(first[3], last[3]))
        self._pdfium.FPDFText_GetCharOrigin(self._handle, start, self._x, self._y)
        shown = text if text.isascii() and text.isprintable() else "".join(_character(ord(letter)) for letter in text)
        return PdfWord(shown, box, (self._x.value, self._y.value), look, spaced, (first[0], last[0]))

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


def _look(pdfium: Any, handle: Any, index: int) -> PdfLook:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(handle, index, matrix)
    size = pdfium.FPDFText_GetFontSize(handle, index) * math.hypot(matrix.c, matrix.d)
    turn = round(math.degrees(math.atan2(matrix.b, matrix.a)) / 10) * 10 % 360
    shape = pdfium.FPDFText_GetTextObject(handle, index)
    if not shape:
        return PdfLook(size, turn, invisible=False, white=False)
    colour = [ctypes.c_uint() for _ in range(4)]
    painted = pdfium.FPDFPageObj_GetFillColor(shape, *colour)
    red, green, blue, alpha = (part.value for part in colour)
    invisible = pdfium.FPDFTextObj_GetTextRenderMode(shape) in _INVISIBLE or (bool(painted) and alpha == 0)
    return PdfLook(size, turn, invisible, bool(painted) and min(red, green, blue) >= WHITE)
