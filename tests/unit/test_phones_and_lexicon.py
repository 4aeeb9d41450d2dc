"""How written words sound, in the acoustic model's phones."""

from __future__ import annotations

import pytest

from oncue.acoustic.lexicon import Lexicon, can_pronounce
from oncue.acoustic.phone_map import arpabet
from oncue.text.language_tags import WHISPER_LANGUAGES

MODEL_PHONES = {
    *("AA", "AE", "AH", "AO", "AW", "AY", "B", "CH", "D", "DH", "EH", "ER", "EY", "F", "G", "HH", "IH", "IY", "JH", "K"),
    *("L", "M", "N", "NG", "OW", "OY", "P", "R", "S", "SH", "T", "TH", "UH", "UW", "V", "W", "Y", "Z", "ZH"),
}


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon("en")


@pytest.mark.parametrize(
    ("ipa", "phones"),
    [
        ("bɔ̃ʒuʁ", "B OW N ZH UW HH"),
        ("ˈtʃaːo", "CH AE OW"),
        ("t͡ʃi", "CH IY"),
        ("ɲi", "N Y IY"),
        ("ʔaɪ", "AY"),
        ("ma˥˩", "M AE"),
        ("koɾasõn", "K OW D AE S OW N"),
    ],
)
def test_ipa_becomes_the_nearest_phones(ipa: str, phones: str) -> None:
    assert arpabet(ipa)[0] == tuple(phones.split())


def test_the_last_sound_of_a_word_chooses_among_its_phones_by_itself() -> None:
    assert [" ".join(way) for way in arpabet("kasa")] == ["K AE S AE", "K AE S AH", "K AE S AA", "K AH S AH", "K AA S AA"]


@pytest.mark.parametrize("ipa", ["", "ʔ", "˥"])
def test_what_has_no_sound_has_no_pronunciation(ipa: str) -> None:
    assert arpabet(ipa) == ()


@pytest.mark.parametrize(
    ("written", "phones"),
    [
        ("“muskrat,”", "M AH S K R AE T"),
        ("NPR", "EH N P IY AA R"),
        ("1994", "N AY N T IY N N AY N T IY F AO R"),
        ("1994", "W AH N TH AW Z AH N D N AY N HH AH N D R AH D N AY N T IY F AO R"),
        ("&", "AH N D"),
        ("boys’", "B OY Z"),
        ("café", "K AH F EY"),
    ],
)
def test_written_words_have_the_sound_of_their_reading(lexicon: Lexicon, written: str, phones: str) -> None:
    assert tuple(phones.split()) in lexicon.pronunciations(written)


def test_a_name_that_no_dictionary_has_still_sounds(lexicon: Lexicon) -> None:
    (phones, *_) = lexicon.pronunciations("Deshtitsa's")
    assert set(phones) <= MODEL_PHONES
    assert len(phones) >= 7


def test_an_accent_is_heard() -> None:
    lexicon = Lexicon("fr")
    assert [lexicon.pronunciations(word)[0][-1] for word in ("complété", "complète")] == ["EY", "T"]


def test_punctuation_has_no_sound(lexicon: Lexicon) -> None:
    assert lexicon.pronunciations("—") == ()


def test_a_language_without_pronunciations_says_so() -> None:
    assert can_pronounce("en")
    assert not can_pronounce("xx")
    assert not can_pronounce("yue")
    assert all(map(can_pronounce, WHISPER_LANGUAGES))


@pytest.mark.parametrize(
    ("language", "written", "phones"),
    [
        ("ja", "生まれながら", "UW M AE D EY N AE G AE D AE"),
        ("ja", "東京", "T OW K Y OW"),
        ("zh", "銀行", "IY N HH AE NG"),
        ("zh", "中国人", "JH UH NG G W OW ZH AH N"),
        ("hi", "मनुष्यों", "M AH N UH SH Y OW N"),
        ("ru", "BBC", "B IY B IY S IY"),
        ("es", "ONU", "OW N UW"),
        ("fr", "à", "AE"),
        ("fr", "est", "EH"),
        ("pt", "não", "N AH W N"),
    ],
)
def test_words_of_other_languages_and_scripts_are_read(language: str, written: str, phones: str) -> None:
    assert tuple(phones.split()) in Lexicon(language).pronunciations(written)
