"""Which segments are searched once more, together with their neighbours."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from oncue.acoustic.segment_aligner import widened
from oncue.alignment.timing.segments import LONGEST_WITHOUT_PAUSE_MS
from oncue.alignment.timing.word_graph import Segment


def _segments(lengths_s: list[int]) -> list[Segment]:
    ends_ms = [1000 * sum(lengths_s[: k + 1]) for k in range(len(lengths_s))]
    return [Segment(end - 1000 * s, end, (), 0, k, k + 1) for k, (end, s) in enumerate(zip(ends_ms, lengths_s, strict=True))]


def test_a_segment_that_failed_is_searched_with_both_its_neighbours() -> None:
    segments = _segments([5, 5, 5, 5, 5])
    assert widened([False, False, True, False, False], segments) == [(1, 3)]
    assert widened([False, True, False, True, False], segments) == [(0, 4)]
    assert widened([True, False, False, False, True], segments) == [(0, 1), (3, 4)]


def test_one_between_two_that_are_not_beside_it_is_not_searched_again() -> None:
    one, other = _segments([5, 5])
    apart = Segment(other.start_ms, other.end_ms, (), 0, other.first_slot + 3, other.last_slot + 3)
    assert widened([True, True], [one, apart]) == []


@given(st.lists(st.tuples(st.integers(1, 20), st.booleans()), max_size=60))
def test_ranges_are_in_order_apart_and_never_longer_than_one_search_can_be(some: list[tuple[int, bool]]) -> None:
    segments = _segments([length for length, _ in some])
    ranges = widened([bad for _, bad in some], segments)
    assert all(first < last for first, last in ranges)
    assert all(one[1] < other[0] for one, other in pairwise(ranges))
    for first, last in ranges:
        assert last - first <= 2 or segments[last].end_ms - segments[first].start_ms <= LONGEST_WITHOUT_PAUSE_MS
