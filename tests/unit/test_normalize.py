"""Written words and the keys they are compared by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncue.text.normalize import fold, match_keys


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("archaeological", "archeological,"),
        ("colour", "color"),
        ("co-educational.", "co educational"),
        ("“We’ll", "we will"),
        ("won't", "will not"),
        ("1994", "nineteen ninety-four"),
        ("21st", "twenty-first"),
        ("1990s", "nineteen nineties"),
        ("$12.5", "twelve point five dollars"),
        ("50%", "fifty percent"),
        ("10:30", "ten thirty"),
        ("1,250", "one thousand two hundred and fifty"),
        ("10-year-old", "ten year old"),
        ("U.S.", "US"),
        ("N.P.R.", "NPR"),
        ("café", "cafe"),
        ("کتابی", "كتابي"),
        ("عـــلم", "عِلْمٌ"),
        ("Ｆｕｌｌ", "full"),
        ("Dr.", "doctor"),
    ],
)
def test_two_ways_to_write_the_same_speech_have_the_same_keys(written: str, heard: str) -> None:
    keys = [key for word in heard.split() for key in match_keys(word, "en") if key != "and"]
    assert list(match_keys(written, "en")) == keys


@pytest.mark.parametrize("language", ["ar", "fa"])
@pytest.mark.parametrize(("written", "heard"), [("الحرية", "الحريه"), ("على", "علي"), ("پ.ک.ک", "پکک")])
def test_forms_of_a_letter_are_one_in_arabic_and_persian(written: str, heard: str, language: str) -> None:
    assert match_keys(written, language) == match_keys(heard, language)


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [("ہے", "ہی", "ur"), ("کہا", "کھا", "ur"), ("بىر", "بير", "ug"), ("ئەو", "ئهو", "ckb"), ("لي", "لی", "ps")],
)
def test_letters_that_differ_in_other_languages_are_others(one: str, other: str, language: str) -> None:
    assert match_keys(one, language) != match_keys(other, language)


def test_haa_with_a_hamza_is_haa_in_persian() -> None:
    assert match_keys("خانۀ", "fa") == match_keys("خانهٔ", "fa") == match_keys("خانه", "fa")


def test_only_kaf_yaa_and_the_joining_alif_are_one_where_the_language_is_unknown() -> None:
    assert match_keys("کی", "") == match_keys("كي", "")
    assert len({match_keys(word, "") for word in ("ہے", "ہي", "ھي", "هي")}) == 4


def test_an_elided_article_is_a_word_of_its_own_in_french() -> None:
    assert match_keys("l’heure", "fr") == ("l", "heure")


@pytest.mark.parametrize("text", ["—", "...", "“”", "-", "\u200b"])
def test_punctuation_has_no_keys(text: str) -> None:
    assert match_keys(text, "en") == ()


@given(st.text(max_size=30), st.sampled_from(["en", "fr", "de", "ru", "ar", "ja", "xx"]))
def test_any_text_has_keys_without_spaces_or_punctuation_around(text: str, language: str) -> None:
    for key in match_keys(text, language):
        assert key
        assert key == key.strip(" .,;:!?'\"")


@given(st.text(max_size=30))
def test_folding_folded_text_changes_nothing(text: str) -> None:
    once = fold(text)
    assert fold(once) == fold(fold(once))
