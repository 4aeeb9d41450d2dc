"""Sounds that a transcript describes without brackets, and capitals that are speech."""

from __future__ import annotations

import pytest

from oncue.transcript import read_transcript
from tests.unit.transcript_pictures import drawn, picture


@pytest.mark.parametrize(
    "sound",
    [
        "APPLAUSE",
        "LAUGHTER AND APPLAUSE",
        "DOOR SLAMS",
        "DOG BARKS IN DISTANCE, DOOR CREAKS",
        "PHONE VIBRATES",
        "SHE CHUCKLES",
        "KETTLE WHISTLES, BIRDS SQUAWK AND CROWD CHEERS",
        "RIRES DU PUBLIC",
        "APPLAUDISSEMENTS",
        "BEIFALL",
        "GELÄCHTER IM SAAL",
        "RISAS",
        "APLAUSOS DEL PÚBLICO",
        "RISATE",
        "RISOS",
        "GELACH",
        "OKLASKI",
        "POTLESK",
        "СМЕХ В ЗАЛЕ",
        "АПЛОДИСМЕНТЫ",
        "ОПЛЕСКИ",
        "SKRATT",
        "LATTER",
        "ALKIŞLAR",
        "ΧΕΙΡΟΚΡΟΤΗΜΑΤΑ",
    ],
)
def test_a_sound_in_capitals_on_its_own_line_is_left_out(sound: str) -> None:
    page = f"Good morning to all of you.\n\n{sound}\n\nNow we go on with the news."
    assert drawn(page) == f"-| Good morning to all of you.\n[stage] {sound}\n-| Now we go on with the news."


@pytest.mark.parametrize(
    "sound",
    [
        "掌声",
        "笑声",
        "拍手",
        "박수",
        "تصفيق",
        "ضحك",
        "מחיאות כפיים",
        "तालियाँ",
        "ปรบมือ",
        "Laughter",
        "Applause",
        "Risas",
        "Gelächter",
    ],
)
def test_a_sound_that_nothing_but_its_line_sets_apart_is_left_to_the_recording(sound: str) -> None:
    tokens = read_transcript(f"Good morning to all of you.\n\n{sound}\n\nNow we go on with the news.".encode()).tokens
    kinds = {token.kind.value if token.kind else None for token in tokens[6:-7]}
    assert kinds == {"stage_direction"}
    assert all(token.speakable for token in tokens)


def test_sounds_inside_captions_and_before_colons() -> None:
    assert drawn("""
        1
        00:00:01,000 --> 00:00:04,000
        DOG YAPS Beware of the cat.

        2
        00:00:04,000 --> 00:00:07,000
        See you soon. DOOR SLAMS

        3
        00:00:07,000 --> 00:00:10,000
        Really? SIGHS: Yes.
    """) == picture("""
        [stage] DOG YAPS
        -| Beware of the cat. See you soon.
        [stage] DOOR SLAMS
        -| Really?
        [stage] SIGHS:
        -| Yes.
    """)


def test_who_speaks_after_a_sound_with_a_colon_is_not_known() -> None:
    assert drawn("ROSA QUILL: One. LAUGHS: Two.\n\nTOM BRINE: Three.\n\nAPPLAUSE: Four.\n\nLaughter: five.") == picture("""
        [label] ROSA QUILL:
        ROSA QUILL| One.
        [stage] LAUGHS:
        -| Two.
        [label] TOM BRINE:
        TOM BRINE| Three.
        [stage] APPLAUSE:
        -| Four.
        stage? Laughter:
        -| five.
    """)


def test_a_sound_without_a_colon_ends_no_turn() -> None:
    assert drawn("ROSA QUILL: One.\n\nAPPLAUSE\n\nTwo.\n\nTOM BRINE: Three.") == picture("""
        [label] ROSA QUILL:
        ROSA QUILL| One.
        [stage] APPLAUSE
        ROSA QUILL| Two.
        [label] TOM BRINE:
        TOM BRINE| Three.
    """)


@pytest.mark.parametrize(
    "speech",
    [
        "It said NO ENTRY on the gate.",
        "IKEA may have something like that.",
        "NASA sent it up again.",
        "MUSIC is what I live for.",
        "I said STOP and he went on.",
        "The BBC and ITV showed it.",
        "He laughs and the door slams.",
        "Laughter is the best medicine.",
        "We LAUGHED about it.",
        "STOP THE CAR",
        "THANK YOU ALL",
        "BREAKING NEWS",
        "THE KING OF SPAIN",
    ],
)
def test_capitals_and_words_of_sounds_within_speech_stay(speech: str) -> None:
    tokens = read_transcript(f"Good morning to all of you.\n\n{speech}\n\nNow we go on with the news.".encode()).tokens
    assert all(token.speakable and token.kind is None for token in tokens)


@pytest.mark.parametrize("speech", ["THE DOG BARKS!", "MUSIC", "IT STOPS", "THE PHONE RINGS"])
def test_capitals_that_somebody_may_say_are_left_to_the_recording(speech: str) -> None:
    tokens = read_transcript(f"Good morning to all of you.\n\n{speech}\n\nNow we go on with the news.".encode()).tokens
    assert all(token.speakable for token in tokens)


def test_capitals_tell_nothing_on_a_page_in_capitals() -> None:
    page = ">> THE DOG BARKS AT NIGHT.\n>> EVERYBODY LAUGHS ABOUT IT.\n>> AND THE CROWD CHEERS."
    assert all(token.speakable for token in read_transcript(page.encode()).tokens if token.text != ">>")


@pytest.mark.parametrize("last", ["plain (LAUGHTER)[00:01:02]", "Hello (APPLAUSE) [00:01:02]", "Goodbye [00:01:02]"])
def test_the_last_words_with_a_sound_and_the_time_behind_them_are_speech(last: str) -> None:
    for text in (last, f"We are at the end of it.\n\n{last}"):
        said = [token.text for token in read_transcript(text.encode()).tokens if token.speakable]
        assert said[-1] == last.split()[0]
