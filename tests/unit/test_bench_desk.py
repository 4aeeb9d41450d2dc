"""What the desk's measurements rest on: a sound that tells its time, what counts as lost, and places for their tables."""

from __future__ import annotations

import numpy as np

from bench.desk.__main__ import DESK_PARTS, DOCUMENT
from bench.desk.reached import Reached, at_share, reached_table
from bench.desk.time_code import RATE, heard_at_ms, second_of
from bench.tables import put_between


def test_a_tenth_of_a_second_tells_to_the_sample_when_it_is_heard() -> None:
    sound = np.concatenate([second_of(n) for n in range(8)]).astype(float)
    for place in (0, 31, 16_000, 70_001):
        assert heard_at_ms(list(sound[place : place + RATE // 10]), place * 1000 / RATE + 900) == place * 1000 / RATE


def test_another_sound_or_another_place_tells_no_time() -> None:
    elsewhere = second_of(100).astype(float)
    assert heard_at_ms(list(elsewhere), 3000) is None
    assert heard_at_ms([0.0] * 1600, 3000) is None


def test_every_part_has_one_place_for_its_table() -> None:
    page = DOCUMENT.read_text(encoding="utf-8")
    for name in DESK_PARTS:
        assert "a table" in put_between(page, f"desk-{name}", "a table")


def test_a_row_says_whether_it_was_reached() -> None:
    rows = [Reached("borders", ">= 99 %", "99.2 %", True), Reached("keys", "<= 50 ms", "61 ms", False)]
    assert reached_table(rows).splitlines()[2:] == [
        "| borders | >= 99 % | 99.2 % | yes |",
        "| keys | <= 50 ms | 61 ms | **no** |",
    ]
    assert at_share([3.0, 1.0, 2.0], 0.95) == 3.0
