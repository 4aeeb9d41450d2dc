"""Where captions and their lines break, drawn as they appear on screen."""

from __future__ import annotations

import pytest

from bench.caption_pictures import drawn, options_of, picture, read_out, screens
from oncue.captions.segmentation import segment


def test_text_that_fits_stays_on_one_line() -> None:
    assert screens("The polls are open until nine.") == "The polls are open until nine."


def test_lines_break_after_a_clause_and_not_inside_one() -> None:
    assert screens("After months of spirited debate, the time has come for a decision.") == picture("""
        After months of spirited debate,
        the time has come for a decision.
    """)


def test_lines_break_before_prepositions_and_conjunctions() -> None:
    assert screens("The committee published its final report on the state of the nation.") == picture("""
        The committee published its final report
        on the state of the nation.
    """)


def test_each_sentence_has_a_cue_where_both_do_not_fit() -> None:
    assert screens(
        "Our system is one of America's greatest strengths.(200) It was founded on the belief in equality."
    ) == picture("""
        Our system is one
        of America's greatest strengths.

        It was founded on the belief in equality.
    """)


def test_short_sentences_share_a_cue_a_line_each() -> None:
    assert screens("Good morning. This Tuesday is election day.") == picture("""
        Good morning.
        This Tuesday is election day.
    """)


def test_a_long_pause_parts_even_a_sentence() -> None:
    assert screens("And the winner(1500) is Anna.") == picture("""
        And the winner

        is Anna.
    """)


def test_names_are_not_torn_apart() -> None:
    text = screens(
        "The talks were led by the Minister of Trade Clara Lindqvist and the envoy Tobias Brandauer in Oslo on Wednesday."
    )
    for name in ("Minister of Trade", "Clara Lindqvist", "Tobias Brandauer"):
        assert name in text


def test_an_abbreviation_ends_no_sentence() -> None:
    text = screens("We will ask Dr. Smith of the U.S. Department of Energy to send the pages that we need.")
    assert "Dr. Smith" in text
    assert "U.S. Department" in text


def test_no_line_ends_with_an_article() -> None:
    script = (
        "All of us owe them and their families a special debt of gratitude on the day of the election in a free country."
    )
    endings = {line.split()[-1] for line in screens(script).split("\n") if line}
    assert not endings & {"a", "the", "of", "in", "and"}


def test_figures_and_their_units_stay_together() -> None:
    text = screens("Scientists at the institute have measured a mass of 3 500 kilograms in that enormous crater.")
    assert "3 500" in text


def test_a_word_longer_than_a_line_has_one_to_itself() -> None:
    word = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"
    assert word in screens(f"The {word} was repealed.").split("\n")


def test_a_loose_dash_stays_at_the_end_of_its_line() -> None:
    assert screens("The pact was signed with Norway back in 1987 — that is when it gave up its harbour.") == picture("""
        The pact was signed
        with Norway back in 1987 —

        that is when it gave up its harbour.
    """)


def test_words_that_were_not_spoken_leave_no_trace() -> None:
    assert screens("Good ~evening,~ morning, ~everyone.~") == "Good morning,"


def test_touching_words_are_not_driven_apart() -> None:
    assert screens("日本語 の 字幕", language="ja") == "日本語 の 字幕"


def test_wide_characters_take_two_columns() -> None:
    text = screens("一二三四五六七八九十 " * 4, options_of(max_chars=42), language="de")
    assert max(len(line) for line in text.split("\n")) == 21


def test_a_line_of_chinese_is_counted_in_full_width_characters() -> None:
    text = screens("一二三四五六七八九十 " * 4, options_of(max_chars=21), language="zh")
    assert max(len(line) for line in text.split("\n")) == 21


def test_other_languages_break_after_punctuation_and_before_short_words() -> None:
    assert screens(
        "Depuis plusieurs mois de débats animés, les citoyens attendent la date du vote.", language="fr"
    ) == picture("""
        Depuis plusieurs mois de débats animés,
        les citoyens attendent la date du vote.
    """)


