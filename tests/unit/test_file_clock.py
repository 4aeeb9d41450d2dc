"""From the clock of the decoded sound to the file's, where holes were taken out."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from oncue.alignment.file_clock import FileClock
from oncue.audio.timestamp_jumps import Jump, holes_of, jump_warnings, jumps_of
from oncue.model import Gap, TimedWord, WordStatus

HOLES = [(20_000, 36_000_000), (30_000, 5000)]


def _word(start_ms: int, end_ms: int) -> TimedWord:
    return TimedWord("word", 0, 4, None, start_ms, end_ms, 1.0, WordStatus.ALIGNED)


def test_what_is_behind_a_hole_is_later_by_its_length_and_what_is_before_it_stays() -> None:
    clock = FileClock(HOLES)
    moved = clock.words([_word(19_000, 20_000), _word(20_000, 20_300), _word(30_000, 30_200)])
    assert [(word.start_ms, word.end_ms) for word in moved] == [
        (19_000, 20_000), (36_020_000, 36_020_300), (36_035_000, 36_035_200),
    ]  # fmt: skip
    assert clock.duration(40_000) == 36_045_000


def test_a_word_or_gap_across_a_hole_lies_on_its_longer_side_and_speech_is_divided() -> None:
    clock = FileClock(HOLES)
    (word,) = clock.words([_word(19_900, 20_300)])
    assert (word.start_ms, word.end_ms) == (36_020_000, 36_020_300)
    assert clock.gaps([Gap(15_000, 21_000, "heard")]) == (Gap(15_000, 20_000, "heard"),)
    assert clock.intervals([(15_000, 31_000)]) == [
        (15_000, 20_000), (36_020_000, 36_030_000), (36_035_000, 36_036_000),
    ]  # fmt: skip


def test_without_holes_nothing_changes() -> None:
    words = (_word(0, 300), TimedWord("word", 0, 4, None, None, None, 0.0, WordStatus.NOT_IN_AUDIO))
    clock = FileClock(())
    assert clock.words(words) == words
    assert clock.intervals([(3, 9)]) == [(3, 9)]
    assert clock.duration(9) == 9


moments = st.lists(st.tuples(st.integers(0, 10**5), st.integers(1, 10**7)), unique_by=lambda hole: hole[0]).map(sorted)


@given(moments, st.lists(st.integers(0, 10**5), min_size=2))
def test_times_never_run_backwards_and_speech_keeps_its_length(holes: list[tuple[int, int]], times: list[int]) -> None:
    clock = FileClock(holes)
    spoken = [(a, b) for a, b in pairwise(sorted(times)) if a < b]
    moved = clock.intervals(spoken)
    assert sum(b - a for a, b in moved) == sum(b - a for a, b in spoken)
    assert all(before[1] <= after[0] for before, after in pairwise(moved))


def test_of_several_jumps_each_is_placed_in_the_decoded_sound() -> None:
    jumps = jumps_of([10.0, 3610.0, 3630.0, 10830.0], late_ms=500)
    assert jumps == (Jump(10_500, 10_500, 3_610_500), Jump(30_500, 3_630_500, 10_830_500))
    assert holes_of(jumps, "matroska") == ((10_500, 3_600_000), (30_500, 7_200_000))
    assert holes_of(jumps, "mpegts") == ()


def test_a_clock_that_stands_still_is_told_once() -> None:
    printed = [value for n in range(500) for value in (20 + 0.02 * n, 20.0)]
    (warning,) = jump_warnings(jumps_of(printed), "matroska")
    assert warning.startswith("audio_clock: the recording's timestamps go back or stand still at 0:00:20;")


def test_of_very_many_holes_the_first_are_told() -> None:
    printed = [value for n in range(100) for value in (100.0 * n, 100.0 * n + 90)]
    (warning,) = jump_warnings(jumps_of(printed), "matroska")
    assert "0:01:30 at 0:00:00, 0:01:30 at 0:01:40, 0:01:30 at 0:03:20 and 97 more" in warning
