"""Arabic words with their vowel signs, read by their letters."""

from __future__ import annotations

import random
import re

import pytest

from oncue.acoustic.arabic_letters import by_letters
from oncue.acoustic.g2p import phonemes


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("كِتَابٌ", ["kitaːbun", "kitaːb"]),
        ("الشَّمْسُ", ["aʃamsu", "aʃams"]),
        ("القَمَرِ", ["alqamari", "alqamar"]),
        ("لِلنَّاسِ", ["linaːsi", "linaːs"]),
        ("طَوِيلًا", ["tawiːlan"]),
        ("طَوِيلاً", ["tawiːlan"]),
        ("حُرِّيَّةُ", ["ħurijatu", "ħurija"]),
        ("حُرِّيَّة", ["ħurija"]),
        ("مُتَسَاوِينَ", ["mutasaːwiːna", "mutasaːwiːn"]),
        ("بَيْتٍ", ["bajtin", "bajt"]),
        ("يَوْمَ", ["jawma", "jawm"]),
        ("هٰذَا", ["haːðaː"]),
        ("آمَنُوا", ["ʔaːmanuː"]),
        ("مِن", ["min"]),
        ("وَالِدُهُ", ["waːliduhu", "waːliduh"]),
        ("بَالِغَةٍ", ["baːliɣatin", "baːliɣa"]),
        ("الَّذِينَ", ["alaðiːna", "alaðiːn"]),
        ("لِلَّيْلِ", ["lilajli", "lilajl"]),
        ("وَالشَّمْسُ", ["waʃamsu", "waʃams"]),
        ("عَلَىٰ", ["ʕalaː"]),
        ("مَالٌ", ["maːlun", "maːl"]),
        ("والِدٌ", ["waːlidun", "waːlid"]),
        ("وَالِدَيْنِ", ["waːlidajni", "waːlidajn"]),
        ("الَّتِي", ["alatiː"]),
        ("وَالَّذِينَ", ["walaðiːna", "walaðiːn"]),
        ("الْتِزَامٌ", ["iltizaːmun", "iltizaːm"]),
        ("وَالْتَقَى", ["waltaqaː"]),
        ("اللَّيْلُ", ["alajlu", "alajl"]),
        ("مِائَةٌ", ["miʔatun", "miʔa"]),
        ("فَتَاةٌ", ["fataːtun", "fataː"]),
        ("دَعَوْا", ["daʕaw"]),
        ("سِياسَةٌ", ["sijaːsatun", "sijaːsa"]),
        ("دُنْيا", ["dunjaː"]),
        ("هُوَ", ["huwa", "huː"]),
        ("فِيْهِ", ["fiːhi", "fiːh"]),
        ("إيمَانٌ", ["ʔiːmaːnun", "ʔiːmaːn"]),
        ("اِيمَانٌ", ["iːmaːnun", "iːmaːn"]),
        ("هُدًى", ["hudan"]),
        ("قُرْآنٌ", ["qurʔaːnun", "qurʔaːn"]),
    ],
)
def test_written_vowels_are_read(written: str, said: list[str]) -> None:
    assert by_letters(written) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("حَتَّىٰ", ["ħataː"]),
        ("مُوسَىٰ", ["muːsaː"]),
        ("ٱلرَّحۡمَٰنِ", ["araħmaːni", "araħmaːn"]),
        ("ٱلۡحَمۡدُ", ["alħamdu", "alħamd"]),
        ("وَقَالُوا۟", ["waqaːluː"]),
        ("لَهُۥ", ["lahu", "lah"]),
        ("كِتَٰبٌۭ", ["kitaːbun", "kitaːb"]),
        ("بَعۡدِۖ", ["baʕdi", "baʕd"]),
        ("فِى", ["fiː"]),
    ],
)
def test_the_spelling_of_the_quran_is_read(written: str, said: list[str]) -> None:
    assert by_letters(written) == said


@pytest.mark.parametrize("word", ["جَآءَ", "عَلَىَّ", "ٱلضَّآلِّينَ", "هُدࣰى", "لَهُۥٓ", "إِبۡرَٰهِـۧمَ", "عَمْرٌو", "أُولَئِكَ"])
def test_a_spelling_that_is_not_understood_is_left_to_the_model(word: str) -> None:
    assert by_letters(word) == []


@pytest.mark.parametrize(
    "word", ["الِاسْمُ", "لِلِاسْمِ", "وَبِالْحَقِّ", "وَاسْتَعْمَلَ", "والدَةٌ", "الشَمْسُ", "الْشَّمْسُ", "تْالْبَيْتُ", "اسْمُهُ", "اتُّفِقَ"]
)
def test_an_alif_that_may_be_several_things_is_left_to_the_model(word: str) -> None:
    assert by_letters(word) == []


def test_no_reading_has_two_vowels_side_by_side() -> None:
    chance = random.Random(1)
    signs = ["", "", *"\u064b\u064c\u064e\u064f\u0650\u0651\u0652\u0670\u06df\u06e1", "\u0651\u064e", "\u064e\u0670"]
    read = 0
    for _ in range(20_000):
        word = "".join(chance.choice("بتلمنوييوااىآةءأإئٱوك") + chance.choice(signs) for _ in range(chance.randint(1, 5)))
        for said in by_letters(word):
            read += 1
            assert said, word
            assert not re.search("[aiu]ː?[aiu]|(^|[^aiu])ː", said), (word, said)
    assert read > 1000


@pytest.mark.parametrize(
    "word",
    ["", "كتاب", "تعسفاً", "أيضًا", "خوفًا", "ليلاً", "دولةٌ", "موتٌ", "صوتًا", "بيتًا", "خيرًا", "ثورةً", "زوجًا", "مَوتٌ",
     "شُكْرا", "مائَةٌ", "َ", "book", "בַּיִת", "1998"],
)  # fmt: skip
def test_a_word_without_all_its_vowels_is_not_read(word: str) -> None:
    assert by_letters(word) == []


def test_words_without_vowel_signs_are_read_by_the_model() -> None:
    assert phonemes("كتاب", "ar")
    assert phonemes("كِتَابٌ", "ar") == ("kitaːbun", "kitaːb")
