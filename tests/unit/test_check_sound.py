"""Captions against the sound: what is found, how much it matters, and what is not held against them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from oncue.captions.check import RULE_SETS, Severity, is_broken
from oncue.captions.check.sound import sound_findings
from oncue.captions.check.sound_rules import SoundRules, sound_rules
from oncue.frame_rate import FRAME_RATES
from oncue.model import UncaptionedSpeech
from tests.unit.heard_pictures import aligned, heard

NETFLIX = sound_rules(RULE_SETS["netflix"])
BBC = sound_rules(RULE_SETS["bbc"])


def told(picture: str, rules: SoundRules = NETFLIX) -> list[tuple[str, int | None, str]]:
    return [(one.code, one.cue, one.severity.value) for one in sound_findings(heard(picture), aligned(), rules)]


def test_captions_on_their_words_break_no_rule() -> None:
    assert told("1.0-2.6: Good@1.0-1.4 evening@1.4-2.3\n4.08-5.9: Here@4.0-4.4 is@4.4-4.6 the@4.6-5.0 news@5.0-5.5") == []


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2.08", []),
        ("2.10", [("in_time_late", 1, "soft")]),
        ("2.40", [("in_time_late", 1, "hard")]),
        ("1.92", []),
        ("1.90", [("in_time_early", 1, "soft")]),
        ("1.60", [("in_time_early", 1, "hard")]),
    ],
)
def test_an_in_time_may_be_two_frames_from_the_first_word(start: str, expected: list[tuple[str, int, str]]) -> None:
    assert told(f"{start}-3.5: Good@2.0-2.4 evening@2.4-3.3") == expected


def test_two_frames_are_as_long_as_the_frames_of_the_video() -> None:
    late = "2.06-3.5: Good@2.0-2.4 evening@2.4-3.3"
    assert told(late, sound_rules(replace(RULE_SETS["netflix"], frame_rate=FRAME_RATES["60"]))) == [
        ("in_time_late", 1, "soft")
    ]
    assert told(late, sound_rules(replace(RULE_SETS["netflix"], frame_rate=FRAME_RATES["25"]))) == []


def test_the_bbc_allows_a_second_and_a_half_ahead_and_after() -> None:
    picture = "{}-{}: Good@4.0-4.4 evening@4.4-5.3"
    assert told(picture.format(2.6, 6.7), BBC) == []
    assert told(picture.format(2.3, 5.5), BBC) == [("in_time_early", 1, "hard")]
    assert told(picture.format(4.0, 7.0), BBC) == [("out_time_late", 1, "hard")]


def test_a_caption_that_stays_longer_than_half_a_second_or_goes_before_its_end_is_found() -> None:
    said = "Good@1.0-1.4 evening@1.4-2.3"
    assert told(f"1.0-2.8: {said}") == []
    assert told(f"1.0-3.2: {said}") == [("out_time_late", 1, "hard")]
    assert told(f"1.0-2.1: {said}") == [("out_time_early", 1, "hard")]


def test_a_caption_may_stay_as_long_as_reading_it_takes() -> None:
    words = "extraordinarily@1.0-1.2 incomprehensible@1.2-1.5"
    assert told(f"1.0-2.6: {words}") == []  # 32 characters at 20 a second
    assert told(f"1.0-3.2: {words}") == [("out_time_late", 1, "hard")]
    assert "reading it" in sound_findings(heard(f"1.0-3.2: {words}"), aligned(), NETFLIX)[0].text


def test_a_caption_may_stay_until_the_next_one_where_the_hole_would_flicker() -> None:
    assert told("1.0-3.1: Good@1.0-1.4 evening@1.4-2.3\n3.2-4.0: Here@3.2-3.6") == []


def test_what_comes_late_as_a_whole_is_told_once() -> None:
    assert told("3.0-4.6: Good@1.0-1.4 evening@1.4-2.3") == [("in_time_late", 1, "hard")]
    assert told("0.0-1.4: Good@1.0-1.4 evening@1.4-2.3") == [("in_time_early", 1, "hard")]


def test_a_doubtful_place_is_not_held_against_a_caption_but_told() -> None:
    found = sound_findings(heard("2.6-4.5: Good@2.0-2.4~ evening@2.4-4.3"), aligned(), NETFLIX)
    assert [(one.code, one.severity) for one in found] == [("in_time_late", Severity.SOFT)]
    assert "not sure itself" in found[0].text


def test_an_in_time_beside_a_later_word_is_soft_where_the_first_word_was_not_heard() -> None:
    assert set(told("2.0-4.5: Good evening@3.0-4.3")) == {("words_not_heard", 1, "soft"), ("in_time_early", 1, "soft")}


def test_speech_without_a_caption_is_found_where_words_were_heard() -> None:
    news = UncaptionedSpeech(9000, 14_000, 4200, "and now to our correspondent in Rome")
    choir = UncaptionedSpeech(30_000, 40_000, 9000, "")
    blink = UncaptionedSpeech(50_000, 51_000, 900, "uh")
    found = sound_findings((), aligned(news, choir, blink), NETFLIX)
    assert [(one.code, one.cue, one.start_ms, one.figure, one.severity.value) for one in found] == [
        ("speech_without_caption", None, 9000, 4200, "hard"),
        ("speech_without_caption", None, 30_000, 9000, "soft"),
    ]
    assert "correspondent in Rome" in found[0].text


def test_a_caption_that_nobody_says_is_found_and_a_sign_of_two_words_is_only_told() -> None:
    assert told("1.0-3.0: nobody says this here") == [("caption_without_speech", 1, "hard")]
    assert told("1.0-3.0: FOR SALE") == [("caption_without_speech", 1, "soft")]


def test_a_note_is_no_speech_and_breaks_no_rule() -> None:
    assert told("1.0-3.0:") == []


def test_text_in_another_order_than_the_speech_is_found_with_the_time_at_which_it_is_said() -> None:
    (found,) = sound_findings(heard("1.0-3.0: said much later on", elsewhere_s=70.5), aligned(), NETFLIX)
    assert (found.code, found.severity) == ("text_out_of_order", Severity.HARD)
    assert "00:01:10.500" in found.text


def test_words_that_do_not_sound_like_this_are_to_be_listened_to() -> None:
    found = sound_findings(heard("1.0-2.6: Good@1.0-1.4 morning@1.4-2.3", doubtful=["morning"]), aligned(), NETFLIX)
    assert [(one.code, one.figure, one.severity) for one in found] == [("text_unlike_sound", 1, Severity.SOFT)]
    assert "morning" in found[0].text
    assert not is_broken(found)
