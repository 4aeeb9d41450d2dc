"""Written numbers and what is said for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncue.text.language_tags import WHISPER_LANGUAGES
from oncue.text.normalize import match_keys
from oncue.text.numbers import number_readings, sign_words, spoken_number
from oncue.text.spoken_forms import spoken_readings


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("de", "1994", "neunzehnhundertvierundneunzig"),
        ("de", "2024", "zweitausendvierundzwanzig"),
        ("nl", "1994", "negentienvierennegentig"),
        ("sv", "1994", "nittonhundranittiofyra"),
        ("fr", "1994", "mille neuf cent quatre vingt quatorze"),
        ("zh", "1994", "一 九 九 四"),
        ("de", "1.234,5", "eintausendzweihundertvierunddreißig komma fünf"),
        ("fr", "1 234,5", "mille deux cent trente quatre virgule cinq"),
        ("fr", "1\u202f234", "mille deux cent trente quatre"),
        ("ru", "3,14", "три целых четырнадцать сотых"),
        ("it", "1.000.000", "un milione"),
        ("hi", "1,23,456", "एक लाख तेईस हज़ार चार सौ छप्पन"),
        ("de", "1'234", "eintausendzweihundertvierunddreißig"),
        ("fr", "1er", "premier"),
        ("fr", "2e", "deuxième"),
        ("es", "1a", "primera"),
        ("ru", "21-й", "двадцать первый"),
        ("de", "5,20€", "fünf euro zwanzig"),
        ("de", "$5", "fünf dollar"),
        ("pl", "500zł", "pięćset złotych"),
        ("ru", "500₽", "пятьсот рублей"),
        ("de", "50%", "fünfzig prozent"),
        ("tr", "%50", "yüzde elli"),
        ("de", "-5°c", "fünf grad celsius"),
        ("de", "14.30", "vierzehn dreißig"),
        ("fr", "14h30", "quatorze heures trente"),
        ("fr", "12/05/2024", "douze mai deux mille vingt quatre"),
        ("de", "12.05.2024", "zwölfte mai zweitausendvierundzwanzig"),
        ("de", "1990–1995", "neunzehnhundertneunzig neunzehnhundertfünfundneunzig"),
        ("de", "0800", "null acht null null"),
        ("de", "1.2.3", "eins zwei drei"),
        ("en", "007", "zero zero seven"),
        ("en", "5°c", "five degrees celsius"),
        ("en", "1/2", "one half"),
        ("en", "3/4", "three quarters"),
        ("en", "2/3", "two thirds"),
        ("en", "7/8", "seven eighths"),
        ("en", "24/7", "twenty four seven"),
        ("en", "9/11", "nine eleven"),
        ("en", "3/4/2019", "march fourth twenty nineteen"),
        ("en", "25/12/2019", "december twenty fifth twenty nineteen"),
        ("en", "2019-03-04", "march fourth twenty nineteen"),
        ("en", "10:30am", "ten thirty am"),
        ("en", "3:00pm", "three pm"),
        ("en", "10:05", "ten oh five"),
        ("en", "5'11", "five eleven"),
        ("en", "$1.5bn", "one point five billion dollars"),
        ("en", "1990s", "nineteen nineties"),
        ("en", "1.5x", "one point five x"),
        ("en", "no5", "number five"),
        ("fr", "1/2", "un demi"),
        ("fr", "3/4", "trois quarts"),
        ("fr", "1er.", "premier"),
        ("de", "1990er", "neunzehnhundertneunziger"),
        ("sv", "90-talet", "nittiotalet"),
        ("es", "1/3", "un tercio"),
        ("it", "3/4", "tre quarti"),
        ("ru", "1/2", "половина"),
        ("zh", "3/4", "四 分之 三"),
        ("am", "1234567", "ሚሊዮን ሁለት መቶ ሦስት አስር አራት ሺ አምስት መቶ ስድስት አስር ሰባት"),
    ],
)
def test_a_number_is_said_as_its_language_says_it(language: str, written: str, said: str) -> None:
    assert " ".join(spoken_number(written, language) or ()) == said


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("de", "1994", "eintausendneunhundertvierundneunzig"),
        ("de", "3.", "dritte"),
        ("fr", "14h30", "quatorze trente"),
        ("de", "112", "eins eins zwei"),
        ("en", "2010", "two thousand ten"),
        ("en", "1/2", "half a"),
        ("en", "1/4", "a quarter"),
        ("en", "3/4", "march fourth"),
        ("en", "9/11", "september eleventh"),
        ("en", "4", "fourth"),
        ("en", "747", "seven forty seven"),
        ("en", "911", "nine one one"),
        ("en", "007", "oh oh seven"),
        ("en", "2500", "twenty five hundred"),
        ("en", "10:45", "quarter to eleven"),
        ("en", "10am", "ten a m"),
        ("en", "5'11", "five foot eleven"),
        ("en", "20mph", "twenty miles an hour"),
        ("en", "10-15", "ten to fifteen"),
        ("en", "1-0", "one nil"),
        ("en", "4x4", "four by four"),
        ("en", "$5.50", "five fifty"),
    ],
)
def test_another_reading_is_offered_too(language: str, written: str, said: str) -> None:
    assert said in [" ".join(reading) for reading in number_readings(written, language)[1:]]


@pytest.mark.parametrize(
    ("language", "native", "ascii_digits"),
    [("ar", "١٩٩٤", "1994"), ("fa", "۱۲۳", "123"), ("hi", "१९९४", "1994"), ("bn", "১৯৯৪", "1994"), ("ja", "１２３", "123")],
)
def test_digits_of_every_script_are_the_same_number(language: str, native: str, ascii_digits: str) -> None:
    assert match_keys(native, language) == match_keys(ascii_digits, language)
    assert match_keys(native, language) != (ascii_digits,)


@pytest.mark.parametrize(
    ("language", "digits", "words"),
    [
        ("de", "1994", "neunzehnhundertvierundneunzig"),
        ("es", "16", "dieciséis"),
        ("pt", "3º", "terceiro"),
        ("fr", "80", "quatre-vingts"),
        ("uk", "9", "дев’ять"),
        ("ru", "25", "двадцать пять"),
        ("sv", "3:e", "tredje"),
        ("de", "50 %", "fünfzig Prozent"),
        ("fr", "20 €", "vingt euros"),
    ],
)
def test_digits_match_the_words_written_out(language: str, digits: str, words: str) -> None:
    keys = [[key for word in text.split() for key in match_keys(word, language)] for text in (digits, words)]
    assert keys[0] == keys[1]


@pytest.mark.parametrize("language", ["yo", "ha", "xx", "ba"])
def test_digits_stay_where_nobody_says_numbers(language: str) -> None:
    assert spoken_number("1994", language) == ("1994",)
    assert match_keys("1,994", language)[-1].isdecimal()


@pytest.mark.parametrize("sign", ["&", "+", "=", "@", "%"])
def test_signs_are_not_read_in_english_elsewhere(sign: str) -> None:
    assert not {"and", "plus", "equals", "at", "percent", sign} & set(spoken_readings(sign, "de")[0])


def test_letters_stand_for_money_only_where_it_is_spent() -> None:
    assert sign_words("kr", "sv") == ("kronor",)
    assert sign_words("ft", "de") == ()
    assert spoken_number("5ft", "de") == ("fünf", "ft")


@given(st.text("0123456789.,:'%€/-h °", min_size=1, max_size=14), st.sampled_from(sorted(WHISPER_LANGUAGES)))
def test_whatever_is_written_has_keys_in_every_language(text: str, language: str) -> None:
    if any(character.isdecimal() for character in text):
        assert match_keys(text, language)
        assert match_keys(text, language) == match_keys(
            text.translate({ord(c): 0x660 + int(c) for c in "0123456789"}), language
        )
