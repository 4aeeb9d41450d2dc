"""A published text as a guess at what is heard next."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from oncue.asr.text_draft import DraftReader, TextDraft

TOKENS = st.lists(st.integers(0, 6), max_size=30)


def draft(text: str) -> TextDraft:
    """A letter is a token; a capital begins a word."""
    return TextDraft([ord(letter) for letter in text], lambda token: f"{' ' * chr(token).isupper()}{chr(token)}")


def guessed(text: str, heard: str, most: int = 3) -> str:
    reader = DraftReader(draft(text))
    for letter in heard:
        reader.hear(ord(letter))
    return "".join(map(chr, reader.ahead(most)))


def test_before_anything_is_heard_there_is_no_guess() -> None:
    assert guessed("abcdef", "") == ""


def test_the_text_goes_on_after_what_was_heard() -> None:
    assert guessed("abcdefgh", "cd") == "efg"
    assert guessed("abcdefgh", "fg") == "h"
    assert guessed("abcdefgh", "h") == ""


def test_what_stands_nowhere_gives_no_guess() -> None:
    assert guessed("abcdef", "xy") == ""


def test_of_places_that_look_alike_the_one_is_taken_that_more_of_what_was_heard_leads_to() -> None:
    assert guessed("12ab345ab678", "5ab") == "678"
    assert guessed("12ab345ab678", "2ab") == "345"


def test_after_another_word_the_text_goes_on_behind_the_one_in_its_place() -> None:
    assert guessed("abcdefgh", "abX") == "def"


def test_after_a_word_of_another_length_the_text_goes_on_with_the_next_word() -> None:
    assert guessed("AbCdeFgHi", "AbX") == "FgH"
    assert guessed("AbCdeFgHi", "AbXy") == "FgH"
    assert guessed("AbCFgHi", "AbXyz") == "FgH"


def test_case_and_accents_do_not_matter_for_the_place() -> None:
    assert guessed("Abcdefgh", "ABćD") == "efg"


def test_after_words_that_were_left_out_the_text_goes_on_behind_them() -> None:
    assert guessed("abcdefghi", "abf") == "ghi"


def test_a_mark_that_was_put_in_moves_the_place_in_the_text_by_nothing() -> None:
    assert guessed("abcdef", "ab,") == "cde"


def test_after_a_jump_the_place_is_found_by_two_in_a_row() -> None:
    assert guessed("abcdefghijklmnopqrst", "abrs") == "t"


@settings(max_examples=50)
@given(TOKENS, TOKENS, st.integers(0, 5))
def test_a_guess_is_always_a_stretch_of_the_text(text: Sequence[int], heard: Sequence[int], most: int) -> None:
    reader = DraftReader(TextDraft(text, lambda token: " .a"[token % 3]))
    for token in heard:
        reader.hear(token)
        ahead = tuple(reader.ahead(most))
        assert len(ahead) <= most
        assert any(tuple(text[k : k + len(ahead)]) == ahead for k in range(len(text) + 1))
