"""Whether two words of a text are of one sentence, said soon after each other."""

from __future__ import annotations

import pytest

from oncue.alignment.one_sentence import goes_on
from oncue.transcript import read_transcript


def together(text: str, before: str, word: str) -> bool:
    tokens = read_transcript(text.encode(), name="text.txt").tokens
    place = {token.text: index for index, token in enumerate(tokens)}
    return goes_on(tokens, place[before], place[word])


@pytest.mark.parametrize(
    ("text", "before", "word"),
    [
        ("When I was young, it rained.", "When", "I"),
        ("When I was young, it rained.", "young,", "it"),
        ("When I was young\nit rained.", "young", "it"),
        ("When I was young — it rained.", "young", "it"),
        ("Then Dr. Smith came.", "Dr.", "Smith"),
    ],
)
def test_a_sentence_goes_on_over_commas_dashes_and_line_ends(text: str, before: str, word: str) -> None:
    assert together(text, before, word)


@pytest.mark.parametrize(
    ("text", "before", "word"),
    [
        ("When I was young. It rained.", "young.", "It"),
        ("Was I young? It rained.", "young?", "It"),
        ("When I was young\n\nit rained a lot, and then it snowed", "young", "it"),
        ("Anna: Were you young\nBruno: Yes, I was once.", "young", "Yes,"),
        ("When I was [MUSIC] young, it rained.", "was", "young,"),
    ],
)
def test_a_sentence_ends_at_its_mark_at_an_empty_line_and_with_its_speaker(text: str, before: str, word: str) -> None:
    assert not together(text, before, word)
