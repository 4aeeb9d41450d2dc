"""When captions come and go. A word of `said` lasts 60 ms for each character and its space; the first begins at 1000 ms."""

from __future__ import annotations

from dataclasses import replace

from bench.caption_pictures import drawn, options_of, picture, said, times
from oncue.captions.segmentation import limit_warnings, segment


def test_a_cue_breathes_a_moment_into_the_pause_after_it() -> None:
    assert times(segment(*said("Good morning to you.(3000) Hello to everyone."))) == [(1000, 2510), (5260, 6650)]


def test_a_short_cue_stays_for_the_shortest_duration_where_the_pause_allows() -> None:
    assert times(segment(*said("No.(3000) Hello to everyone.")))[0] == (1000, 1833)


def test_a_fast_cue_runs_on_so_that_it_can_be_read() -> None:
    [cue] = segment(*said("This was said at forty characters a second", ms_per_char=25))
    assert cue.end_ms - cue.start_ms == 42 * 1000 // 20


def test_a_cue_runs_on_at_most_for_the_linger_and_not_beyond_the_recording() -> None:
    alignment, transcript = said("This was said very very quickly", ms_per_char=5)
    spoken_end_ms = alignment.words[-1].end_ms or 0
    assert segment(alignment, transcript, options_of(linger_ms=900))[0].end_ms == spoken_end_ms + 900
    short = replace(alignment, duration_ms=spoken_end_ms + 100)
    assert segment(short, transcript)[0].end_ms == short.duration_ms


def test_the_gap_is_kept_where_the_pause_allows_and_small_holes_are_closed_down_to_it() -> None:
    one, two = segment(
        *said("The first of two rather long sentences ends here.(400) The second of the two sentences is here.")
    )
    assert two.start_ms - one.end_ms == 83


def test_a_pause_shorter_than_the_gap_is_bridged_rather_than_flickering() -> None:
    one, two = segment(
        *said("The first of two rather long sentences ends here.(50) The second of the two sentences is here.")
    )
    assert two.start_ms == one.end_ms


def test_a_word_stretched_beyond_the_longest_duration_is_cut_there() -> None:
    alignment, transcript = said("Hello.")
    stretched = replace(alignment, words=(replace(alignment.words[0], end_ms=30_000),))
    assert times(segment(stretched, transcript)) == [(1000, 8000)]


def test_words_at_one_instant_still_make_cues_one_after_the_other() -> None:
    alignment, transcript = said("Anna| No.\nBob| Yes, and a line that is much too long to share a caption with it.")
    frozen = replace(alignment, words=tuple(replace(word, start_ms=5000, end_ms=5000) for word in alignment.words))
    cues = segment(frozen, transcript)
    assert [cue.start_ms for cue in cues] == sorted({cue.start_ms for cue in cues})


def test_an_offset_is_added_to_cues_and_words() -> None:
    [cue] = segment(*said("Good morning."), options_of(offset_ms=36_000_000))
    assert (cue.start_ms, cue.lines[0].words[1].start_ms) == (36_001_000, 36_001_300)


def test_what_falls_before_zero_is_moved_to_zero_in_order() -> None:
    cues = segment(*said("One.(3000) Two.(3000) Three."), options_of(offset_ms=-5000))
    assert drawn(cues) == "One.\n\nTwo.\n\nThree."
    assert times(cues)[:2] == [(0, 1), (1, 133)]


def test_what_exceeds_a_limit_is_counted_under_a_stable_code() -> None:
    options = options_of(max_cps=10)
    script = """
        Anna| The first of two sentences ends here.
        Bob| No.
        Anna| Incomprehensibilitiesincomprehensibilities, I must say to you.
    """
    cues = segment(*said(script), options)
    assert drawn(cues) == picture("""
        ANNA: The first
        of two sentences ends here.

        BOB: No.

        ANNA:
        Incomprehensibilitiesincomprehensibilities,

        I must say to you.
    """)
    assert limit_warnings(cues, options.limits) == [
        "line_length: 1 of 4 cues have a word longer than a line of 42 characters.",
        "reading_speed: 3 of 4 cues exceed 10 characters per second.",
        "too_short: 1 of 4 cues stay shorter than 833 ms.",
        "gap: 3 of 4 cues are followed by the next within less than 83 ms, as the speech has no pause there.",
    ]


def test_nothing_to_count_is_no_warning() -> None:
    assert limit_warnings(segment(*said("Good morning to you.")), options_of().limits) == []
