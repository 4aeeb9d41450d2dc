"""Where text without spaces may be divided: by Unicode's line breaking (UAX 14, strict), and by phrases."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from oncue.captions.segmentation.units import Unit
from oncue.text.word_breaks import has_unspaced

if TYPE_CHECKING:
    from budoux import Parser

_LOCAL = frozenset({"ja", "ko", "zh"})
_LOCAL_UNITS = 8
"""Units on either side by which a place in text of these languages is judged: BudouX looks at three letters, UAX 14 at signs
beside it. Thai, Lao, Khmer and Burmese are divided by dictionary, from the beginning of a phrase on."""


def settled(units: Sequence[Unit], language: str) -> tuple[int, int]:
    """The first and the last place for which `divisible` says the same whatever text stands before and behind the units."""
    spaced = [place for place in range(1, len(units)) if units[place].space]
    first, last = (spaced[0], spaced[-1]) if spaced else (len(units), 0)
    if language in _LOCAL:
        first, last = min(first, _LOCAL_UNITS), max(last, len(units) - _LOCAL_UNITS)
    return first, last


def divisible(units: Sequence[Unit], language: str) -> list[bool]:
    """A flag for each place before a unit, and one for the end: True where a line may end there.

    False only inside text of a script without spaces: where a line would begin with a closing sign, a small kana, in
    Japanese with a particle or an ending, in Thai with the second part of a compound.
    """
    places = [True] * (len(units) + 1)
    first = 0
    for place in range(1, len(units) + 1):
        if place < len(units) and not units[place].space:
            continue
        if place - first > 1 and any(has_unspaced(unit.text) for unit in units[first:place]):
            borders = _borders("".join(unit.text for unit in units[first:place]), language)
            starts = accumulate(len(unit.text) for unit in units[first : place - 1])
            places[first + 1 : place] = [start in borders for start in starts]
        first = place
    return places


def _borders(text: str, language: str) -> set[int]:
    from icu4py.breakers import LineBreaker  # see `oncue.text.word_breaks`

    borders = set(accumulate(len(piece) for piece in LineBreaker(text, f"{language}-u-lb-strict")))
    if parser := _parser(language):
        borders &= set(accumulate(len(phrase) for phrase in parser.parse(text)))
    return borders


@cache
def _parser(language: str) -> Parser | None:
    """BudouX's parser of Japanese phrases or Thai compounds, which ICU would divide; None for other languages."""
    import budoux

    if language == "ja":
        return budoux.load_default_japanese_parser()
    return budoux.load_default_thai_parser() if language == "th" else None
