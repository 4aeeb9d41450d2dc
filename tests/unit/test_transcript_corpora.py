"""Published pages with known truth. Their text is not ours to copy: they are read where they lie beside the repository."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from oncue.model import Token, Transcript
from oncue.transcript import read_transcript

_CORPORA = Path(__file__).parents[3] / "shared" / "corpora"


def _case(name: str) -> tuple[Transcript, list[tuple[dict[str, Any], Token]]]:
    folder = _CORPORA / name
    if not (folder / "truth.json").is_file():
        pytest.skip(f"the corpus {name} is not beside the repository")
    transcript = read_transcript((folder / "transcript.txt").read_bytes())
    starts = {token.char_start: token for token in transcript.tokens}
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["tokens"]
    return transcript, [(word, starts[word["char_start"]]) for word in truth]


def _is_unspoken(word: dict[str, Any]) -> bool:
    return word["start"] is None and word["end"] is None and not word.get("within") and not word.get("skip")


@pytest.mark.parametrize("name", ["seed-page", "timit-dev/edited"])
def test_what_nobody_says_is_at_least_doubted_and_what_is_said_is_never_ruled_out(name: str) -> None:
    _, words = _case(name)
    assert [token.text for word, token in words if _is_unspoken(word) and token.kind is None] == []
    assert [token.text for word, token in words if not _is_unspoken(word) and not token.speakable] == []


@pytest.mark.parametrize("name", ["seed-page", "timit-dev/edited"])
def test_every_labelled_word_has_its_speaker(name: str) -> None:
    _, words = _case(name)
    named = [(word["speaker"], (token.speaker or "").split()[-1:]) for word, token in words if word.get("speaker")]
    assert len(named) > 300
    assert [pair for pair in named if [pair[0]] != pair[1]] == []


def test_a_host_whose_label_is_missing_stays_unknown_until_the_next_label() -> None:
    transcript, _ = _case("seed-page")
    first = transcript.text.index("And I'm")
    last = transcript.text.index("BYLINE:")
    stretch = [token for token in transcript.tokens if first <= token.char_start < last and token.kind is None]
    assert len(stretch) > 80
    assert {token.speaker for token in stretch} == {None}


@pytest.mark.parametrize("name", ["timit-dev/verbatim", "timit-dev/partial", "timit-dev/repeated"])
def test_bare_sentences_are_all_speech(name: str) -> None:
    transcript, _ = _case(name)
    assert [token.text for token in transcript.tokens if token.kind or token.speaker] == []
