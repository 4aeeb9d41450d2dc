"""Captions moved onto the sound."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from oncue.captions.check import RULE_SETS
from oncue.captions.check.heard_cues import HeardCue
from oncue.captions.check.snap import on_the_sound
from oncue.captions.check.sound import sound_findings
from oncue.captions.check.sound_rules import sound_rules
from oncue.frame_rate import FRAME_RATES, FrameRate
from tests.unit.heard_pictures import aligned, heard

NETFLIX = sound_rules(RULE_SETS["netflix"])


def times(cues: tuple[HeardCue, ...]) -> list[tuple[int, int]]:
    return [(cue.start_ms, cue.end_ms) for cue in cues]


def test_a_late_caption_comes_with_its_first_word_and_goes_a_breath_after_its_last() -> None:
    moved = on_the_sound(heard("2.4-6.0: Good@2.0-2.4 evening@2.4-3.3"), NETFLIX)
    assert times(moved) == [(2000, 3550)]
    assert sound_findings(moved, aligned(), NETFLIX) == ()


def test_what_is_moved_is_put_on_frames() -> None:
    moved = on_the_sound(heard("2.4-6.0: Good@2.01-2.4 evening@2.4-3.3"), NETFLIX, FRAME_RATES["25"])
    assert times(moved) == [(2000, 3560)]


def test_what_is_right_or_not_sure_stays_where_it_is() -> None:
    right = heard("2.04-3.5: Good@2.0-2.4 evening@2.4-3.3")
    unsure = heard("2.9-4.5: Good@2.0-2.4~ evening@2.4-3.3~")
    assert on_the_sound(right, NETFLIX) == right
    assert on_the_sound(unsure, NETFLIX) == unsure


def test_the_one_before_makes_room_for_a_caption_that_comes_earlier() -> None:
    moved = on_the_sound(
        heard("1.0-3.9: Good@1.0-1.4 evening@1.4-3.5\n4.4-6.0: Here@3.6-4.0 is@4.0-4.6 the@4.6-5.0 news@5.0-5.7"), NETFLIX
    )
    assert times(moved) == [(1000, 3517), (3600, 6000)]


@st.composite
def any_cues(draw: st.DrawFn) -> tuple[HeardCue, ...]:
    lines = []
    said = shown = 0
    for _ in range(draw(st.integers(0, 12))):
        said += draw(st.integers(0, 4000))
        shown += draw(st.integers(0, 4000))
        length = draw(st.integers(50, 3000))
        unsure = draw(st.sampled_from(["", "~"]))
        words = draw(st.sampled_from(["", "lost", f"one@{said / 1000}-{(said + length) / 1000}{unsure}"]))
        lines.append(f"{shown / 1000}-{(shown + draw(st.integers(1, 5000))) / 1000}: {words}")
        said += length
    return heard("\n".join(lines)) if lines else ()


@settings(max_examples=25)
@given(any_cues(), st.sampled_from([None, FRAME_RATES["25"], FRAME_RATES["29.97df"]]))
def test_snapping_changes_times_alone_keeps_the_order_and_overlaps_nothing_new(
    cues: tuple[HeardCue, ...], rate: FrameRate | None
) -> None:
    moved = on_the_sound(cues, NETFLIX, rate)
    assert [replace(after, start_ms=0, end_ms=0) for after in moved] == [replace(cue, start_ms=0, end_ms=0) for cue in cues]
    assert all(cue.end_ms > cue.start_ms for cue in moved)
    for k in range(1, len(cues)):
        if cues[k - 1].start_ms < cues[k].start_ms:
            assert moved[k - 1].start_ms < moved[k].start_ms
        if cues[k - 1].end_ms <= cues[k].start_ms:
            assert moved[k - 1].end_ms <= moved[k].start_ms
    found = [one for one in sound_findings(cues, aligned(), NETFLIX) if one.code.startswith("in_time")]
    left = [one for one in sound_findings(moved, aligned(), NETFLIX) if one.code.startswith("in_time")]
    assert len(left) <= len(found) + (rate is not None) * len(cues)