@pytest.mark.parametrize(("profile", "widest"), [("netflix", 42), ("bbc", 37), ("dcmp", 32)])
def test_each_profile_keeps_its_line_length(profile: str, widest: int) -> None:
    script = (
        "Every election day, millions of Americans of all races, religions, and backgrounds step into voting booths. " * 3
    )
    lines = screens(script, options_of(profile)).split("\n")
    assert widest - 12 <= max(map(len, lines)) <= widest


def test_one_line_is_enough_for_a_ticker() -> None:
    text = screens("After months of spirited debate, the time has come for a decision.", options_of(max_lines=1))
    assert text == picture("""
        After months of spirited debate,

        the time has come for a decision.
    """)


def captions(page: str, language: str, *, ms_per_char: int = 150) -> str:
    return drawn(segment(*read_out(page, language, ms_per_char=ms_per_char), options_of()))


def test_a_japanese_line_begins_with_no_particle_no_ending_and_no_small_kana() -> None:
    assert captions(
        "昨日の記者会見で新型コロナウイルスの対策について説明しました。サーバーがダウンしちゃったことも認めました。", "ja"
    ) == (
        picture("""
        昨日の記者会見で
        新型コロナウイルスの

        対策について説明しました。

        サーバーがダウンしちゃったことも
        認めました。
    """)
    )


def test_a_japanese_quotation_goes_on_to_what_said_it() -> None:
    assert captions("知事は「もう少しだけ我慢していただきたい。」と述べました。", "ja") == picture("""
        知事は「もう少しだけ
        我慢していただきたい。」と

        述べました。
    """)


def test_a_chinese_line_breaks_between_words_and_before_no_particle() -> None:
    page = "国务院总理昨天在北京会见了来访的美国总统，双方就经济合作和气候变化等问题交换了意见。"
    assert captions(page, "zh") == picture("""
        国务院总理昨天在北京会见了
        来访的美国总统，双方就经济合作

        和气候变化等问题交换了意见。
    """)


def test_a_thai_line_breaks_at_a_space_or_between_words() -> None:
    assert captions("สวัสดีครับ ขณะนี้เวลาเจ็ดนาฬิกา เศรษฐกิจไทยจะดีขึ้นในปีหน้า", "th", ms_per_char=60) == picture("""
        สวัสดีครับ ขณะนี้เวลาเจ็ดนาฬิกา
        เศรษฐกิจไทยจะดีขึ้นในปีหน้า
    """)


def test_french_signs_behind_a_space_stay_with_their_words() -> None:
    assert captions(
        "Il a demandé : « Pourquoi donc tout cela aujourd'hui\u202f? », puis il est parti\u00a0!", "fr", ms_per_char=60
    ) == (
        picture("""
        Il a demandé :

        « Pourquoi donc tout cela aujourd'hui ? »,

        puis il est parti !
    """)
    )


@pytest.mark.parametrize(
    ("language", "text", "never"),
    [
        ("de", "Die Regierung hat gestern einen Entwurf für den Ausbau der Bahn vorgelegt.", ("einen", "für", "den", "der")),
        ("es", "Los ciudadanos esperan desde hace meses la respuesta del gobierno central.", ("desde", "la", "del")),
        (
            "it",
            "I cittadini aspettano da molti mesi la risposta del governo alle loro domande.",
            ("da", "la", "del", "alle"),
        ),
        ("pt", "Os cidadãos esperam há muitos meses pela resposta do governo às perguntas.", ("pela", "do", "às")),
        ("nl", "De burgers wachten al maanden op het antwoord van de regering op hun vragen.", ("op", "het", "van", "de")),
        ("he", "חברת התקשורת הודיעה היום על פיטוריהם של אלפי עובדים ברחבי הארץ.", ("על", "של")),
        ("hi", "सरकार ने कल दिल्ली में नए कानून का मसौदा पेश किया है और जनता से राय मांगी है।", ("और",)),
    ],
)
def test_no_line_ends_with_a_small_word(language: str, text: str, never: tuple[str, ...]) -> None:
    shown = screens(text, language=language)
    ends = [line.split()[-1] for line in shown.split("\n") if line]
    assert len(ends) > 1
    assert not set(ends) & set(never)
