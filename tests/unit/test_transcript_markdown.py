"""Markdown: what is markup and what is text, and what only looks like it."""
# ruff: noqa: E501 - texts as they are

from __future__ import annotations

from pathlib import Path

import pytest

from oncue.transcript import read_transcript
from oncue.transcript.file_types import type_of
from oncue.transcript.uploaded_file import UploadedFile
from tests.unit.transcript_pictures import drawn, picture

_CASES = Path(__file__).parents[3] / "shared" / "cases" / "03-markdown-links"


def test_markup_goes_and_the_words_stay() -> None:
    assert drawn("""
        # The Weekly Address

        **Maria:** Good morning, *all* of [you](https://example.org "a link"), and __everybody__ at <https://example.org>.

        **Tom Berg:** After ~~weeks~~ months of `debate`, \\*starred\\*, 2 * 3 * 4 and snake_case_names.\\
        A new line, and   \u0020
        another.

        ![A ballot box](ballot.jpg)
        <!-- an older version -->

        **Maria:** I *really* agree.
    """) == picture("""
        heading? The Weekly Address
        [label] Maria:
        Maria| Good morning, all of you, and everybody at https://example.org.
        [label] Tom Berg:
        Tom Berg| After months of debate, *starred*, 2 * 3 * 4 and snake_case_names. A new line, and another.
        [label] Maria:
        Maria| I really agree.
    """)


def test_front_matter_is_left_out_and_told() -> None:
    read = read_transcript(b"---\ntitle: An address\ntags: [a, b]\n---\n\n**Ada:** Good morning.\n\n**Bo:** Hello.\n")
    assert read.text == "Ada: Good morning.\n\nBo: Hello."
    assert read.notices == ("front_matter_left_out: The data above the text was left out: title, tags.",)


def test_turns_between_two_rules_are_no_front_matter() -> None:
    text = "---\nAnna: Good morning.\nBen: Hello.\n---\n**Anna:** It is *late*.\n"
    assert "Anna: Good morning." in read_transcript(text.encode()).text


def test_a_table_of_turns_within_the_text_is_read_by_its_columns() -> None:
    read = drawn(
        "**Ada Lee:** Good morning.\n\n| Speaker | Text |\n|---|---|\n| Bo | Hello, **Ada**. |\n| Ada | Yes. |\n\nNobody says this.\n"
    )
    assert read == picture("""
        [label] Ada Lee:
        Ada Lee| Good morning.
        [label] Bo:
        Bo| Hello, Ada.
        [label] Ada:
        Ada| Yes.
        -| Nobody says this.
    """)


def test_marks_of_notes_and_the_notes_are_not_speech() -> None:
    assert drawn(
        "**Ada:** Of our future[^1], and of *ours*.\n\n[^1]: See the archive,\n    all of it.\n\n**Ada:** Yes."
    ) == picture("""
        [label] Ada:
        Ada| Of our future
        [chrome] 1
        Ada| , and of ours.
        [chrome] See the archive, all of it.
        [label] Ada:
        Ada| Yes.
    """)


def test_lists_quotations_and_code_without_a_language_are_text() -> None:
    text = "# A\n\n- one *item*\n- another\n\n> A quotation\n> goes on.\n\n    An indented line.\n\n```\nBo: In a fence.\n```\n\n```python\nprint(1)\n```\n"
    read = read_transcript(text.encode(), name="x.md")
    assert read.text.split("\n\n") == [
        "A",
        "one item",
        "another",
        "A quotation goes on.",
        "An indented line.",
        "Bo: In a fence.",
        "print(1)",
    ]
    assert [token.text for token in read.tokens if not token.speakable] == ["print(1)"]


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("[Anna]: Hello", "[Anna]: Hello"),
        ("<Anna> Hello", "<Anna> Hello"),
        ("1984. That was the year.", "1984. That was the year."),
        (">> ANNA: Hello.", ">> ANNA: Hello."),
        ("We saw it *laughs* then.", "We saw it *laughs* then."),
        ("5 < 6 and 7 > 6", "5 < 6 and 7 > 6"),
        ("AT&T and R&amp;B", "AT&T and R&B"),
    ],
)
def test_what_a_transcriber_writes_is_not_lost_to_markdown(line: str, kept: str) -> None:
    assert kept in read_transcript(f"A [link](https://example.org).\n\n{line}\n".encode(), name="x.md").text


@pytest.mark.parametrize(
    "text",
    [
        "Anna: 2 * 3 is 6, and 5 * 4 is 20.\nBen: It is #1.\n",
        "# is the number sign.\nAnd file_name_one is a name.\n",
        "- Hello.\n- Hi there.\n- How are you?\n",
        "*** \n\nIt was late.\n\n***\n\nNobody came.\n",
        "[Anna]: Hello.\n[Ben]: Hi (there).\n",
        "Anna: *laughs* Well.\nBen: [laughs] (see below)\n",
        "> quoted in a mail\n",
        "Title\n-----\n\nAnna: Hello.\n",
    ],
)
def test_plain_text_with_stray_signs_is_no_markdown(text: str) -> None:
    assert type_of(UploadedFile(text.encode())).name == "plain text"
    assert read_transcript(text.encode()).text == text


@pytest.mark.parametrize("sign", ["[", "*", "> ", "_a", "![", "`", "<", "|", "- ", "\\", "[^1]", "**a** ", "[a](/", "~~"])
def test_hostile_markup_is_read_or_refused_whole(sign: str) -> None:
    text = f"# A [link](https://example.org)\n\nAnna says a word.\n\n{sign * 3_000}\n"
    assert "Anna says a word." in read_transcript(text.encode(), name="x.md").text


@pytest.mark.parametrize("name", ["transcript.md", "transcript-2.md"])
def test_published_markdown_is_read_without_its_signs(name: str) -> None:
    if not (_CASES / name).is_file():
        pytest.skip("the cases are not beside the repository")
    read = read_transcript((_CASES / name).read_bytes(), name=name)
    said = " ".join(token.text for token in read.tokens if token.kind is None)
    assert "And that competition is an essential part of a healthy democracy." in said
    assert not any(sign in said for sign in ("*", "[", "](", "https", "|", "Monday", "ballot", "archive"))
