"""Sounds that are described without brackets: in capitals, as broadcasters write them, or before a colon."""

from __future__ import annotations

import re
from collections.abc import Iterator

from oncue.text.spelling_variants import DIACRITICS
from oncue.transcript.document import Line
from oncue.transcript.sound_words import SOUND_WORDS, SOUNDS_IN_CAPITALS, UNSURE_SOUNDS, sound_key
from oncue.transcript.stage_directions import Direction
from oncue.transcript.vocabulary import NOT_NAMES

_MOST_WORDS = 7
_FEWEST_SMALL = 3
"""Lines to one that has small letters, on a page that has them."""
_WORD = re.compile(rf"[\w{DIACRITICS}'\u2019-]+")
_BEFORE_COLON = re.compile(r"([^:\uff1a.!?\u2026\u3002\n]{2,60}?)\s?[:\uff1a](?=\s|$|(?<=\uff1a))")
_SENTENCE_START = re.compile(r"(?<=[.!?\u2026\"\u201d)\]:])\s+|(?<=[\u3002\uff01\uff1f])\s*")
_CAPITALS = re.compile(r"[^\W\d_a-z][\w'\u2019-]*(?:[ ,]{1,2}[^\W\d_a-z][\w'\u2019-]*)*")


def find_sounds(text: str, lines: list[Line]) -> list[Direction]:
    """The sounds of `text` in order. Capitals tell nothing on a page that is all in capitals, nor where there are none."""
    small = sum(any(map(str.islower, text[line.start : line.end])) for line in lines)
    mixed = small * _FEWEST_SMALL >= len(lines)
    found: list[Direction] = []
    for line in lines:
        found += _of_line(text, line, mixed=mixed)
    return found


def is_sound_label(phrase: str) -> bool:
    """Whether a phrase before a colon describes a sound ("LAUGHS:") and names nobody."""
    words = _words(phrase)
    if not words or len(words) > _MOST_WORDS or phrase.casefold() in NOT_NAMES:
        return False
    if all(word in SOUNDS_IN_CAPITALS and word not in UNSURE_SOUNDS for word in words):
        return True
    return _in_capitals(phrase) and len(words) > 1 and _is_sound(words) and words[-1] not in UNSURE_SOUNDS


def _of_line(text: str, line: Line, *, mixed: bool) -> Iterator[Direction]:
    whole = text[line.start : line.end]
    words = _words(whole)
    uncased = whole.lower() == whole.upper()
    if len(words) <= _MOST_WORDS and whole[-1] not in ":\uff1a" and not any(sign in whole for sign in "()[]\uff08\uff09"):
        if mixed and _in_capitals(whole) and _is_sound(words):
            yield Direction(line.start, line.end, _is_unsure(whole, words), own_line=True)
            return
        if words and (uncased or whole[-1].isalpha()) and len(words) <= 2 and all(word in _PLAIN for word in words):
            yield Direction(line.start, line.end, True, own_line=True)
            return
    for start in (line.start, *(found.end() for found in _SENTENCE_START.finditer(text, line.start, line.end))):
        yield from _at(text, start, line, mixed=mixed)


def _at(text: str, start: int, line: Line, *, mixed: bool) -> Iterator[Direction]:
    """A sound where a sentence may begin."""
    labelled = _BEFORE_COLON.match(text, start, line.end)
    if labelled and is_sound_label(labelled.group(1)):
        phrase = labelled.group(1)
        sure = _in_capitals(phrase) and (mixed or phrase.lower() == phrase.upper())
        yield Direction(start, labelled.end(), not sure, ends_turn=True)
        return
    run = _CAPITALS.match(text, start, line.end) if mixed else None
    if not run:
        return
    end = _capitals_end(text, run.start(), run.end())
    phrase = text[start:end].rstrip(" ,")
    words = _words(phrase)
    after = text[start + len(phrase) : line.end].lstrip(" ,")
    # "MUSIC is my life": a sentence goes on in small letters.
    if words and len(words) <= _MOST_WORDS and _is_sound(words) and (not after or after[0].isupper()):
        yield Direction(start, start + len(phrase), _is_unsure(phrase, words))


def _capitals_end(text: str, start: int, end: int) -> int:
    """Where the words of two letters and more in capitals end, of a run of words that begin with one."""
    last = start
    for word in _WORD.finditer(text, start, end):
        if not (word.group().isupper() and (len(word.group()) > 1 or word.group() == "A")):
            break
        last = word.end()
    return last


def _words(phrase: str) -> list[str]:
    return [sound_key(word) for word in _WORD.findall(phrase)]


def _in_capitals(phrase: str) -> bool:
    return phrase.upper() == phrase != phrase.lower()


def _is_sound(words: list[str]) -> bool:
    """By the last word of "DOG BARKS" or the first of "RIRES DU PUBLIC"."""
    return bool(words) and (words[-1] in SOUNDS_IN_CAPITALS or words[0] in SOUNDS_IN_CAPITALS - UNSURE_SOUNDS)


def _is_unsure(phrase: str, words: list[str]) -> bool:
    """Whether somebody may say it after all, with emphasis: then the recording decides."""
    return phrase[-1] in "!?" or (words[-1] in UNSURE_SOUNDS and words[0] not in SOUNDS_IN_CAPITALS - UNSURE_SOUNDS)


_PLAIN = SOUND_WORDS & (SOUNDS_IN_CAPITALS - UNSURE_SOUNDS)
