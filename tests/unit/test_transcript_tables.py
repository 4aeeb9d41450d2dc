"""Tables of a transcript: which column is what, whose row it is, and what is told of the rest."""

from __future__ import annotations

import pytest

from oncue.transcript.document import Document
from oncue.transcript.document_parts import joined_documents
from oncue.transcript.read import transcript_of
from oncue.transcript.row_times import clock_seconds
from oncue.transcript.table import document_of_rows
from oncue.transcript.table_headers import Column, column_called
from tests.unit.transcript_pictures import picture, picture_of


def _table(lines: str) -> list[list[str]]:
    """Rows of a picture: cells apart by bars."""
    return [[cell.strip() for cell in line.split("|")] for line in picture(lines).splitlines()]


def _read(lines: str, joined_by: str = "") -> Document:
    document = document_of_rows(_table(lines), joined_by)
    assert document is not None
    return document


def _drawn(lines: str) -> str:
    return picture_of(transcript_of(_read(lines)))


_TWO = picture("""
    [label] Anna:
    Anna| Good morning, all.
    [label] Ben Okafor:
    Ben Okafor| Hello.
""")


@pytest.mark.parametrize(
    "table",
    [
        "Speaker Name | Start Time | End Time | Text\nAnna | 00:00:00:00 | 00:00:02:11 | Good morning, all.\n"
        "Ben Okafor | 00:00:03:06 | 00:00:04:00 | Hello.",
        "TIMECODE | SPEAKER | DIALOGUE\n01:00:01:10 | Anna | Good morning, all.\n01:00:05:02 | Ben Okafor | Hello.",
        "Text;Zeit;Moderator\nGood morning, all.;00:01;Anna\nHello.;00:05;Ben Okafor".replace(";", " | "),
        "00:01 | Anna | Good morning, all.\n00:05 | Ben Okafor | Hello.",
        "Anna | 1.25 | 3.5 | Good morning, all.\nBen Okafor | 4.0 | 6.5 | Hello.",
        "[00:00:01,000 --> 00:00:02,000] | Anna | Good morning, all.\n[00:00:03,000 --> 00:00:04,000] | Ben Okafor | Hello.",
        "Sprecher | Transkript\nAnna | Good morning, all.\nBen Okafor | Hello.",
        "Интервьюер | Расшифровка | Тайм-код\nAnna | Good morning, all. | 00:01\nBen Okafor | Hello. | 00:03",
        "开始时间 | 说话人 | 内容\n00:01 | Anna | Good morning, all.\n00:03 | Ben Okafor | Hello.",
        "Time | Time | Speaker | Line\nIn | Out | |\n0:01 | 2 | Anna | Good morning, all.\n0:03 | 4 | Ben Okafor | Hello.",
        "sample_start | speaker | text\n0 | Anna | Good morning, all.\n48000 | Ben Okafor | Hello.",
        "start | speaker | text\n0 | Anna | Good morning,\n1 | Anna | all.\nstart | speaker | text\n2 | Ben Okafor | Hello.",
    ],
)
def test_columns_are_told_by_head_or_by_content_in_any_order(table: str) -> None:
    assert _drawn(table) == _TWO


def test_a_case_of_a_premiere_export_reads_as_the_same_in_plain_text() -> None:
    document = _read(
        "Speaker | In | Transcript\nAnna Lee | 0:00 | Good morning, all.\nBen Oh | 0:02 | Hello.\nAnna Lee | 0:03 | Bye."
    )
    plain = transcript_of(Document("Anna Lee: Good morning, all.\n\nBen Oh: Hello.\n\nAnna Lee: Bye."))
    assert transcript_of(document).tokens == plain.tokens


def test_what_is_neither_time_nor_speaker_nor_text_is_left_out_and_told() -> None:
    document = _read("""
        # | Time | Speaker | Text           | Confidence | Notes    | Translation
        1 | 0:01 | Anna    | Good morning.  | 0.91       | too loud | Guten Morgen.
        2 | 0:03 | Ben     | Hello, Anna.   | 0.84       |          | Hallo, Anna.
    """)
    assert document.text == "Anna: Good morning.\n\nBen: Hello, Anna."
    assert document.notices == (
        'column_left_out: Of the table, the columns "#", "Confidence", "Notes", "Translation" were left out: neither time,'
        " speaker nor text.",
    )


