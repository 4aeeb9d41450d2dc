"""Which published words of scripts without spaces are which heard pieces, drawn as `written=heard pieces`."""

from __future__ import annotations

from oncue.alignment.match import match
from oncue.model import RecognisedWord
from oncue.text.normalize import match_keys
from oncue.text.sentence_ends import ends_sentence
from oncue.text.word_breaks import parts_of
from oncue.transcript import read_transcript


def _picture(written: str, heard: str, language: str) -> str:
    tokens = read_transcript(written.encode()).tokens
    words = [RecognisedWord(text, 300 * i, 300 * i + 250, 0.9) for i, text in enumerate(heard.split())]
    return " ".join(
        f"{'+'.join(t.text for t in tokens[m.token_start : m.token_end])}="
        f"{'+'.join(w.text for w in words[m.word_start : m.word_end])}"
        for m in match(tokens, words, language).matches
    )


def test_a_word_is_found_in_the_single_characters_that_a_recogniser_gives() -> None:
    assert _picture("今天的新闻节目。", "今 天 的 新 闻 节 目", "zh") == "今天=今+天 的=的 新闻=新+闻 节目。=节+目"
    assert _picture("昨日の記者会見で", "昨日の 記 者会 見で", "ja") == "昨日+の=昨日の 記者+会見+で=記+者会+見で"


def test_what_was_heard_besides_stays_outside() -> None:
    assert _picture("各位观众晚上好", "各 位 亲 爱 的 观 众 晚 上 好", "zh") == "各位=各+位 观众=观+众 晚上=晚+上 好=好"


def test_traditional_and_simplified_chinese_are_the_same_words() -> None:
    assert _picture("臺灣的新聞節目", "台 湾 的 新 闻 节 目", "zh") == "臺灣=台+湾 的=的 新聞=新+闻 節目=节+目"
    assert match_keys("裏面", "zh") == match_keys("里面", "zh") == match_keys("裡面", "zh")
    assert match_keys("國", "ja") == ("國",)


def test_chinese_characters_that_sound_alike_are_the_same() -> None:
    assert _picture("我们已经等得够久了", "我 們 以 經 登 的 夠 九 了", "zh") == (
        "我们=我+們 已经=以+經 等=登 得=的 够=夠 久=九 了=了"
    )


def test_kana_of_either_kind_and_width_are_the_same() -> None:
    assert (
        match_keys("サーバー", "ja") == match_keys("ｻｰﾊﾞｰ", "ja") == match_keys("さーばー", "ja") == ("さ", "ー", "ば", "ー")
    )


def test_thai_words_match_pieces_that_are_cut_inside_a_syllable() -> None:
    assert _picture("สวัสดีครับ ขณะนี้", "ส วั ส ดี ค รั บ ข ณ ะ นี้", "th") == "สวัสดี=ส+วั+ส+ดี ครับ=ค+รั+บ ขณะ=ข+ณ+ะ นี้=นี้"
    assert _picture("เมื่อวานนี้", "เ มื่ อ ว า น นี ้", "th") == "เมื่อ=เ+มื่+อ วาน=ว+า+น นี้=นี+้"


def test_a_vowel_sign_is_part_of_its_word() -> None:
    assert match_keys("नमस्ते", "hi") == ("नमस्ते",)
    assert match_keys("ทำ", "th") == match_keys("ท\u0e4d\u0e32", "th")


def test_the_smallest_parts_lose_nothing_and_leave_other_scripts_whole() -> None:
    assert parts_of("東京でiPhone15を") == ["東", "京", "で", "iPhone15", "を"]
    assert parts_of("เมื่อ") == ["เมื่", "อ"]
    assert parts_of("ស្វាគមន៍") == ["ស្វា", "គ", "ម", "ន៍"]
    assert parts_of("ကမ္ဘာ") == ["က", "မ္ဘာ"]


def test_sentences_end_with_the_marks_of_their_script() -> None:
    assert all(map(ends_sentence, ("だ。", "か？」", "好！”", "نعم؟", "है।", "ہے۔", "ပါ။")))
    assert not any(map(ends_sentence, ("で、", "说：", "نعم،")))
