"""Cutting text into written words, so that every character that is not white space lies in exactly one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from oncue.text.word_breaks import has_unspaced, stretches, word_starts

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

# Inside text of a script without spaces: a word of another script, or one sign.
_OTHER_PIECE = re.compile(r"[\w'\u2019.,-]+|[^\w\s]")
_OPENING_SIGNS = "\u300c\u300e\u3008\u300a\uff08\u3010\u3014\u201c\u2018([{\u00ab\u00bf\u00a1"


def words_of(text: str, cuts: bytes | bytearray) -> Iterator[tuple[int, int]]:
    """Yield the half-open range of every word of `text` in order.

    `cuts` has one byte per character; a word also ends where that byte changes, so that "(Laughter)Well" is two words.
    """
    unspaced = has_unspaced(text)
    for run in _RUN.finditer(text):
        start, end = run.span()
        piece = cuts[start:end]
        if piece.count(piece[0]) == end - start:
            # Most runs are letters with at most one sign behind them: nothing to cut.
            if not unspaced and text[start : end - 1].isalnum():
                yield start, end
            else:
                yield from _words_of_run(text, start, end)
            continue
        first = start
        for position in range(start + 1, end):
            if cuts[position] != cuts[position - 1]:
                yield from _words_of_run(text, first, position)
                first = position
        yield from _words_of_run(text, first, end)


def _words_of_run(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if has_unspaced(text, start, end):
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
    """Cut a run that has an unspaced script in it into words, its punctuation kept with its neighbour."""
    first = start
    has_word = False
    for piece in _pieces(text, start, end):
        wordlike = text[piece].isalnum()
        if has_word and (wordlike or text[piece] in _OPENING_SIGNS):
            yield first, piece
            first, has_word = piece, False
        has_word = has_word or wordlike
    yield first, end


def _pieces(text: str, start: int, end: int) -> Iterator[int]:
    """Where words and signs begin."""
    done = start
    for first, last in stretches(text, start, end):
        yield from (found.start() for found in _OTHER_PIECE.finditer(text, done, first))
        yield from (first + place for place in word_starts(text[first:last]))
        done = last
    yield from (found.start() for found in _OTHER_PIECE.finditer(text, done, end))