def test_a_table_in_two_languages_leaves_it_to_the_recording_which_is_spoken() -> None:
    document = _read("""
        Time | Speaker | English                                    | Español
        0:01 | Anna    | Good morning to all of you, and thank you. | Buenos días a todos ustedes, y gracias.
        0:03 | Ben     | We are here to speak about the election.   | Estamos aquí para hablar de la elección.
    """)
    assert [(document.text[one.char_start : one.char_end].split("\n\n"), one.language) for one in document.languages] == [
        (["Anna: Good morning to all of you, and thank you.", "Ben: We are here to speak about the election."], "en"),
        (["Anna: Buenos días a todos ustedes, y gracias.", "Ben: Estamos aquí para hablar de la elección."], "es"),
    ]
    assert document.names_speakers
    assert document.notices == ()


def test_of_two_texts_in_one_language_the_first_is_read_and_the_other_told() -> None:
    document = _read("Time | Text | Text\n0:01 | Hello, all of you. | Hello to all.\n0:03 | Bye for now. | Bye.")
    assert document.text == "Hello, all of you.\n\nBye for now."
    assert [notice.split(":")[0] for notice in document.notices] == ["column_left_out"]


def test_the_spoken_column_of_a_script_names_its_people_in_the_text() -> None:
    assert _drawn("""
        VIDEO      | AUDIO
        Wide shot  | NARRATOR: It was a cold day.
        Close-up   | ANNA: I am cold.
        Title      | NARRATOR: The end.
    """) == picture("""
        [label] NARRATOR:
        NARRATOR| It was a cold day.
        [label] ANNA:
        ANNA| I am cold.
        [label] NARRATOR:
        NARRATOR| The end.
    """)


def test_rows_go_in_the_order_of_their_times_but_not_across_midnight() -> None:
    shuffled = _read("0:05 | Ben | It is late.\n0:01 | Anna | Good morning.\n0:09 | Anna | Is it?")
    assert shuffled.text == "Anna: Good morning.\n\nBen: It is late.\n\nAnna: Is it?"
    assert shuffled.notices[0].startswith("order_by_time: ")
    midnight = _read("23:59:58 | Anna | Almost there.\n00:00:01 | Ben | Happy new year!")
    assert midnight.text == "Anna: Almost there.\n\nBen: Happy new year!"
    assert midnight.notices == ()


def test_an_empty_speaker_goes_on_only_where_the_table_names_each_speaker_once() -> None:
    once = _drawn("0:01 | Anna | One.\n0:02 | | Two.\n0:03 | Ben | Three.\n0:04 | | Four.")
    assert once == "[label] Anna:\nAnna| One. Two.\n[label] Ben:\nBen| Three. Four."
    each = _drawn("0:01 | Anna | One.\n0:02 | Anna | Two.\n0:03 | | Whose?\n0:04 | Ben | Four.")
    assert each == "[label] Anna:\nAnna| One. Two.\n-| Whose?\n[label] Ben:\nBen| Four."


def test_a_row_without_time_and_speaker_goes_on_with_an_open_sentence() -> None:
    drawn = _drawn("0:01 | Anna | After months of\n | | spirited debate.\n0:03 | Anna | Yes.\n0:05 | Ben | No.")
    assert drawn == "[label] Anna:\nAnna| After months of spirited debate. Yes.\n[label] Ben:\nBen| No."


def test_titles_above_the_heads_are_told_and_merged_rows_are_headings() -> None:
    document = _read("""
        Transcript of a show | Transcript of a show | Transcript of a show
        Date | 2024-01-01 |
        Time | Speaker | Text
        0:01 | Anna | Hello, friends.
        PART TWO | PART TWO | PART TWO
        0:04 | Anna | Goodbye.
    """)
    assert document.notices == (
        "rows_left_out: The table's rows above its heads were left out: Transcript of a show Date 2024-01-01.",
    )
    assert [document.text[start:end] for start, end in document.headings] == ["PART TWO"]
    assert document.text == "Anna: Hello, friends.\n\nPART TWO\n\nAnna: Goodbye."


def test_cells_too_many_belong_to_the_text_that_holds_the_separator() -> None:
    rows = [["0:01", "Anna", "Hello", " my friends", " here."], ["0:04", "Ben", "Bye."], ["0:05", "Ben", "Now."]]
    document = document_of_rows(rows, ",")
    assert document is not None
    assert document.text == "Anna: Hello, my friends, here.\n\nBen: Bye. Now."


