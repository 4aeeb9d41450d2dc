"""What a transcript describes but nobody says: sounds, manners, breaks, in brackets or between notes of music."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from oncue.text.spelling_variants import DIACRITICS
from oncue.transcript.document import Line
from oncue.transcript.label_clocks import CLOCK_ONLY
from oncue.transcript.sound_words import SOUND_WORDS, sound_key

_LONGEST = 400
_LONGEST_QUOTATION = 1000
_BRACKETS = re.compile(r"[()\[\]\uff08\uff09\u3010\u3011\u3014\u3015]")
_PAIRS = {"(": ")", "[": "]", "\uff08": "\uff09", "\u3010": "\u3011", "\u3014": "\u3015"}
_QUOTES = (
    ("\u201c", "\u201d"),
    ('"', '"'),
    ("\u00ab", "\u00bb"),
    ("\u201e", "\u201c"),
    ("\u300c", "\u300d"),
    ("\u2018", "\u2019"),
)
_ROUND = "(\uff08"
_NOTES = re.compile("[\u2669-\u266c\u266a\u266b]+")
_ASTERISKS = re.compile(r"\*{1,2}([a-z][a-z ,'-]{1,40})\*{1,2}")
_WORD = re.compile(rf"[\w{DIACRITICS}'\u2019-]+")
_TIMES = re.compile(r"[ \t]?(?:[x\u00d7][ \t]?\d{1,2}|\d{1,2}[ \t]?[x\u00d7])(?!\w)")
"""How often a part of a song is sung: "[Chorus] x2"."""
_CLOSING = re.compile(r"[.,;:!?\u2026]*(?=\s|$)|[\u3001\u3002\uff0c\uff01\uff1f]+")


@dataclass(frozen=True, slots=True)
class Direction:
    """A bracketed range. `spoken`: it reads like an aside of the speaker, so the audio decides. `clock`: it is a time.

    `own_line`: nothing else stands on its line. `ends_turn`: who speaks after it is not known.
    """

    start: int
    end: int
    spoken: bool
    clock: bool = False
    own_line: bool = False
    ends_turn: bool = False


def find_directions(text: str, lines: list[Line]) -> list[Direction]:
    """Return the stage directions of `text` in order. A bracket left open closes nowhere: it is punctuation."""
    found: list[Direction] = []
    for index, line in enumerate(lines):
        found += _music(text, line)
        found += _asterisked(text, line)
        # A direction may run over a line break, never over a blank line.
        last = line.end
        if index + 1 < len(lines) and lines[index + 1].blank_before == 0:
            last = min(lines[index + 1].end, line.end + _LONGEST)
        found += _bracketed(text, line, last, found[-1].end if found else 0)
    found.sort(key=lambda direction: (direction.start, -direction.end))
    return found


def _music(text: str, line: Line) -> Iterator[Direction]:
    notes = [found.span() for found in _NOTES.finditer(text, line.start, line.end)]
    for position in range(0, len(notes), 2):
        start = notes[position][0]
        end = notes[position + 1][1] if position + 1 < len(notes) else line.end
        inner = text[start:end]
        # Sung words are heard, and captioned; a description of the music is not.
        sung = bool(_WORD.search(inner)) and not _describes(inner) and not any(sign in inner for sign in "([")
        if sung:
            yield Direction(start, notes[position][1], False)
            yield Direction(notes[position][1], end, True)
        else:
            yield Direction(start, end, False)


def _asterisked(text: str, line: Line) -> Iterator[Direction]:
    for found in _ASTERISKS.finditer(text, line.start, line.end):
        if _describes(found.group(1)):
            yield Direction(found.start(), found.end(), False)


def _bracketed(text: str, line: Line, last: int, done: int) -> Iterator[Direction]:
    """Outermost pairs that open on this line, found in one pass."""
    opened: list[int] = []
    for bracket in _BRACKETS.finditer(text, max(line.start, done), last):
        position = bracket.start()
        if bracket.group() in _PAIRS:
            if not opened and position >= line.end:
                return
            if opened and position - opened[0] > _LONGEST:
                opened.clear()
            opened.append(position)
        elif opened and _PAIRS[text[opened[-1]]] == bracket.group():
            start = opened.pop()
            if not opened and position + 1 - start <= _LONGEST:
                direction = _judged(text, line, start, position + 1)
                if direction:
                    yield direction


def _judged(text: str, line: Line, start: int, end: int) -> Direction | None:
    before, after = text[start - 1 : start], text[end : end + 1]
    # "[W]e went", "person(s)": brackets around a few letters of a word are spelling.
    if (before.isalnum() or after.isalnum()) and text[start] in "([" and end - start <= 5:
        return None
    inner = text[start + 1 : end - 1]
    again = _TIMES.match(text, end) if text[start] not in _ROUND else None
    end = again.end() if again else end
    alone = start == line.start and end >= line.end - 1
    closing = _CLOSING.match(text, end)
    end = closing.end() if closing else end
    if CLOCK_ONLY.fullmatch(inner):
        return Direction(start, end, False, clock=True, own_line=alone)
    words = _WORD.findall(inner)
    if text[start] not in _ROUND:
        prose = len(words) > 8 and any(word.islower() for word in words) and not _describes(inner)
        if words and not alone and not _describes(inner) and _in_quotation(text, line, start, end):
            prose = True  # what an editor put in may have been said all the same
        return Direction(start, end, prose, own_line=alone)
    return Direction(start, end, not _never_spoken(inner, words, alone), own_line=alone)


def _in_quotation(text: str, line: Line, start: int, end: int) -> bool:
    """Whether a quotation is open before a bracket and closes behind it, on its line."""
    first, last = max(line.start, start - _LONGEST_QUOTATION), min(line.end, end + _LONGEST_QUOTATION)
    for opening, closing in _QUOTES:
        if opening == closing:
            is_open = text.count(opening, first, start) % 2 == 1
        else:
            is_open = text.rfind(opening, first, start) > text.rfind(closing, first, start)
        if is_open and text.find(closing, end, last) >= 0:
            return True
    return False


def _never_spoken(inner: str, words: list[str], alone: bool) -> bool:
    if not words:
        return True
    if _describes(inner):
        return len(words) <= 12 or inner.upper() == inner
    capitals = inner.upper() == inner and inner.lower() != inner
    # "(NATO)" in a sentence is often read out; "(END EXCERPT)" is not.
    return capitals and (alone or len(words) > 1)


def _describes(inner: str) -> bool:
    words = [sound_key(word) for word in _WORD.findall(inner)]
    if not words:
        return False
    hits = sum(word in SOUND_WORDS for word in words)
    # In a long aside one such word ("they play music") says little.
    return hits > 0 and (len(words) <= 4 or hits * 4 >= len(words) or inner.upper() == inner or words[0] in SOUND_WORDS)
