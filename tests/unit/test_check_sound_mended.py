"""Caption files put on their recording by what it says of their words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.caption_pictures import options_of, said
from oncue.captions.check import RULE_SETS
from oncue.captions.check.heard_cues import HeardCue, heard_cues
from oncue.captions.check.sound import sound_findings
from oncue.captions.check.sound_codes import SOUND_CODES
from oncue.captions.check.sound_mend import mended_by_sound
from oncue.captions.check.sound_rules import sound_rules
from oncue.captions.formats import WrittenCue
from oncue.captions.limits import CaptionOptions
from oncue.captions.track import CaptionTrack
from oncue.frame_rate import FRAME_RATES, FrameRate
from tests.unit.heard_pictures import aligned, heard

NETFLIX = sound_rules(RULE_SETS["netflix"])


def written(cues: tuple[HeardCue, ...], offset_ms: int = 0) -> tuple[WrittenCue, ...]:
    return tuple(
        WrittenCue(cue.start_ms + offset_ms, cue.end_ms + offset_ms, cue.lines, (None,) * len(cue.lines)) for cue in cues
    )


@pytest.mark.parametrize("rate", [None, FRAME_RATES["25"], FRAME_RATES["29.97df"]])
@pytest.mark.parametrize("offset_ms", [0, 36_000_000])
def test_drifting_captions_are_mended_with_their_notes_and_keep_words_and_order(
    rate: FrameRate | None, offset_ms: int
) -> None:
    lines = []
    for k in range(40):
        at = 2.0 + 4 * k
        words = "" if k == 7 else f"word@{at}-{at + 1} follows@{at + 1}-{at + 2}"
        lines.append(f"{at * 25 / 24 + 0.5:.3f}-{(at + 2.2) * 25 / 24 + 0.5:.3f}:{words}")
    cues = heard("\n".join(lines))
    before = written(cues, offset_ms)
    after = mended_by_sound(before, cues, NETFLIX, rate, offset_ms)
    assert [cue.lines for cue in after] == [cue.lines for cue in before]
    assert all(abs(cue.start_ms - offset_ms - (2000 + 4000 * k)) <= 40 for k, cue in enumerate(after))
    if rate:
        assert all(rate.nearest(time) == time for cue in after for time in (cue.start_ms, cue.end_ms))
    again = tuple(
        replace(cue, start_ms=new.start_ms - offset_ms, end_ms=new.end_ms - offset_ms)
        for cue, new in zip(cues, after, strict=True)
    )
    assert sound_findings(again, aligned(), NETFLIX) == ()


def test_captions_on_the_sound_are_left_as_they_are() -> None:
    cues = heard("1.0-2.6: Good@1.0-1.4 evening@1.4-2.3\n4.08-5.9: Here@4.0-4.4 is@4.4-4.6 the@4.6-5.0 news@5.0-5.5\n7-8:")
    assert mended_by_sound(written(cues), cues, NETFLIX, FRAME_RATES["25"]) == written(cues)


@pytest.mark.parametrize("house", ["netflix", "bbc", "dcmp"])
@pytest.mark.parametrize("offset_ms", [0, 36_000_000])
def test_the_captions_of_an_alignment_are_on_its_sound(house: str, offset_ms: int) -> None:
    alignment, text = said(
        "Anna| Good evening, and welcome to the programme.(900) Tonight we speak about rivers.(2500)\n"
        "Ben| Thank you.(400) ~Sadly~ it has not rained since June,(300) and nobody knows when it will rain again.(6000)\n"
        "Anna| Good night."
    )
    track = CaptionTrack(alignment, text, options_of(house, offset_ms=offset_ms))
    cues = heard_cues(track, lambda word, language: False)
    found = sound_findings(cues, alignment, sound_rules(RULE_SETS[house]))
    assert [one for one in found if one.code.startswith(("in_time", "out_time"))] == []
    assert [cue.start_ms for cue in cues] == [cue.start_ms - offset_ms for cue in track.cues]


def test_doubtful_words_of_an_alignment_are_told_unless_the_sound_confirms_them() -> None:
    alignment, text = said("Good evening from Rome")
    poor, good = -2.0, 0.4
    words = [replace(word, heard="other", gop=poor if word.text == "Rome" else good) for word in alignment.words]
    track = CaptionTrack(replace(alignment, words=tuple(words)), text, CaptionOptions())
    (cue,) = heard_cues(track, lambda word, language: word.heard is not None)
    assert [word.text for word in cue.doubtful] == ["Rome"]


def test_every_code_that_is_found_is_declared() -> None:
    cues = heard(
        "0-0.5: a@1-2\n9-12: b@3-4\n20-29: c@20-21\n30-31: d@30-33\n40-41: nobody says this\n50-51: e@50-51 f",
        doubtful=["e"],
    )
    found = {one.code for one in sound_findings(cues, aligned(), NETFLIX)}
    assert found <= set(SOUND_CODES)
    assert {"in_time_early", "in_time_late", "out_time_early", "out_time_late", "text_unlike_sound"} <= found
    assert {"caption_without_speech", "words_not_heard"} <= found
