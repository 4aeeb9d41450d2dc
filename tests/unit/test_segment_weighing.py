"""Cues are weighed thousands at a time; the plain way to fill lines, one cue after the other, says the same."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncue.captions.limits import CaptionLimits
from oncue.captions.segmentation.break_costs import joints_of
from oncue.captions.segmentation.cue_costs import Weighing
from oncue.captions.segmentation.cue_times import latest_ends
from oncue.captions.segmentation.line_breaks import LineFiller
from oncue.captions.segmentation.units import SpeakerTurn, Unit
from oncue.model import TimedWord, WordStatus

WORDS = st.sampled_from(["a", "of", "and", "the", "cat,", "Anna", "sleeps.", "incomprehensibly", "–"])


def units_saying(texts: list[str], touching: list[bool]) -> list[Unit]:
    units = []
    for number, (text, touches) in enumerate(zip(texts, touching, strict=True)):
        start_ms, end_ms = 300 * number, 300 * number + 280
        word = TimedWord(text, 20 * number, 20 * number + len(text), None, start_ms, end_ms, 1.0, WordStatus.ALIGNED)
        units.append(Unit((word,), text, len(text), start_ms, end_ms, int(number > 0 and not touches), False))
    return units


@given(
    st.lists(st.tuples(WORDS, st.booleans()), min_size=1, max_size=30),
    st.integers(8, 24),
    st.integers(1, 4),
    st.sampled_from([("", False), ("ANNA:", False), ("MAXIMILIAN:", True)]),
)
def test_lines_cost_the_same_whether_cues_are_weighed_together_or_one_by_one(
    words: list[tuple[str, bool]], max_chars: int, max_lines: int, label: tuple[str, bool]
) -> None:
    limits = CaptionLimits(max_chars=max_chars, max_lines=max_lines)
    apart = label[1] and max_lines > 1
    units = units_saying([text for text, _ in words], [touches for _, touches in words])
    turns = [SpeakerTurn(0, len(units), "Anna", "" if label[1] and not apart else label[0], apart, True)]
    joints = joints_of(units, turns, limits, "en")
    weighing = Weighing(units, turns, joints, limits, latest_ends(units, limits, 60_000))
    cues = weighing.cues(1, len(units) + 1)
    filler = LineFiller(units, joints, limits)

    def plainly(first: int, last: int) -> float:
        lead = len(turns[0].label) + 1 if first == 0 and turns[0].label and not apart else 0
        filled = filler.fill(first, last, lead, max_lines - (1 if first == 0 and apart else 0))
        return inf if filled is None else filled[0]

    expected = [plainly(first, last) for first, last in zip(cues.first.tolist(), cues.last.tolist(), strict=True)]
    assert weighing.line_costs(cues).tolist() == pytest.approx(expected)


def test_a_text_weighed_in_parts_costs_what_it_costs_whole() -> None:
    limits = CaptionLimits()
    units = units_saying(["word", "and", "another,", "so", "on."] * 40, [False] * 200)
    turns = [SpeakerTurn(0, len(units), None, "", False, True)]
    joints = joints_of(units, turns, limits, "en")
    weighing = Weighing(units, turns, joints, limits, latest_ends(units, limits, 100_000))
    whole = list(weighing.rows())
    assert list(weighing.rows(at_once=5)) == whole
    assert len(whole) == len(units)
    assert np.isfinite([row[0] for row in whole]).all()
