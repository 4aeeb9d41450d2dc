"""How text is cut into words."""

from __future__ import annotations

from tests.unit.transcript_pictures import words


def test_a_word_keeps_its_punctuation() -> None:
    assert words('"Well," he said, "it\'s 5%."') == ['"Well,"', "he", "said,", "\"it's", '5%."']


def test_a_long_dash_between_letters_parts_two_words_and_stays_with_the_first() -> None:
    assert words("word—word end--start up–down “no”—said") == [
        "word—",
        "word",
        "end--",
        "start",
        "up–",
        "down",
        "“no”—",
        "said",
    ]


def test_an_ellipsis_between_letters_parts_two_words() -> None:
    assert words("wait...what wait…“what") == ["wait...", "what", "wait…", "“what"]


def test_hyphens_and_number_ranges_join() -> None:
    assert words("non-intervention 1990–1995 semi-heights") == ["non-intervention", "1990–1995", "semi-heights"]


def test_lone_punctuation_is_a_word_of_its_own() -> None:
    assert words("in 1994 - that's when • then") == ["in", "1994", "-", "that's", "when", "•", "then"]


def test_every_unicode_space_parts_words_and_no_invisible_sign_does() -> None:
    assert words("a\u00a0b\u2009c\u3000d\u202fe") == ["a", "b", "c", "d", "e"]
    assert words("x\u200by \u202bword\u202c") == ["x\u200by", "\u202bword\u202c"]


def test_scripts_without_spaces_are_cut_at_every_sign_with_its_punctuation() -> None:
    assert words("他说：“你好。”") == ["他", "说：", "“你", "好。”"]
    assert words("「ねえ」と、ちょっと") == ["「ね", "え」", "と、", "ちょっ", "と"]
    assert words("สวัสดีครับ") == ["ส", "วั", "ส", "ดี", "ค", "รั", "บ"]


def test_foreign_words_inside_unspaced_text_stay_whole() -> None:
    assert words("東京でiPhone15を買う") == ["東", "京", "で", "iPhone15", "を", "買", "う"]


def test_letters_of_a_word_in_brackets_are_spelling() -> None:
    assert words("[W]e saw the person(s)") == ["[W]e", "saw", "the", "person(s)"]
