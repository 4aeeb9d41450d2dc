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


def test_scripts_without_spaces_are_cut_into_words_with_their_punctuation() -> None:
    assert words("他说：“你好。”") == ["他", "说：", "“你好。”"]
    assert words("今天的新聞節目（臺北）") == ["今天", "的", "新聞", "節目", "（臺北）"]
    assert words("昨日の記者会見で、説明しました。") == ["昨日", "の", "記者", "会見", "で、", "説明", "しま", "した。"]
    assert words("สวัสดีครับ ข่าวเมื่อวานนี้") == ["สวัสดี", "ครับ", "ข่าว", "เมื่อ", "วาน", "นี้"]
    assert words("ສະບາຍດີທ່ານ") == ["ສະບາຍດີ", "ທ່ານ"]
    assert words("សូមស្វាគមន៍មកកាន់") == ["សូមស្វាគមន៍", "មកកាន់"]
    assert words("ယနေ့သတင်းများ") == ["ယနေ့", "သတင်း", "များ"]
    assert words("བོད་སྐད།") == ["བོད་", "སྐད།"]


def test_no_word_begins_with_a_small_kana_a_prolonged_sound_or_a_tone_mark() -> None:
    assert words("ダウンしちゃった") == ["ダウン", "し", "ちゃっ", "た"]
    assert words("えーっ、マジっすか") == ["えーっ、", "マジっす", "か"]
    assert not any(word[0] in "ะาิีึืฺุู็่้๊๋์ํๆ" for word in words("ก็ไม่รู้เหมือนกันนะครับๆ ทำไมล่ะ"))


def test_foreign_words_and_figures_inside_unspaced_text_stay_whole() -> None:
    assert words("東京でiPhone15を買う") == ["東京", "で", "iPhone15", "を", "買う"]
    assert words("F-16戦闘機は3.5万") == ["F-16", "戦闘機", "は", "3.5", "万"]


def test_ideographs_beyond_the_first_plane_are_counted_like_others() -> None:
    assert "".join(words("\U00020000\U00020001日本😀語")) == "\U00020000\U00020001日本😀語"


def test_letters_of_a_word_in_brackets_are_spelling() -> None:
    assert words("[W]e saw the person(s)") == ["[W]e", "saw", "the", "person(s)"]
