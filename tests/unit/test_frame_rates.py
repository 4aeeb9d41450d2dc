"""Frames and their labels, against the clock and against each other."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.caption_pictures import alignments, said
from oncue.captions.options import caption_options
from oncue.captions.segmentation import segment
from oncue.frame_rate import FRAME_RATES, FrameRate
from oncue.model import Alignment
from oncue.options.captions import FRAME_RATE_NAMES

DAY = 24 * 3600
rates = st.sampled_from([*FRAME_RATES.values()])


def test_every_rate_that_can_be_chosen_is_known() -> None:
    assert tuple(FRAME_RATES) == FRAME_RATE_NAMES


@given(rates, st.integers(0, 60 * DAY))
def test_a_frame_is_found_again_by_its_time_and_by_its_label(rate: FrameRate, frame: int) -> None:
    assert rate.frame_at(rate.milliseconds(frame)) == frame
    assert rate.frame_of(*rate.fields(frame)) == frame


@given(rates, st.integers(0, DAY * 1000))
def test_the_nearest_frame_is_at_most_half_a_frame_away(rate: FrameRate, ms: int) -> None:
    assert abs(rate.nearest(ms) - ms) <= 500 / rate.rate + 1


@pytest.mark.parametrize(
    ("name", "frame", "label"),
    [
        ("25", 90_000, "01:00:00:00"),
        ("29.97ndf", 108_000, "01:00:00:00"),
        ("29.97df", 107_892, "01:00:00;00"),
        ("29.97df", 1_799, "00:00:59;29"),
        ("29.97df", 1_800, "00:01:00;02"),
        ("29.97df", 17_981, "00:09:59;29"),
        ("29.97df", 17_982, "00:10:00;00"),
        ("59.94df", 3_599, "00:00:59;59"),
        ("59.94df", 3_600, "00:01:00;04"),
        ("23.976", 24, "00:00:01:00"),
    ],
)
def test_labels_are_those_of_the_standard(name: str, frame: int, label: str) -> None:
    assert FRAME_RATES[name].label(frame) == label


def test_a_drop_frame_label_keeps_to_the_clock_within_two_tenths_a_day() -> None:
    for rate in (FRAME_RATES["29.97df"], FRAME_RATES["59.94df"]):
        hours, minutes, seconds, frames = rate.fields(rate.frame_at(DAY * 1000))
        assert abs((hours * 60 + minutes) * 60 + seconds + frames / rate.counted - DAY) < 0.2


@given(alignments(), rates)
def test_cues_begin_and_end_on_frames_in_order_and_without_overlap(drawn: tuple[Alignment, str], rate: FrameRate) -> None:
    plain = segment(*drawn, caption_options({}))
    cues = segment(*drawn, caption_options({"frame_rate": rate.name}))
    assert [cue.lines for cue in cues] == [cue.lines for cue in plain]
    for cue in cues:
        assert rate.nearest(cue.start_ms) == cue.start_ms < cue.end_ms == rate.nearest(cue.end_ms)
    assert all(before.end_ms <= after.start_ms for before, after in pairwise(cues))


def test_a_start_timecode_counts_in_the_frame_rate_that_was_chosen() -> None:
    options = caption_options({"frame_rate": "29.97ndf", "start_timecode": "01:00:00:00"})
    cue = segment(*said("Good morning."), options)[0]
    assert FRAME_RATES["29.97ndf"].label(FRAME_RATES["29.97ndf"].frame_at(cue.start_ms)) == "01:00:01:00"
