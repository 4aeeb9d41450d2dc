"""The parse of a transcript as it is kept beside the text."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncue.model import Token, Transcript, UnspokenKind
from oncue.text.language_id import Detected
from oncue.transcript import read_transcript
from oncue.transcript.sandbox.token_json import ParseUnusable, parse_from_json, parse_to_json

PAGE = "Ada: Hello, 今日は.\n\nBOB BYRON: (laughter) Yes \U0001f469.\n\nTranscribed by Ada.\n"
words = st.lists(
    st.tuples(
        st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1, max_size=5),
        st.none() | st.sampled_from(["Ada", "Bob \u201cB\u201d"]),
        st.none() | st.sampled_from(list(UnspokenKind)),
        st.booleans(),
        st.sampled_from(["", " ", "\n\n"]),
    )
)


@given(words, st.none() | st.builds(Detected, st.just("en"), st.floats(0, 1), st.none() | st.just("dz")))
def test_a_parse_comes_back_as_it_was_stored(
    drawn: list[tuple[str, str | None, UnspokenKind | None, bool, str]], detected: Detected | None
) -> None:
    text = ""
    tokens: list[Token] = []
    for word, speaker, kind, speakable, space in drawn:
        tokens.append(Token(word, len(text), len(text) + len(word), speaker, kind, speakable))
        text += word + space
    transcript = Transcript(text, tuple(tokens))
    assert parse_from_json(parse_to_json(transcript, detected)) == (transcript, detected)


def test_a_page_with_labels_notes_and_other_scripts_comes_back_as_it_was_read() -> None:
    transcript = read_transcript(PAGE.encode())
    assert parse_from_json(parse_to_json(transcript, None)) == (transcript, None)


@pytest.mark.parametrize(
    "change",
    [
        {"schema": 2},
        {"schema": None},
        {"gaps": [0]},
        {"lengths": [10**9]},
        {"runs": []},
        {"runs": [[3, 9, None, True]]},
        {"text": ""},
    ],
)
def test_a_parse_of_another_version_or_that_does_not_fit_its_text_is_not_used(change: dict[str, object]) -> None:
    document = json.loads(parse_to_json(read_transcript(PAGE.encode()), None))
    with pytest.raises(ParseUnusable):
        parse_from_json(json.dumps({**document, **change}).encode())


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b"{}", b"null", b"[" * 100_000])
def test_what_is_no_parse_is_not_used(data: bytes) -> None:
    with pytest.raises(ParseUnusable):
        parse_from_json(data)
