"""The clock of captions beside the recording's: offset, drift, cuts, and captions put back on it."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from oncue.captions.check import RULE_SETS
from oncue.captions.check.heard_cues import HeardCue
from oncue.captions.check.sound import sound_findings
from oncue.captions.check.sound_clock import clock_findings, on_the_clock
from oncue.captions.check.sound_rules import sound_rules
from oncue.captions.compare.clock_fit import clock_fit
from tests.unit.heard_pictures import aligned, heard

NETFLIX = sound_rules(RULE_SETS["netflix"])


def programme(moved: Callable[[float], float], count: int = 60) -> tuple[HeardCue, ...]:
    """Captions every four seconds, shown at `moved` of their second, and one note among them."""
    lines = []
    for k in range(count):
        at = 2.0 + 4 * k
        words = "" if k == 7 else f"word@{at}-{at + 1} follows@{at + 1}-{at + 2}"
        lines.append(f"{moved(at):.3f}-{moved(at + 2.2):.3f}: {words}")
    return heard("\n".join(lines))


def codes(cues: tuple[HeardCue, ...]) -> list[str]:
    return [one.code for one in clock_findings(cues, NETFLIX)]


def test_captions_on_the_clock_are_left_as_they_are() -> None:
    cues = programme(lambda at: at)
    assert codes(cues) == []
    assert on_the_clock(cues, NETFLIX) == cues


def test_shifted_captions_are_told_once_with_their_offset_and_put_back() -> None:
    cues = programme(lambda at: at + 2.5)
    (found,) = clock_findings(cues, NETFLIX)
    assert (found.code, found.figure, found.cue) == ("clock_offset", 2500, None)
    back = on_the_clock(cues, NETFLIX)
    assert sound_findings(back, aligned(), NETFLIX) == ()
    assert back[7].start_ms == 30_000  # the note goes with the rest


@pytest.mark.parametrize(
    ("ratio", "named"), [(25 / 24, "25/24"), (24 / 25, "24/25"), (1000 / 1001, "1000/1001"), (1001 / 1000, "1001/1000")]
)
def test_a_drift_is_named_after_the_frame_rates_and_taken_off(ratio: float, named: str) -> None:
    cues = programme(lambda at: 0.3 + at * ratio)
    (found,) = clock_findings(cues, NETFLIX)
    assert found.code == "clock_drift"
    assert f"({named})" in found.text
    assert found.figure == pytest.approx((ratio - 1) * 1e6, abs=20)
    assert sound_findings(on_the_clock(cues, NETFLIX), aligned(), NETFLIX) == ()


def test_captions_of_another_cut_jump_where_it_differs() -> None:
    cues = programme(lambda at: at if at < 121 else at + 30)
    (found,) = clock_findings(cues, NETFLIX)
    assert (found.code, found.figure) == ("clock_jump", 30_000)
    assert 118_000 <= found.start_ms <= 126_000
    assert sound_findings(on_the_clock(cues, NETFLIX), aligned(), NETFLIX) == ()


def test_a_few_captions_at_the_wrong_place_are_no_clock() -> None:
    assert codes(programme(lambda at: at + (9 if at in (42.0, 46.0, 150.0) else 0))) == []


def test_five_captions_are_too_few_to_tell_a_drift() -> None:
    fit = clock_fit([0, 4000, 8000, 12_000, 16_000], [0, 4400, 8800, 13_200, 17_600])
    assert fit is not None
    assert (fit.drift_ppm, fit.ratio) == (0.0, None)
    assert clock_fit([], []) is None


def test_times_that_scatter_do_not_hide_offset_and_drift() -> None:
    rng = random.Random(1)
    said = [round(3000 * k + rng.uniform(0, 1500)) for k in range(300)]
    shown = [round(at * 25 / 24 + 700 + rng.gauss(0, 150) + (rng.random() < 0.1) * rng.gauss(0, 3000)) for at in said]
    fit = clock_fit(said, shown)
    assert fit is not None
    assert fit.ratio == "25/24"
    assert abs(fit.parts[0].at_zero_ms - 700) < 100
    assert not fit.jumps


def test_all_captions_at_one_moment_have_an_offset_and_no_drift() -> None:
    fit = clock_fit([5000] * 12, [6000] * 12)
    assert fit is not None
    assert (fit.offset_ms, fit.drift_ppm) == (1000, 0.0)
