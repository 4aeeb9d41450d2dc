"""Words that a line's end cut in two, made whole: `spir-`, `ited` is `spirited`; `self-`, `government` keep their hyphen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from enum import Enum
from functools import cached_property

from oncue.text.language_id import detect
from oncue.text.word_lists import WordList, word_list
from oncue.transcript.document import Document
from oncue.transcript.document_edits import Edit, edited

_SOFT = "\u00ad"
_CUT = re.compile(r"(?<=[^\W_])[-\u2010\u00ad][ \t]*(?=\r\n|[\n\r\x0c])")
_SOFT_INSIDE = re.compile(f"{_SOFT}+(?![ \\t]*(?:\\r|\\n|\\x0c))")
_LINE = re.compile(r"(\r\n|[\n\r\x0c])([ \t\x0c]*)([^\n\r\x0c]*)")
_LINE_END = re.compile(r"\r\n|[\n\r]")
_WORD_BEFORE = re.compile(r"[^\W_][\w'\u2019-]*$")
_WORD = re.compile(r"[^\W_][\w'\u2019]*")
_REST = re.compile(r"\S+")
_HYPHENATED = re.compile(r"[^\W\d_][\w'\u2019]*(?:[-\u2010\u2011][^\W_][\w'\u2019]*)+")
_PAGE_NUMBER = re.compile(r"\W{0,4}(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W{0,4}$", re.I)
_MOST_BETWEEN = 4
_FULL = 0.6
_LONGEST_WORD = 60

_KEEPS = frozenset(
    [
        "self",
        "well",
        "ex",
        "all",
        "half",
        "quasi",
        "vice",
        "cross",
        "high",
        "low",
        "long",
        "short",
        "full",
        "part",
        "near",
        "north",
        "south",
        "east",
        "west",
        "anglo",
        "afro",
        "franco",
        "russo",
        "sino",
        "euro",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
        "ninety",
        "arrière",
        "demi",
        "vice",
        "après",
        "avant",
        "sous",
        "quatre",
        "vingt",
        "dix",
        "soixante",
    ]
)
"""First parts that keep their hyphen unless the joined word is known."""

_SUSPENDED = frozenset(
    [
        "and",
        "or",
        "to",
        "und",
        "oder",
        "bis",
        "et",
        "ou",
        "y",
        "o",
        "e",
        "i",
        "en",
        "of",
        "och",
        "eller",
        "og",
        "and/or",
        "as",
    ]
)
"""What follows a part that shares its end with another: `two- and three-year-olds`."""

_COMPOUNDING = frozenset(("de", "nl", "sv", "da", "no", "nn", "fi", "hu", "is", "et"))
"""Languages that write compounds as one word."""


class _Way(Enum):
    JOINED = "joined"
    HYPHENATED = "hyphenated"
    AS_IS = "as is"


def without_line_end_hyphens(document: Document) -> Document:
    """The document with each word that a line's end cut in two whole on the first line. What may be somebody who breaks off
    stays as it is. Hyphens that only show where a word may be cut go."""
    text = document.text
    if not _CUT.search(text) and _SOFT not in text:
        return document
    words = _Words(text, captions=document.captions)
    edits: list[Edit] = [(soft.start(), soft.end(), "") for soft in _SOFT_INSIDE.finditer(text)]
    for cut in _CUT.finditer(text):
        edits += _edits(text, cut, words)
    return edited(document, [*_apart(sorted(edits))])


def _apart(edits: list[Edit]) -> Iterator[Edit]:
    done = 0
    for edit in edits:
        if edit[0] >= done:
            done = edit[1]
            yield edit


def _edits(text: str, cut: re.Match[str], words: _Words) -> Iterator[Edit]:
    before = _WORD_BEFORE.search(text, max(0, cut.start() - _LONGEST_WORD), cut.start())
    following = _next_line(text, cut.end(), words)
    if before is None or following is None:
        return
    after = _WORD.match(text, following)
    if after is None or after.end() - following > _LONGEST_WORD:
        return
    way = words.way(before.group(), after.group(), soft=_SOFT in cut.group(), line=_line_length(text, cut.start()))
    if way is _Way.AS_IS:
        return
    rest = _REST.match(text, following)
    assert rest is not None
    if _CUT.match(text, after.end()):
        return  # cut twice, on a line of its own: too narrow for a text
    hyphen = "" if way is _Way.JOINED else "-"
    moved = text[following : rest.end()]
    yield (cut.start(), cut.end(), hyphen + moved)
    yield (following, _past_space(text, following, rest.end()), "")


def _past_space(text: str, start: int, end: int) -> int:
    """Where what follows a word begins: on its line, or, where the word was alone there, on the next."""
    while end < len(text) and text[end] in " \t":
        end += 1
    alone = not text[max(text.rfind(sign, 0, start) for sign in "\n\r\x0c") + 1 : start].strip()
    ending = _LINE_END.match(text, end) if alone else None
    return end if ending is None else ending.end()


def _next_line(text: str, start: int, words: _Words) -> int | None:
    """Where the text goes on below the line that ends at `start`, past what a page's end brings with it."""
    position = start
    for number in range(_MOST_BETWEEN + 1):
        found = _LINE.match(text, position)
        while found is not None and not found.group(3).strip() and number:
            position = found.end()
            found = _LINE.match(text, position)
        if found is None:
            return None
        content = found.group(3).strip()
        if not content:
            return (
                None
                if number == 0 and not words.furniture_below(text, found.end())
                else _next_line(text, found.end(), words)
            )
        if not words.is_furniture(content):
            return found.start(3) + len(found.group(3)) - len(found.group(3).lstrip())
        position = found.end()
    return None


