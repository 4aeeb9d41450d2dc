"""The acoustic search on real speech: order, choice, what has no path, and that nothing else counts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest

from oncue.acoustic.forced_aligner import AlignedEdge, SegmentSearch
from oncue.acoustic.frame_features import Evidence
from oncue.acoustic.mfcc import FRAME_CENTRE_MS, FRAME_SHIFT_MS
from oncue.alignment.timing.word_graph import Edge, Segment
from oncue.audio.pcm import Pcm
from tests.conftest import Recording
from tests.contracts.acoustic_address import FRAME_ROUNDING_MS, GOOD_MORNING, SEGMENTS, found, searched, segment_of_words


def text_found(search: SegmentSearch, start_ms: int, end_ms: int, text: str) -> str:
    segment = segment_of_words(start_ms, end_ms, text)
    return " ".join(segment.edges[one.edge].text or "-" for one in found(search, segment))


def score(said: Sequence[AlignedEdge]) -> float:
    return float(np.mean([one.gop for one in said]))


@pytest.mark.parametrize(("start_ms", "end_ms", "text"), SEGMENTS)
def test_the_words_are_found_in_order_within_the_segment(
    search: SegmentSearch, start_ms: int, end_ms: int, text: str
) -> None:
    segment = segment_of_words(start_ms, end_ms, text)
    said = found(search, segment)
    assert [segment.edges[one.edge].text for one in said] == text.split()
    borders = [border for one in said for border in (one.start_ms, one.end_ms)]
    assert borders == sorted(borders)
    assert all(one.start_ms < one.end_ms for one in said)
    assert start_ms <= borders[0]
    assert borders[-1] <= end_ms + FRAME_ROUNDING_MS


def test_pauses_belong_to_no_word(search: SegmentSearch) -> None:
    """The pauses that the speech detector hears in the second sentence."""
    said = found(search, segment_of_words(*SEGMENTS[1]))
    for start_ms, end_ms in [(9888, 10144), (12352, 12512)]:
        middle_ms = (start_ms + end_ms) // 2
        assert not any(one.start_ms < middle_ms < one.end_ms for one in said)


def test_words_beside_pauses_end_and_begin_where_it_falls_silent(search: SegmentSearch, evidence: Evidence) -> None:
    changes = np.flatnonzero(np.diff(evidence.silence > 0)) + 1
    changes_ms = FRAME_SHIFT_MS * changes + FRAME_CENTRE_MS
    away = [
        int(np.abs(changes_ms - border).min())
        for segment in SEGMENTS
        for one, other in pairwise(found(search, segment_of_words(*segment)))
        for border in (one.end_ms, other.start_ms)
        if other.start_ms - one.end_ms >= 200
    ]
    assert len(away) >= 6
    assert np.mean(away) < 20


def test_words_that_were_said_fit_about_as_well_as_any_sound(search: SegmentSearch) -> None:
    scores = [one.gop for segment in SEGMENTS for one in found(search, segment_of_words(*segment))]
    assert -2 < np.median(scores) < 2
    assert np.mean(np.array(scores) > -4) > 0.9


def test_of_two_ways_the_one_that_was_said_is_found(search: SegmentSearch) -> None:
    either = "Good morning|evening. This|That Tuesday|Wednesday is election|selection day."
    assert text_found(search, 0, 2750, either) == "Good morning This Tuesday is election day."
    either = "Bad|Good evening.|morning. That|This Wednesday|Tuesday was|is election day.|night."
    assert text_found(search, 0, 2750, either) == GOOD_MORNING


def test_a_longer_way_is_found_where_it_was_said(search: SegmentSearch) -> None:
    """State 2 to state 5 by one long word or by the three that were said."""
    words = GOOD_MORNING.split()
    edges = [Edge(index, index + 1, word, index, index) for index, word in enumerate(words)]
    edges.insert(0, Edge(2, 5, "Wednesday", None, 2))
    said = found(search, Segment(0, 2750, tuple(edges), len(words), 0, len(words)))
    assert [edges[one.edge].text for one in said] == words


def test_words_that_were_not_said_score_worse(search: SegmentSearch) -> None:
    right = found(search, segment_of_words(0, 2750, GOOD_MORNING))
    wrong = found(search, segment_of_words(0, 2750, "The rhubarb pie is instantaneous wealth."))
    half = found(search, segment_of_words(0, 2750, "Good morning. This rhubarb pie makes wealth."))
    assert score(wrong) < score(right)
    assert score(half[:2]) == pytest.approx(score(right[:2]), abs=0.5)
    assert score(half[3:]) < min(one.gop for one in right)


def test_more_words_than_fit_find_no_path(search: SegmentSearch) -> None:
    assert searched(search, segment_of_words(0, 1000, " ".join(["straightforward"] * 30))) is None


def test_nothing_that_sounds_finds_no_path(search: SegmentSearch, pcm: Pcm) -> None:
    nothing = Segment(0, 2750, (), 0, 0, 0)
    after_the_end = segment_of_words(pcm.duration_ms + 1000, pcm.duration_ms + 4000, GOOD_MORNING)
    for segment in (nothing, segment_of_words(0, 2750, "— …"), after_the_end, segment_of_words(1000, 1000, GOOD_MORNING)):
        assert searched(search, segment) is None


def test_one_that_finds_no_path_leaves_the_others_theirs(search: SegmentSearch) -> None:
    lost = [segment_of_words(3000, 3400, "straightforward " * 20), segment_of_words(0, 2750, "—")]
    segments = [lost[0], segment_of_words(*SEGMENTS[0]), lost[1], segment_of_words(*SEGMENTS[2])]
    results = search.search(segments, lambda count: None)
    assert results == [None, searched(search, segments[1]), None, searched(search, segments[3])]


def test_a_word_that_stands_twice_in_the_text_and_was_said_once_is_found_once(search: SegmentSearch) -> None:
    once = found(search, segment_of_words(0, 2750, GOOD_MORNING))
    for word in ("Good", "Tuesday", "day."):
        text = GOOD_MORNING.replace(word, f"{word} ({word})")
        segment = segment_of_words(0, 2750, text)
        twice = found(search, segment)
        assert " ".join(segment.edges[one.edge].text or "" for one in twice) == GOOD_MORNING
        assert [(one.start_ms, one.end_ms) for one in twice] == [(one.start_ms, one.end_ms) for one in once]


def test_a_phrase_that_may_be_left_out_is_found_where_it_was_said(search: SegmentSearch) -> None:
    text = "(Yes) Good (very) morning. (This) Tuesday (is) election (special) day."
    assert text_found(search, 0, 2750, text) == GOOD_MORNING


def test_the_result_depends_neither_on_threads_nor_on_the_order_of_the_segments(
    evidence: Evidence, radio_address: Recording
) -> None:
    """One segment is long, so that they are not searched all at once."""
    text = radio_address.transcript.read_text()
    long = text[text.index("After months") : text.index("The United States")]
    segments = [segment_of_words(*one) for one in SEGMENTS]
    segments += [segment_of_words(2750, 34100, long), *(segment_of_words(*one) for one in SEGMENTS[1:4])]
    alone = SegmentSearch("en", evidence, threads=1)
    expected = [searched(alone, segment) for segment in segments]
    assert None not in expected
    for threads, seed in ((1, 1), (2, 2), (2, 3)):
        order = np.random.default_rng(seed).permutation(len(segments)).tolist()
        counts: list[int] = []
        search = SegmentSearch("en", evidence, threads=threads)
        results = search.search([segments[index] for index in order], counts.append)
        assert results == [expected[index] for index in order]
        assert counts == sorted(counts)
        assert counts[-1] == len(segments)


def test_no_segments_have_no_results(search: SegmentSearch) -> None:
    assert search.search([], lambda count: None) == []
