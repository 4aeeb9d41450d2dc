"""What on a page is not speech: directions, buttons, notes, credits, headings."""

from __future__ import annotations

import pytest

from oncue.model import UnspokenKind
from oncue.transcript import read_transcript
from tests.unit.transcript_pictures import drawn, picture


@pytest.mark.parametrize(
    "direction",
    [
        "(SOUNDBITE OF MUSIC)", "[BREAK]", "(Laughter)", "[inaudible]", "[inaudible 00:12:03]", "(END EXCERPT)",
        "(Through interpreter)", "(Rires.)", "(Beifall bei der SPD)", "(Aplausos)", "（笑）", "(Speaking foreign language)",
        "[the president]", "*laughs*", "♪ (upbeat music) ♪", "[sic]",
    ],
)  # fmt: skip
def test_a_direction_is_never_speech(direction: str) -> None:
    for page in (f"ANN LEE: We met {direction} at noon.", f"ANN LEE: We met\n\n{direction}\n\nat noon."):
        tokens = read_transcript(page.encode()).tokens
        start = page.index(direction)
        inside = [token for token in tokens if start <= token.char_start < start + len(direction)]
        assert all(token.kind is UnspokenKind.STAGE_DIRECTION and not token.speakable for token in inside)
        assert [token.text for token in tokens if token.kind is None] == ["We", "met", "at", "noon."]


def test_a_direction_takes_its_full_stop_along_and_ends_a_word() -> None:
    assert drawn("ANN LEE: Well(LAUGHTER)yes (Laughter). No.") == picture("""
        [label] ANN LEE:
        ANN LEE| Well
        [stage] (LAUGHTER)
        ANN LEE| yes
        [stage] (Laughter).
        ANN LEE| No.
    """)


def test_prose_in_round_brackets_may_be_spoken() -> None:
    assert drawn("ANN LEE: I was (as he said yesterday) late. The Organization (NATO) met.") == picture("""
        [label] ANN LEE:
        ANN LEE| I was
        stage? ANN LEE| (as he said yesterday)
        ANN LEE| late. The Organization
        stage? ANN LEE| (NATO)
        ANN LEE| met.
    """)


def test_sung_words_may_be_captioned_and_notes_of_music_are_not() -> None:
    assert drawn("♪ Happy birthday to you ♪\n♪ soft music ♪") == picture("""
        [stage] ♪
        stage? Happy birthday to you ♪
        [stage] ♪ soft music ♪
    """)


def test_a_bracket_that_never_closes_hides_nothing() -> None:
    assert drawn("We met (at noon and left.\n\nThen [we went.") == "-| We met (at noon and left. Then [we went."


def test_a_radio_page_around_a_conversation() -> None:
    assert drawn("""
        © 2031 Harbor Radio
        Play Live Radio
        Next Up:
        0:00 0:00
        Available On Air Stations

        Harbor Talks Stall In The Capital
        By Rosa Quill
        Published March 5, 2031 at 4:00 PM EST

        ROSA QUILL: Good evening.
        Editor's note: we misspelled a name.
        You can read it all on our website.
        Related story: ferries.

        TOM BRINE: Thank you, Rosa. Transcript provided by Harbor, Copyright Harbor.

        Tom Brine has been with the station for two decades. His reports are heard daily.
        Careers
        Contact
    """) == picture("""
        [credit] © 2031 Harbor Radio
        [chrome] Play Live Radio Next Up: 0:00 0:00 Available On Air Stations
        heading? Harbor Talks Stall In The Capital
        credit? By Rosa Quill Published March 5, 2031 at 4:00 PM EST
        [label] ROSA QUILL:
        ROSA QUILL| Good evening.
        chrome? ROSA QUILL| Editor's note: we misspelled a name. You can read it all on our website. Related story: ferries.
        [label] TOM BRINE:
        TOM BRINE| Thank you, Rosa.
        [credit] Transcript provided by Harbor, Copyright Harbor.
        credit? Tom Brine has been with the station for two decades. His reports are heard daily. Careers
        chrome? Contact
    """)


def test_a_biography_below_the_last_turn_is_a_credit_even_without_a_notice() -> None:
    assert drawn("ROSA QUILL: Hello.\n\nTOM BRINE: Bye.\n\nTom Brine covers the harbor and lives nearby.") == picture("""
        [label] ROSA QUILL:
        ROSA QUILL| Hello.
        [label] TOM BRINE:
        TOM BRINE| Bye.
        credit? Tom Brine covers the harbor and lives nearby.
    """)


def test_credits_read_at_the_end_stay_candidates_of_the_turn() -> None:
    assert drawn("HOST: Bye. This episode was produced by Ann Lee. See you.\n\nGUEST: Bye.") == picture("""
        [label] HOST:
        HOST| Bye.
        credit? HOST| This episode was produced by Ann Lee.
        HOST| See you.
        [label] GUEST:
        GUEST| Bye.
    """)


@pytest.mark.parametrize(
    "sentence",
    [
        "Copyright law is complicated.",
        "By then we had left the house.",
        "From Washington comes this report.",
        "March 3, 2024 was a cold day.",
        "Listen.",
        "Share what you have.",
        "We use cookies to bake a cake.",
        "Transcripts are wonderful things.",
        "All rights were reserved for the crown.",
        "Next up: the weather.",
        "Home",
        "It was 0:00 on the clock.",
    ],
)
def test_no_sentence_that_can_be_said_is_ruled_out(sentence: str) -> None:
    for page in (
        sentence,
        f"ANN LEE: {sentence}",
        f"ANN LEE: Hello there. {sentence} Goodbye.",
        f"We left.\n\n{sentence}\n\nWe came.",
    ):
        tokens = read_transcript(page.encode()).tokens
        start = page.index(sentence)
        assert all(token.speakable for token in tokens if start <= token.char_start < start + len(sentence))


def test_a_poem_is_spoken_and_its_title_may_be() -> None:
    poem = "The Long Way Home\n\nI went along the river\nAnd nobody was there\nThe water had no colour\nThe trees had none\n"
    assert drawn(poem) == picture("""
        heading? The Long Way Home
        -| I went along the river And nobody was there The water had no colour The trees had none
    """)


def test_plain_prose_is_all_speech() -> None:
    assert drawn("It was noon.\n\nWe left (at last). Nobody waved; why should they?") == picture("""
        -| It was noon. We left
        stage? (at last).
        -| Nobody waved; why should they?
    """)


def test_a_column_of_times_is_a_players_and_a_single_time_is_said() -> None:
    assert drawn("0:01 welcome to the show\n0:05 today we talk\n0:09 bread and butter") == picture("""
        [chrome] 0:01
        -| welcome to the show
        [chrome] 0:05
        -| today we talk
        [chrome] 0:09
        -| bread and butter
    """)
    assert drawn("10:30 is when we left.\nThen it rained.") == "-| 10:30 is when we left. Then it rained."
