"""The times that a file has for words, laid over the words into which a caption's lines are divided here."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from oncue.caption_readers.cues import WrittenWord
from oncue.text.display_text import visible


def letters_of(text: str) -> str:
    """What can be seen of a text, without its spaces: by that the same words are known, however they are divided."""
    return "".join((text if text.isascii() and text.isprintable() else visible(text)).split())


def joined(words: Iterable[WrittenWord]) -> str:
    """The letters of all the words."""
    return "".join(letters_of(word.text) for word in words)


def times_of(pieces: Sequence[str], words: Sequence[WrittenWord]) -> list[WrittenWord] | None:
    """Each piece of a caption's text with its times, by the words that it shares letters with, and the lowest confidence of
    these; a part of a word has its share of the word's time.

    None where the words are not the text's, or their times do not follow each other: nothing can be known of the pieces
    then.
    """
    if not words or joined(words) != "".join(map(letters_of, pieces)) or not _in_order(words):
        return None
    spans: list[_Span] = []
    for word in words:
        first = spans[-1].until if spans else 0
        if letters := len(letters_of(word.text)):
            spans.append(_Span(word, first, first + letters))
    ends = [span.until for span in spans]
    timed = []
    begun = 0
    for piece in pieces:
        until = begun + len(letters_of(piece))
        of_piece = spans[bisect_right(ends, begun) : bisect_left(ends, until) + 1]
        known = [span.word.confidence for span in of_piece if span.word.confidence is not None]
        start_ms = of_piece[0].ms_at(begun) if of_piece else spans[-1].word.end_ms
        end_ms = of_piece[-1].ms_at(until) if of_piece else start_ms
        timed.append(WrittenWord(piece, start_ms, end_ms, min(known, default=None)))
        begun = until
    return timed


@dataclass(frozen=True, slots=True)
class _Span:
    """A word, and the letters that it has of all: from `first` to `until`."""

    word: WrittenWord
    first: int
    until: int

    def ms_at(self, letter: int) -> int:
        """When this letter is said, or, at `until`, when the word ends."""
        lasts_ms = self.word.end_ms - self.word.start_ms
        return self.word.start_ms + lasts_ms * (letter - self.first) // (self.until - self.first)


def _in_order(words: Sequence[WrittenWord]) -> bool:
    before = 0
    for word in words:
        if not before <= word.start_ms <= word.end_ms:
            return False
        before = word.start_ms
    return True
