"""Arabic words with their vowel signs, read by their letters."""

from __future__ import annotations

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
    ],
)
def test_written_vowels_are_read(written: str, said: list[str]) -> None:
    assert by_letters(written) == said


@pytest.mark.parametrize("word", ["", "كتاب", "تعسفاً", "أيضًا", "خوفًا", "دولةٌ", "بيتًا", "وَقَالُوا۟", "َ", "book", "בַּיִת", "1998"])
def test_a_word_without_all_its_vowels_is_not_read(word: str) -> None:
    assert by_letters(word) == []


def test_words_without_vowel_signs_are_read_by_the_model() -> None:
    assert phonemes("كتاب", "ar")
    assert phonemes("كِتَابٌ", "ar") == ("kitaːbun", "kitaːb")
