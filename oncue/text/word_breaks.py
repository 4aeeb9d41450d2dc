"""Word breaks in scripts that put no space between words, and the smallest parts of those words.

Words come from the dictionaries in ICU, the Unicode consortium's own library: one for Chinese and Japanese together, so a
mixed page needs no decision, and one each for Thai, Lao, Khmer and Burmese. Of Tibetan, whose syllables end in a mark, a
word is a syllable.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import accumulate

from oncue.text.display_text import columns

# Kana and ideographs, with the extensions of both.
_EASTERN = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
# Thai, Lao, Tibetan, Myanmar, Khmer.
_SOUTHERN = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0eb9\u0ebb-\u0ecd\u0edc-\u0edf"
    "\u0f00\u0f40-\u0fbc\u1000-\u1049\u1050-\u109f\u1780-\u17d3"
)

# Signs that cannot begin a word of their own: small kana, prolonged sound and iteration marks, marks of voicing ...
_TRAILING_EASTERN = (
    "\u3005\u3041\u3043\u3045\u3047\u3049\u3063\u3083\u3085\u3087\u308e\u3095\u3096\u3099-\u309f\u30a1\u30a3\u30a5\u30a7\u30a9\u30c3"
    "\u30e3\u30e5\u30e7\u30ee\u30f5\u30f6\u30fc-\u30ff\u31f0-\u31ff\uff67-\uff70\uff9e\uff9f\ufe00-\ufe0f\U000e0100-\U000e01ef"
)
# ... vowels and tone marks.
_TRAILING_SOUTHERN = (
    "\u0300-\u036f\u0e30-\u0e3a\u0e45-\u0e4e\u0eb0-\u0eb9\u0ebb-\u0ebd\u0ec8-\u0ecd\u0f71-\u0f87\u0f8d-\u0fbc\u102b-\u103e"
    "\u1056-\u1059\u17b4-\u17d3"
)
# Of Thai and Lao, the vowels written before the consonant that they follow.
_LEADING = "\u0e40-\u0e44\u0ec0-\u0ec4"
# Of Myanmar and Khmer, the sign that puts the next consonant below this one.
_STACKING = "\u1039\u17d2"

_STRETCH = re.compile(f"[{_EASTERN}{_SOUTHERN}][{_EASTERN}{_SOUTHERN}{_TRAILING_EASTERN}{_TRAILING_SOUTHERN}]*")
_LETTER = re.compile(f"[{_EASTERN}{_SOUTHERN}]")
_CONSONANT = f"[^{_LEADING}{_TRAILING_SOUTHERN}{_EASTERN}][{_TRAILING_SOUTHERN}]*"
_PART = re.compile(
    f"[{_EASTERN}][\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef]*"
    f"|[{_LEADING}]?{_CONSONANT}(?:(?<=[{_STACKING}]){_CONSONANT})*|[{_LEADING}{_TRAILING_SOUTHERN}]+|."
)
_ONE_SOUND = re.compile(f"[{_LEADING}{_STACKING}][{_SOUTHERN}]|[{_SOUTHERN}][{_TRAILING_SOUTHERN}]")
_ONE_WORD = re.compile(f"{_ONE_SOUND.pattern}|[{_EASTERN}][{_TRAILING_EASTERN}]")


def has_unspaced(text: str, start: int = 0, end: int | None = None) -> bool:
    """True where `text[start:end]` has a letter of these scripts."""
    if text.isascii():
        return False
    return _LETTER.search(text, start, len(text) if end is None else end) is not None


def needs_no_space(letter: str) -> bool:
    """True for a letter or full-width mark at the end of a line which no space parts from the next line's."""
    return has_unspaced(letter) or (columns(letter) == 2 and unicodedata.category(letter).startswith("P"))


def stretches(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """The half-open ranges in `text[start:end]` of runs of letters of these scripts, with the signs on them."""
    return (found.span() for found in _STRETCH.finditer(text, start, len(text) if end is None else end))


def word_starts(stretch: str) -> list[int]:
    """The offsets at which the words of a stretch begin, 0 first; never at a sign that belongs to the letter before it."""
    if len(stretch) == 1:
        return [0]
    from icu4py.breakers import WordBreaker  # its data are 33 MB, mapped when first used; most texts need none

    # The dictionaries go by script, whatever the locale.
    ends = accumulate(len(word) for word in WordBreaker(stretch, "und"))
    starts = [0, *ends][:-1]  # its own ranges count UTF-16 units
    return [start for start in starts if not start or not _ONE_WORD.fullmatch(stretch, start - 1, start + 1)]


def parts_of(text: str) -> list[str]:
    """The smallest parts of `text`, by which writings that are cut differently can be compared.

    Each ideograph and kana is one, each consonant of Thai, Lao, Khmer and Burmese with its vowels and marks. What is of
    another script stays whole.
    """
    parts: list[str] = []
    done = 0
    for start, end in stretches(text):
        parts += [text[done:start]] if start > done else []
        parts += _PART.findall(text, start, end)
        done = end
    return [*parts, text[done:]] if done < len(text) else parts


def cut_inside_part(before: str, after: str) -> bool:
    """True where a cut between two neighbours lies inside one part: before a vowel or tone mark, behind a leading vowel."""
    return _ONE_SOUND.fullmatch(before[-1:] + after[:1]) is not None
