"""Telling the language of a transcript."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignment.language import WHISPER_LANGUAGES, detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The polls are open until nine o'clock tonight.", "en"),
        ("Les bureaux de vote sont ouverts jusqu'à vingt heures.", "fr"),
        ("Las urnas están abiertas hasta las nueve de la noche.", "es"),
        ("Die Wahllokale sind bis achtzehn Uhr geöffnet.", "de"),
        ("De stembussen zijn vanavond tot negen uur open.", "nl"),
        ("Le urne sono aperte fino alle nove di sera.", "it"),
        ("As urnas ficam abertas até às nove horas da noite.", "pt"),
        ("Избирательные участки открыты до девяти вечера.", "ru"),
        ("Виборчі дільниці відкриті до восьмої вечора.", "uk"),
        ("投票所は今夜八時まで開いています。", "ja"),
        ("投票站今晚九点关闭。", "zh"),
        ("투표소는 오늘 저녁 여덟 시까지 열려 있습니다.", "ko"),
        ("مراكز الاقتراع مفتوحة حتى الساعة التاسعة مساء.", "ar"),
        ("צפו בתוצאות הבחירות הערב.", "he"),
    ],
)
def test_a_sentence_is_enough(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hello", "en"),
        ("Yes.", "en"),
        ("OK", "en"),
        ("Bonjour", "fr"),
        ("Guten Tag", "de"),
        ("Привет", "ru"),
        ("你好", "zh"),
        ("こんにちは", "ja"),
    ],
)
def test_a_word_gives_the_likely_language(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize("text", ["", "   ", "12 34 56", "...!?"])
def test_text_without_letters_is_taken_for_english(text: str) -> None:
    assert detect_language(text) == "en"


def test_capitals_are_read_like_small_letters() -> None:
    assert detect_language("LES BUREAUX DE VOTE SONT OUVERTS JUSQU'À VINGT HEURES") == "fr"


def test_a_foreign_menu_does_not_outweigh_the_programme() -> None:
    page = (
        "Play Live Radio. Available on air stations. " * 5 + "Les bureaux de vote sont ouverts jusqu'à vingt heures. " * 400
    )
    assert detect_language(page) == "fr"


@given(st.text())
def test_the_answer_is_always_a_language_whisper_knows(text: str) -> None:
    assert detect_language(text) in WHISPER_LANGUAGES


def test_the_list_is_whispers_own() -> None:
    tokenizer = pytest.importorskip("whisper.tokenizer", reason="openai-whisper is not installed")
    assert set(tokenizer.LANGUAGES) - {"haw", "yue"} == WHISPER_LANGUAGES
