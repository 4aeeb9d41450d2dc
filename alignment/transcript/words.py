"""Cutting text into written words, so that every character that is not white space lies in exactly one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_RUN = re.compile(r"\S+")

# Two words that only a dash or an ellipsis holds together. The mark stays with the word before it. A hyphen joins (one
# word), and so does an en dash between digits ("1990-1995" is one written figure).
_LETTER = r"[^\W\d_]"
_JOINT = re.compile(
    r"(?<=[^\W_])(?:[\"'\u2019\u201d)\]!?,;]{0,3}(?:[\u2014\u2015\u2e3a\u2e3b]+|-{2,}|\.{3,}|\u2026+)"
    r"[\"'\u2018\u201c(\[\u00bf\u00a1]{0,3})(?=[^\W_])"
    rf"|(?<={_LETTER})\u2013+(?={_LETTER})"
)
_OPENING = "\"'\u2018\u201c([\u00bf\u00a1"

# Scripts that put no space between words: Thai, Lao, Myanmar, Khmer, kana, CJK ideographs with their extensions. Whisper,
# too, counts single characters as words in these languages.
_UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0eb9\u0ebb-\u0ecd\u0edc-\u0edf\u1000-\u1049\u1050-\u109f\u1780-\u17d3"
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
# Signs that cannot begin a word of their own: Thai and Lao vowels and tone marks, small kana, prolonged sound marks.
_TRAILING = (
    "\u0e30-\u0e3a\u0e45-\u0e4e\u0eb0-\u0eb9\u0ebb-\u0ebd\u0ec8-\u0ecd\u102b-\u103e\u1056-\u1059\u17b4-\u17d3\u3005\u3041\u3043"
    "\u3045\u3047\u3049\u3063\u3083\u3085\u3087\u308e\u309d-\u309f\u30a1\u30a3\u30a5\u30a7\u30a9\u30c3\u30e3\u30e5\u30e7\u30ee\u30fc-\u30ff"
)
_HAS_UNSPACED = re.compile(f"[{_UNSPACED}]")
# Leading vowels of Thai and Lao are written before the consonant they follow.
_UNSPACED_WORD = re.compile(
    rf"(?:[\u0e40-\u0e44\u0ec0-\u0ec4]?[{_UNSPACED}][{_TRAILING}\u0300-\u036f\u3099\u309a\ufe00-\ufe0f]*"
    rf"|(?:(?![{_UNSPACED}])[\w'\u2019.,-])+|[^\w\s])"
)


def words_of(text: str, cuts: bytes | bytearray) -> Iterator[tuple[int, int]]:
    """Yield the half-open range of every word of `text` in order.

    `cuts` has one byte per character; a word also ends where that byte changes, so that "(Laughter)Well" is two words.
    """
    for run in _RUN.finditer(text):
        start, end = run.span()
        piece = cuts[start:end]
        if piece.count(piece[0]) == end - start:
            yield from _words_of_run(text, start, end)
            continue
        first = start
        for position in range(start + 1, end):
            if cuts[position] != cuts[position - 1]:
                yield from _words_of_run(text, first, position)
                first = position
        yield from _words_of_run(text, first, end)


def _words_of_run(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if _HAS_UNSPACED.search(text, start, end):
        yield from _unspaced_words(text, start, end)
        return
    first = start
    if end - start > 3:
        for joint in _JOINT.finditer(text, start, end):
            mark = joint.group()
            cut = joint.end() - (len(mark) - len(mark.rstrip(_OPENING)))
            # A mark made only of quotes and apostrophes never matches, so the cut lies inside the run.
            yield first, cut
            first = cut
    yield first, end


def _unspaced_words(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a run of an unspaced script into single written characters, its punctuation kept with its neighbour."""
    first = start
    has_word = False
    for piece in _UNSPACED_WORD.finditer(text, start, end):
        wordlike = text[piece.start()].isalnum()
        opening = (
            not wordlike
            and text[piece.start()] in "\u300c\u300e\u3008\u300a\uff08\u3010\u3014\u201c\u2018([{\u00ab\u00bf\u00a1"
        )
        if has_word and (wordlike or opening):
            yield first, piece.start()
            first, has_word = piece.start(), False
        has_word = has_word or wordlike
    yield first, end
