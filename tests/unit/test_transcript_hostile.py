"""Texts that are made to keep a parser busy: small ones are read or refused, whatever they are made of."""

from __future__ import annotations

import itertools

import pytest

from bench.hostile_texts import HOSTILE
from oncue.errors import OncueError
from oncue.text.language_id import language_of
from oncue.transcript import read_transcript
from oncue.transcript.boilerplate_phrases import of_line
from oncue.transcript.file_types import type_of
from oncue.transcript.speaker_names import read_name
from oncue.transcript.speaker_roster import Roster
from oncue.transcript.uploaded_file import UploadedFile


@pytest.mark.parametrize("name", HOSTILE)
def test_a_small_hostile_text_is_read_or_refused(name: str) -> None:
    made = HOSTILE[name]
    try:
        transcript = read_transcript(made.make(4_000), name=made.name)
        language_of(transcript.tokens)
        transcript.text.encode("utf-8")
    except OncueError:
        return
    assert "".join(token.text for token in transcript.tokens) == "".join(transcript.text.split())


@pytest.mark.parametrize(
    "line",
    [
        "By " + "A" * 126 + "!",
        "a \u00bb " * 90 + "!",
        "By " + "Mc" * 60 + " and " + "Mc" * 60 + "!",
        "00:00" * 70 + "!",
        "facebook" * 40 + "!",
    ],
)
def test_a_line_that_can_be_cut_in_endless_ways_is_no_menu(line: str) -> None:
    assert of_line(line) is None


def test_menus_and_names_of_authors_are_still_told() -> None:
    for line in (
        "Home > Programs > All Things",
        "Home \u00bb Culture \u00bb \u00abLes Mis\u00bb",
        "By Ada McByron, Luigi and O'Neill",
    ):
        assert of_line(line) is not None


def test_a_row_of_comments_before_a_page_is_looked_through_once() -> None:
    comments = "<!-- a -->" * 60
    assert type_of(UploadedFile(f"{comments}<p>Hello.</p>".encode())).name == "HTML"
    assert type_of(UploadedFile(f"{comments} Hello.".encode())).name == "plain text"


def test_a_label_in_endless_capitals_is_cut_in_one_way() -> None:
    text = ("Mr. " + "A" * 130 + "!\n") * 200
    assert len(read_transcript(text.encode()).tokens) == 400


def test_one_surname_of_many_people_is_looked_up_once() -> None:
    names = [read_name(f"{''.join(letters).title()} Byron") for letters in itertools.product("bcdfghklmn", repeat=4)]
    roster = Roster([name for name in names if name])
    counted = _Counted(roster._endings["byron",])
    roster._endings["byron",] = counted
    for title in ("Dr", "Mr", "Mrs", "Lady"):
        byron = read_name(f"{title} Byron")
        assert byron is not None
        assert roster.full_name(byron) == f"{title} Byron"
    assert counted.walked == 1


class _Counted(set[str]):
    """A set that knows how often all of it was looked at."""

    walked = 0

    def __iter__(self):  # type: ignore[no-untyped-def]
        self.walked += 1
        return super().__iter__()
