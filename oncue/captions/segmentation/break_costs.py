"""What each place between two units costs: when a cue ends there, when a line ends there, when text runs on across it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from oncue.captions.limits import CaptionLimits
from oncue.captions.segmentation.syntax import INSIDE_PHRASE, SENTENCE, break_cost
from oncue.captions.segmentation.units import SpeakerTurn, Unit
from oncue.captions.segmentation.unspaced_breaks import divisible
from oncue.text.sentence_ends import ends_sentence
from oncue.text.word_breaks import has_unspaced

# A pause is where a reader expects the text to change: one of 300 ms halves the cost of a cue's end. Below 100 ms lie the
# closures of plosives and the error of forced alignment.
_PAUSE_FLOOR_MS = 100
_PAUSE_HALF_MS = 300
# Keeping text across a sentence's end is a small fault (BBC 3.2: a subtitle should contain one sentence); across a pause it
# shows words before they are said, and grows with the pause.
_ACROSS_SENTENCE = 8.0
_ACROSS_PAUSE_PER_S = 45.0
_ACROSS_PAUSE_FROM_MS = 250


@dataclass(frozen=True, slots=True)
class Joints:
    """Lists indexed by unit: place `i` is the one before unit `i`, place `n` the end of the text.

    `forced` places end every cue. `across` holds running sums, so that the cost of what a cue of units [i, j) runs across
    is `across[j - 1] - across[i]`. `sentence_before[j]` is the last sentence end at or before place `j`, `sentence_after[j]`
    the first one after it.
    """

    cue: list[float]
    line: list[float]
    forced: list[bool]
    across: list[float]
    ends_sentence: list[bool]
    sentence_before: list[int]
    sentence_after: list[int]


def joints_of(units: Sequence[Unit], turns: Sequence[SpeakerTurn], limits: CaptionLimits, language: str) -> Joints:
    """Judges every place of the text once. `language` is an ISO 639-1 code."""
    count = len(units)
    cue, line, across = [0.0] * (count + 1), [0.0] * (count + 1), [0.0] * (count + 1)
    forced, sentence = [False] * (count + 1), [False] * (count + 1)
    forced[0] = forced[count] = sentence[0] = sentence[count] = True
    may_end = divisible(units, language)
    new_turn = {turn.first for turn in turns}
    for place in range(1, count):
        before, after = units[place - 1], units[place]
        pause = max(0, after.start_ms - before.end_ms)
        then = units[place + 1].text if place + 1 < count else ""
        sentence[place] = after.paragraph or (
            (bool(after.space) or has_unspaced(before.text)) and ends_sentence(before.text, after.text)
        )
        cost = SENTENCE if sentence[place] else break_cost(before.text, after.text, then, not after.space, language)
        if not may_end[place]:
            cost = INSIDE_PHRASE
        line[place] = cost
        cue[place] = cost * _PAUSE_HALF_MS / (_PAUSE_HALF_MS + max(0, pause - _PAUSE_FLOOR_MS))
        forced[place] = place in new_turn or pause >= limits.pause_ms
        across[place] = max(0, pause - _ACROSS_PAUSE_FROM_MS) * _ACROSS_PAUSE_PER_S / 1000
        across[place] += _ACROSS_SENTENCE if sentence[place] else 0.0
        if after.paragraph:
            across[place] += 2 * _ACROSS_SENTENCE
    sentence_before = list(accumulate((i if sentence[i] else 0 for i in range(count + 1)), max))
    at_or_after = list(accumulate((i if sentence[i] else count for i in range(count, -1, -1)), min))[::-1]
    sentence_after = [*at_or_after[1:], count]
    return Joints(cue, line, forced, list(accumulate(across)), sentence, sentence_before, sentence_after)
