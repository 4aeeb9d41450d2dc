"""EBU STL and SCC files as transcripts: their character tables, blocks, colours, doubled codes and channels."""

from __future__ import annotations

import pytest

from oncue.model import Transcript
from oncue.transcript import read_transcript
from tests.unit.broadcast_files import scc_file, scc_text, stl_block, stl_file
from tests.unit.transcript_pictures import drawn, picture


def _words(transcript: Transcript) -> str:
    return " ".join(token.text for token in transcript.tokens)


def _codes(transcript: Transcript) -> list[str]:
    return [notice.split(":")[0] for notice in transcript.notices]


@pytest.mark.parametrize(
    ("table", "written", "words"),
    [
        (b"00", b"\xc2el\xc8eve \xcfc \xfb", "élëve č ß"),
        (b"01", "Доброе утро".encode("iso8859_5"), "Доброе утро"),
        (b"02", "صباح الخير".encode("iso8859_6"), "صباح الخير"),
        (b"03", "Καλημέρα σας".encode("iso8859_7"), "Καλημέρα σας"),
        (b"04", "בוקר טוב לכולם".encode("iso8859_8"), "בוקר טוב לכולם"),
        (b"04", "בוקר טוב לכולם"[::-1].encode("iso8859_8"), "בוקר טוב לכולם"),
    ],
)
def test_the_ebus_character_tables_are_read(table: bytes, written: bytes, words: str) -> None:
    transcript = read_transcript(stl_file(stl_block(1, written), table=table))
    assert (_words(transcript), transcript.notices) == (words, ())


def test_blocks_of_the_ebus_are_joined_ordered_and_told() -> None:
    data = stl_file(
        stl_block(2, b"and this", second=5),
        stl_block(1, b"This is", last=0, second=3),
        stl_block(1, b" one\x8acue\x8a\x80slanted\x81.", last=0xFF, second=3),
        stl_block(3, b"user data", last=0xFE),
        stl_block(4, b"not for air", comment=1),
        count=99,
    )
    transcript = read_transcript(data)
    assert _words(transcript) == "This is one cue slanted. and this"
    assert sorted(_codes(transcript)) == ["block_count_wrong", "comments_left_out", "order_by_time"]


def test_another_colour_of_teletext_is_another_unknown_speaker() -> None:
    data = stl_file(
        stl_block(1, b"\x0b\x0bANNA LEE: Good morning,"),
        stl_block(2, b"\x0b\x0beverybody."),
        stl_block(3, b"\x03\x0b\x0bHello, Anna."),
        stl_block(4, b"\x03\x0b\x0bHow are you?"),
    )
    assert drawn(data) == picture("""
        [label] ANNA LEE:
        ANNA LEE| Good morning, everybody.
        -| Hello, Anna. How are you?
    """)


def test_doubled_codes_characters_and_both_ways_of_deleting_are_read() -> None:
    taken_back = f"{scc_text('Cafx')} 9421 9421 {scc_text('e ')} 9232 9232 {scc_text(' ')} 9137 9137"
    line = f"00:00:01:00\t9420 9420 9470 9470 {taken_back} 942f 942f"
    # The last letter is deleted, then an extended letter replaces the space sent before it.
    assert _words(read_transcript(scc_file(line, "00:00:03:00\t942c 942c"))) == "CafeÇ ♪"


def test_a_second_channel_in_the_same_language_is_left_out_and_told() -> None:
    one = f"00:00:01:00\t9420 9420 9470 9470 {scc_text('Good morning and welcome to the news')} 942f 942f"
    two = f"00:00:01:00\t1c20 1c20 1c70 1c70 {scc_text('Good morning to all and welcome')} 1c2f 1c2f"
    transcript = read_transcript(scc_file(one, two, "00:00:09:00\t942c 942c 1c2c 1c2c"))
    assert _words(transcript) == "Good morning and welcome to the news"
    assert _codes(transcript) == ["channel_left_out"]


def test_a_second_channel_in_another_language_is_one_of_two_languages() -> None:
    english = ["Good morning and welcome", "this is the news of the day", "and now the weather for you"]
    spanish = ["Buenos dias y bienvenidos", "estas son las noticias del dia", "y ahora el tiempo para ustedes"]
    lines = [
        f"00:00:{3 * n + 1:02}:00\t{code}20 {code}20 {code}70 {code}70 {scc_text(text)} {code}2f {code}2f"
        for n, pair in enumerate(zip(english, spanish, strict=True))
        for code, text in zip(("14", "1c"), pair, strict=True)
    ]
    transcript = read_transcript(scc_file(*lines, "00:00:20:00\t142c 142c 1c2c 1c2c"))
    assert {part.language for part in transcript.languages} == {"en", "es"}
