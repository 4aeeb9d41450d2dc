"""Words that a line's end cut in two: made whole where that is surely meant."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from oncue.model import UnspokenKind
from oncue.transcript import read_transcript
from oncue.transcript.document import Document, Marked
from oncue.transcript.line_end_hyphens import without_line_end_hyphens

_CASE = Path(__file__).parents[3] / "shared" / "cases" / "16-hyphenated-line-ends" / "transcript.txt"
_LONG = "The committee met in the large hall of the harbour, and heard its master"


def _whole(text: str, *, captions: bool = False) -> str:
    return without_line_end_hyphens(Document(inspect.cleandoc(text), captions=captions)).text


@pytest.mark.parametrize(
    ("cut", "whole"),
    [
        ("After the first of several months of spir-\nited debate, the time has come", "spirited\ndebate"),
        ("with what was then the idea of self-\ngovernment in all the colonies", "self-government\nin"),
        ("with what was then an idea of self-govern-\nment in all the colonies", "self-government\nin"),
        ("there were at that time some twenty-\nfive ferries in the harbour", "twenty-five\nferries"),
        ("and everybody talked of an Anglo-\nAmerican treaty on the fishing", "Anglo-American\ntreaty"),
        ("and everybody had to stay at home for COVID-\n19, as the master said", "COVID-19,\nas"),
        ("it was for him a question of decision-\nmaking and of nothing else", "decision-making\nand"),
        ("there and in the colonies, and in all repre\u00ad\nsentative chambers", "representative\nchambers"),
        ("a repre\u00adsentative who was there and said what he had to say in it", "a representative who"),
        ("They could not find any of the Kowal-\nski brothers in the harbour", "Kowalski\nbrothers"),
        ("At last there was time to speak of the Ober-\r\nited debate, and then", "Oberited\r\ndebate"),
    ],
)
def test_a_word_is_whole_on_the_line_where_it_begins(cut: str, whole: str) -> None:
    assert whole in without_line_end_hyphens(Document(f"{_LONG[: len(cut) // 2]}\n{cut}")).text


@pytest.mark.parametrize(
    "text",
    [
        "I really do not know what we were go-\nBEN: What?",
        "We have two- and three-year-olds, and one-\nand two-year-olds as well",
        "He said that he would come tomorrow -\nthen he went away with the ferry",
        "He said that he would come tomorrow--\nthen he went away with the ferry",
        "I thought that you would have thou-\nyou know what I mean",
        "one-\n\ntwo paragraphs that have nothing to do with each other at all",
    ],
)
def test_what_may_be_meant_so_stays_as_it_is(text: str) -> None:
    assert without_line_end_hyphens(Document(text)).text == text


def test_the_text_itself_decides_where_it_has_the_word() -> None:
    text = "Of all that Zwirbelfix did we speak. There was then in the harbour of Zwir-\nbelfix a ferry that left at ten."
    assert "Zwirbelfix\na ferry" in _whole(text)
    text = "A re-sign was asked for. In the whole of the harbour no one asked for a re-\nsign of that."
    assert "re-sign\nof" in _whole(text)


def test_german_compounds_are_one_word() -> None:
    text = (
        "Der Vorsitzende sprach in der großen Halle des Hafens über die Hafen-\nverwaltung und das Wetter der ganzen Woche."
    )
    assert "Hafenverwaltung\nund" in _whole(text)


def test_somebody_who_breaks_off_in_captions_is_left_alone() -> None:
    text = "I was go-\nyou know\nthat he was so\nspir-\nited"
    assert "go-\nyou" in _whole(text, captions=True)


def test_what_a_page_brings_with_it_stands_between_the_halves_of_no_word() -> None:
    text = f"""
        {_LONG}
        who said that the ferry leaves, and that there was no com-
        12
        THE ANNUAL ADDRESS
        petition on the harbour's pier, as far as anybody could tell.
        {_LONG}
        and the rest of that.
        13
        THE ANNUAL ADDRESS
        And so it went on.
    """
    assert "no competition\n12\nTHE ANNUAL ADDRESS\non the harbour's" in _whole(text)


def test_what_points_into_the_text_moves_along() -> None:
    text = f"{_LONG}\nwho said much about the spir-\nited debate in the hall.3 And more"
    place = text.index("3")
    found = without_line_end_hyphens(Document(text, marked=(Marked(place, place + 1, UnspokenKind.CHROME),)))
    assert [found.text[mark.start : mark.end] for mark in found.marked] == ["3"]


def test_a_page_copied_from_a_pdf_has_whole_words_in_its_tokens() -> None:
    if not _CASE.is_file():
        pytest.skip("needs shared/cases beside the repository")
    words = {token.text.rstrip(".,") for token in read_transcript(_CASE.read_bytes()).tokens}
    assert {"spirited", "Americans", "encourage", "competition", "campaigns", "representative", "greatest"} <= words
    assert not any(word.endswith("-") for word in words)
