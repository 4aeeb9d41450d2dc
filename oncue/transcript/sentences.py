"""Where one sentence ends and the next begins, well enough to part a credit line from the words before it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from oncue.transcript.document import Range
from oncue.transcript.vocabulary import HONORIFICS

_END = re.compile(
    r"[.!?\u2026]{1,3}[\"'\u201d\u2019)\]\u00bb]{0,3}[ \t\u00a0]+(?=\u00a9"
    r"|[\"'\u201c\u2018(\[\u00ab\u00bf\u00a1\u00a9]{0,2}[^\W_a-z])"
    # Of Chinese and Japanese, Arabic and Urdu, Hindi, Burmese, Khmer: these marks end sentences and nothing else.
    r"|[\u3002\uff01\uff1f\u061f\u06d4\u0964\u0965\u104b\u17d4]+"
    r"[\u300d\u300f\uff09\u3011\u201d\u00bb)]{0,2}[ \t\u00a0\u3000]*"
)
_LAST_WORD = re.compile(r"\S{1,12}$")


def sentences_of(text: str, start: int, end: int) -> Iterator[Range]:
    """Yield the range of every sentence in `text[start:end]`, without the white space after it."""
    first = start
    for stop in _END.finditer(text, start, end):
        word = _LAST_WORD.search(text, max(first, stop.start() - 12), stop.start() + 1)
        # "Mr. Smith", "John F. Kennedy": a title or an initial ends no sentence.
        if word and (word.group().casefold() in HONORIFICS or (len(word.group()) == 2 and word.group()[0].isupper())):
            continue
        last = stop.start() + len(stop.group().rstrip())
        yield first, last
        first = stop.end()
    if first < end:
        yield first, end
