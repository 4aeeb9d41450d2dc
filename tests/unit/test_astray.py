"""Words of a sentence that were heard a little way from the rest of it, with nothing between them."""

from __future__ import annotations

from oncue.alignment.match import match
from oncue.alignment.timing.astray import with_astray
from oncue.alignment.timing.slots import build_slots
from oncue.model import RecognisedWord
from tests.unit.spoken_texts import tokens_of


def astray(text: str, heard: str) -> str:
    """The words of `text` that are heard astray. A sign of `heard` is a fifth of a second, a dot silence."""
    words, at_ms = [], 0
    for part in heard.split():
        if not part.startswith("."):
            words.append(RecognisedWord(part, at_ms, at_ms + 200, 0.9))
        at_ms += 200 * (len(part) if part.startswith(".") else 1)
    tokens = tokens_of(text)
    slots = with_astray(build_slots(tokens, words, match(tokens, words, "en").matches, "en"), tokens, words)
    return " ".join(tokens[i].text for slot in slots if slot.astray for i in slot.tokens)


TEXT = "Rain fell all night. Does Hindu ideology honour cows?"


def test_the_first_words_of_a_sentence_that_were_heard_long_before_the_rest_are_astray() -> None:
    assert astray(TEXT, "Rain fell all night ....... Does Hindu ....... ideology honour cows") == "Does Hindu"


def test_the_last_word_of_a_sentence_that_was_heard_long_after_the_rest_is_astray() -> None:
    assert astray(TEXT, "Rain fell all ....... night ....... Does Hindu ideology honour cows") == "night."


def test_words_beside_the_sentence_before_are_astray_only_where_they_are_few_together() -> None:
    assert astray(TEXT, "Rain fell all night Does Hindu ....... ideology honour cows") == ""


def test_a_sentence_whose_words_follow_each_other_is_where_it_was_heard() -> None:
    assert astray(TEXT, "Rain fell all night .......... Does Hindu ... ideology honour cows") == ""