def test_a_row_that_reads_like_furniture_is_left_to_the_recording() -> None:
    drawn = _drawn("0:01 | Anna | Good morning.\n0:02 | Ben | Transcript provided by Harbor.\n0:03 | Anna | (Applause)")
    assert drawn.splitlines() == [
        "[label] Anna:",
        "Anna| Good morning.",
        "[label] Ben:",
        "credit? Ben| Transcript provided by Harbor.",
        "[label] Anna:",
        "[stage] (Applause)",
    ]


@pytest.mark.parametrize(
    "table",
    [
        "Flour | A powder made by grinding grain.\nWater | What rivers hold.\nSalt | A mineral.",
        "Year | Population\n2001 | 100\n2002 | 120",
        "Country | Capital | Note\nFrance | Paris | The city of light.\nSpain | Madrid | Big.",
        "Name | Age\nAnna | 12\nBen | 13",
        "One cell alone",
        "Monday | Closed\nTuesday | Open from nine to five",
        "",
    ],
)
def test_a_table_of_something_else_is_none(table: str) -> None:
    assert document_of_rows(_table(table)) is None


def test_editors_markers_are_nobodys_words() -> None:
    drawn = _drawn("edit1 | 01:00:00:00 | V1 | red | Good morning, all.\nedit1 | 01:00:05:00 | V1 | red | Here is the news.")
    assert drawn == "-| Good morning, all. Here is the news."
    heads = "# | Record In | Name | Notes | Color\n"
    rows = "1 | 01:00:00:00 | Marker 1 | Good morning, all. | Blue\n2 | 01:00:05:00 | Marker 2 | Here is the news. | Blue"
    assert _drawn(heads + rows) == "-| Good morning, all. Here is the news."


def test_a_speaker_that_is_a_number_is_called_so() -> None:
    assert _read("start | speaker | text\n0.5 | 1 | Hello.\n1.5 | 2 | Bye.").text == "Speaker 1: Hello.\n\nSpeaker 2: Bye."


def test_times_are_read_as_programs_write_them() -> None:
    read = {
        "00:00:01:10": 1.1, "[0:05]": 5.0, "1:02:03.5": 3723.5, "00:00:01,000 --> 00:00:02,000": 1.0, "12.5s": 12.5,
        "1h02m03s": 3723.0, "10:30 PM": 81_000.0, "\u0660\u0660:\u0660\u0661": 1.0, "00:01;10": 1.1, "0:05\u20130:09": 5.0,
    }  # fmt: skip
    assert {cell: clock_seconds(cell) for cell in read} == read
    assert [clock_seconds(cell) for cell in ("Psalm 10:30", "12.50", "5", "", "at 10:30", "1" * 90)] == [None] * 6


def test_columns_are_known_by_the_names_of_programs_and_languages() -> None:
    called = {
        "startTime": Column.START, "TC In": Column.START, "Heure de début": Column.START, "Timecode": Column.TIME,
        "Speaker ID": Column.SPEAKER, "说话人": Column.SPEAKER, "Mluvčí": Column.SPEAKER, "المتحدث": Column.SPEAKER,
        "Transcript Text": Column.TEXT, "Text (EN)": Column.TEXT, "Wortlaut": Column.TEXT, "テキスト": Column.TEXT,
        "Speaker confidence": Column.OTHER, "Word count": Column.OTHER, "Übersetzung": Column.TRANSLATION,
    }  # fmt: skip
    assert {name: column_called(name) for name in called} == called
    assert [column_called(words) for words in ("Good morning, all.", "Speaker 1", "Anna", "")] == [None] * 4


def test_a_table_within_prose_keeps_its_speakers_and_leaves_the_rest_its_labels() -> None:
    table = _read("Tom | The spirit of competition.\nAnna | And that.\nTom | Remember: vote.")
    whole = joined_documents([Document("Anna Berg: Good morning."), table, Document("Nobody said this.")])
    assert picture_of(transcript_of(whole)) == picture("""
        [label] Anna Berg:
        Anna Berg| Good morning.
        [label] Tom:
        Tom| The spirit of competition.
        [label] Anna:
        Anna| And that.
        [label] Tom:
        Tom| Remember: vote.
        -| Nobody said this.
    """)
