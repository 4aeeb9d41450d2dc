"""Where the lines of a caption break, judged and mended as the writer of captions would break them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from oncue.captions.check.shown_lines import ShownLine, turns
from oncue.captions.limits import CaptionLimits
from oncue.captions.segmentation.break_costs import joints_of
from oncue.captions.segmentation.line_breaks import LineFiller
from oncue.captions.segmentation.syntax import AFTER_STRONG, ANYWHERE, break_cost
from oncue.captions.segmentation.units import Unit
from oncue.model import TimedWord, WordStatus
from oncue.text.display_text import columns
from oncue.text.sentence_ends import ends_sentence
from oncue.text.word_breaks import has_unspaced, stretches, word_starts

# The cost of a break behind a preposition, a pronoun or an auxiliary, from which on a reader stumbles.
_WEAK_COST = ANYWHERE + AFTER_STRONG - 25
LONELY_COLUMNS = 7
"""A line of one word is lonely up to this width: a longer word fills a line well enough."""


def lonely_lines(shown: Sequence[ShownLine]) -> list[ShownLine]:
    """The lines of a turn of two or more that hold one short word which is no sentence by itself."""
    found = []
    for turn in turns(shown):
        said = [line for line in turn if line.said]
        for before, line, after in zip([None, *said], said, [*said[1:], None], strict=False):
            if before is None and after is None:
                continue
            alone = len(line.said.split()) == 1 and not has_unspaced(line.said)
            whole = ends_sentence(line.said) and (before is None or ends_sentence(before.said.split()[-1]))
            if alone and columns(line.said) <= LONELY_COLUMNS and not whole:
                found.append(line)
    return found


def has_weak_break(shown: Sequence[ShownLine], language: str) -> str:
    """The first two words between which a line of a turn breaks badly, as `"of / the"`; "" where none does."""
    for turn in turns(shown):
        for one, two in pairwise(line for line in turn if line.said):
            before, *rest = one.said.split()[-1], *two.said.split()
            if not has_unspaced(before + rest[0]):
                cost = break_cost(before, rest[0], rest[1] if len(rest) > 1 else "", False, language)
                if cost >= _WEAK_COST:
                    return f'"{before} / {rest[0]}"'
    return ""


def broken_anew(shown: Sequence[ShownLine], limits: CaptionLimits, language: str) -> list[ShownLine] | None:
    """The same words in lines that keep to the limits and break at the best places; None where they do not fit.

    Each speaker keeps lines of their own. Lines that hold nothing but a label stay as they are.
    """
    groups = turns(shown)
    room = limits.max_lines - len(groups) + 1
    lines: list[ShownLine] = []
    for group in groups:
        filled = _filled(group, limits, room, language)
        if filled is None:
            return None
        lines += filled
    return lines if len(lines) <= limits.max_lines else None


def _filled(group: Sequence[ShownLine], limits: CaptionLimits, room: int, language: str) -> list[ShownLine] | None:
    first = group[0]
    own_line = [first] if not first.said else []
    rest = group[len(own_line) :]
    if not rest:
        return own_line
    lead = "" if own_line else first.lead
    units = units_of_line(*(line.said for line in rest))
    filler = LineFiller(units, joints_of(units, (), limits, language), limits)
    lead_columns = columns(lead)
    if (found := filler.fill(0, len(units), lead_columns, room - len(own_line))) is None:
        return None
    lines: list[ShownLine] = []
    for begin, end in pairwise((0, *found[1], len(units))):
        text = "".join((" " if unit.space and unit is not units[begin] else "") + unit.text for unit in units[begin:end])
        lines.append(replace(rest[0], lead=lead if not lines else "", said=text, dashed=not lines and rest[0].dashed))
    return [*own_line, *lines]


def units_of_line(*lines: str) -> list[Unit]:
    """The words of some lines as the writer of captions divides them; where a script has no spaces, at its own words."""
    units: list[Unit] = []
    place = 0
    for line in lines:
        for count, token in enumerate(line.split()):
            for part, text in enumerate(_words(token)):
                # Two lines of a script without spaces are one text.
                touches = part > 0 or (
                    bool(units) and count == 0 and has_unspaced(units[-1].text[-1]) and has_unspaced(text[0])
                )
                place += 0 if touches else 1
                word = TimedWord(text, place, place + len(text), None, 0, 0, 1.0, WordStatus.ALIGNED)
                units.append(Unit((word,), text, columns(text), 0, 0, int(bool(units) and not touches), False))
                place += len(text)
    return units


def _words(token: str) -> list[str]:
    if not has_unspaced(token):
        return [token]
    starts = {0}
    for first, last in stretches(token):
        starts |= {first + start for start in word_starts(token[first:last])}
    places = [*sorted(starts), len(token)]
    return [token[one:two] for one, two in pairwise(places)]
