"""An hour is followed by its text from many places side by side, and Whisper asked for as little as of a minute."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from oncue.pipeline.windows_to_hear import LONGEST_UNPROBED, PROBE_EVERY, probes
from tests.unit.heard_rooms import room, texts
from tests.unit.spoken_texts import counted, spoken, unlike

HOUR_WORDS, HOUR_WINDOW = 7200, 54
"""An hour in windows of 27 s."""


def test_an_hour_is_followed_from_sixteen_places_side_by_side(tmp_path: Path) -> None:
    text = unlike(HOUR_WORDS)
    hour = room(spoken(text), tmp_path, HOUR_WINDOW)
    heard, asked = hour.heard(text)
    assert texts(heard) == text.split()
    assert asked == probes(range(len(hour.windows)))
    assert len(asked) == 11
    assert max(hour.widths) >= 16
    assert len(hour.widths) <= 20


def test_an_hour_with_faults_all_over_its_text_is_followed_side_by_side_as_well(tmp_path: Path) -> None:
    words = unlike(HOUR_WORDS).split()
    printed = list(words)
    for k, first in enumerate(range(150, HOUR_WORDS, 450)):
        printed[first : first + 8] = [counted(1, 8, f"other{k}"), "", counted(1, 20, f"more{k}")][k % 3].split()
    hour = room(spoken(" ".join(words)), tmp_path, HOUR_WINDOW)
    heard, asked = hour.heard(" ".join(printed))
    assert texts(heard) == words
    assert len(asked) < len(hour.windows) // 2
    assert max(hour.widths) >= 16
    assert len(hour.widths) <= 20


def test_an_hour_of_another_text_is_heard_without_following_it_again_and_again(tmp_path: Path) -> None:
    hour = room(spoken(counted(1, HOUR_WORDS, "other")), tmp_path, HOUR_WINDOW)
    heard, asked = hour.heard(unlike(HOUR_WORDS))
    assert len(heard.words) == HOUR_WORDS
    assert asked == list(range(len(hour.windows)))
    assert len(hour.widths) <= 2


@pytest.mark.parametrize(("windows", "most"), [(LONGEST_UNPROBED, 0), (LONGEST_UNPROBED + 1, 2)])
def test_only_a_long_recording_loads_whisper_to_be_followed_from_within(windows: int, most: int, tmp_path: Path) -> None:
    text = unlike(windows * HOUR_WINDOW)
    heard, asked = room(spoken(text), tmp_path, HOUR_WINDOW).heard(text)
    assert texts(heard) == text.split()
    assert len(asked) == most


@pytest.mark.parametrize("run", [range(33), range(7, 39), range(7, 40), range(139), range(100, 1201)])
def test_probes_are_spread_evenly_over_a_run(run: range) -> None:
    places = [run.start, *probes(run), run.stop]
    parts = [b - a for a, b in pairwise(places)]
    assert max(parts) <= (PROBE_EVERY if len(run) > LONGEST_UNPROBED else LONGEST_UNPROBED)
    assert max(parts) - min(parts) <= 1