def _line_length(text: str, end: int) -> int:
    return end - max(text.rfind("\n", 0, end), text.rfind("\r", 0, end), text.rfind("\x0c", 0, end))


class _Words:
    """What the text itself and its language's list know of words."""

    def __init__(self, text: str, *, captions: bool) -> None:
        self._text = text
        self._captions = captions
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        self._repeated = {line for line, count in Counter(lines).items() if count > 1 and len(line) > 3}
        lengths = sorted(len(line) for line in lines)
        self._usual = lengths[min(len(lengths) - 1, len(lengths) * 9 // 10)] if lengths else 0

    @cached_property
    def _hyphenated(self) -> Counter[str]:
        return Counter(found.group().casefold().replace("\u2010", "-") for found in _HYPHENATED.finditer(self._text))

    @cached_property
    def _whole(self) -> Counter[str]:
        return Counter(found.group().casefold() for found in _WORD.finditer(self._text))

    @cached_property
    def _language(self) -> str:
        return detect(self._text).language

    @cached_property
    def _listed(self) -> WordList | None:
        return word_list(self._language)

    def is_furniture(self, line: str) -> bool:
        """Whether a line stands between two pages: a number, or a line that comes again and again."""
        return bool(_PAGE_NUMBER.match(line)) or line in self._repeated

    def furniture_below(self, text: str, start: int) -> bool:
        """Whether the first line with words below `start` is such a line."""
        rest = text[start : start + 400].lstrip().splitlines()
        return bool(rest) and self.is_furniture(rest[0].strip())

    def way(self, before: str, after: str, *, soft: bool, line: int) -> _Way:
        """How the two parts of a word that is cut behind `before` are written together."""
        if soft:
            return _Way.JOINED
        last = before.rsplit("-", 1)[-1]
        joined = self._whole[(last + after).casefold()]
        hyphenated = self._hyphenated[f"{before}-{after}".casefold()]
        if joined or hyphenated:
            return _Way.JOINED if joined >= hyphenated else _Way.HYPHENATED
        listed = self._listed
        known = listed is not None and listed.knows(last + after)
        both = listed is not None and listed.knows(last) and listed.knows(after) and len(last) > 1
        written_alike = after[0].islower() or (before.isupper() and after.isupper())
        if known and written_alike and not (both and (self._captions or not self._is_full(line))):
            return _Way.JOINED
        if self._captions or not self._is_full(line):
            return _Way.AS_IS
        return self._unlisted(before, after, last, both=both, written_alike=written_alike)

    def _unlisted(self, before: str, after: str, last: str, *, both: bool, written_alike: bool) -> _Way:
        """Of a word that neither the text nor the list has, on a line that is full."""
        if after.casefold() in _SUSPENDED:
            return _Way.AS_IS
        if not written_alike:
            # "Anglo-American", "COVID-19"; anything else may be the next speaker's name.
            together = before[0].isupper() and (after[0].isdigit() or last.casefold() in _KEEPS)
            return _Way.HYPHENATED if together else _Way.AS_IS
        if before[-1].isdigit() or last.casefold() in _KEEPS:
            return _Way.HYPHENATED
        if self._listed is not None and self._listed.is_common(after):
            return _Way.HYPHENATED if both and "-" in before else _Way.AS_IS
        if both and self._language not in _COMPOUNDING:
            return _Way.HYPHENATED
        return _Way.JOINED

    def _is_full(self, length: int) -> bool:
        """Whether a line is nearly as long as the text's long ones, as it is where a word had no room on it."""
        return length >= _FULL * self._usual
