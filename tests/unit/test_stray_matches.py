"""Words of a sentence that were heard far from the rest of it: a song's, not the sentence's."""

from __future__ import annotations

import sys
from types import FrameType

from oncue.alignment.match import match
from oncue.alignment.match.matches import Match
from oncue.alignment.match.stray_matches import without_strays
from oncue.model import RecognisedWord
from tests.unit.spoken_texts import tokens_of

WORD_MS = 300


def places(text: str, heard: str) -> dict[int, int]:
    """The heard word of each word of `text` that is matched. `heard` has the words, with `~9` for pauses of 9 seconds."""
    at_ms, words = 0, []
    for part in heard.split():
        if part.startswith("~"):
            at_ms += 1000 * int(part[1:])
            continue
        words.append(RecognisedWord(part, at_ms, at_ms + WORD_MS, 0.9))
        at_ms += WORD_MS
    matches = match(tokens_of(text), words, "en").matches
    return {i: one.word_start for one in matches for i in range(one.token_start, one.token_end)}


def matched(text: str, heard: str) -> str:
    """The words of `text` that are matched, the others as dots."""
    found = places(text, heard)
    return " ".join(word if i in found else "." for i, word in enumerate(text.split()))


BEFORE = "The harbour council meets tonight."
SONG = "Love me tender under silver stars and sail across the ocean blue"


def test_a_word_alone_in_a_song_is_not_the_first_word_of_the_sentence_after_it() -> None:
    text = f"{BEFORE} Ocean liners were quite rare here."
    heard = f"{BEFORE} ~3 love me tender under stars across the ocean ~40 wonder blue night ~3 liners were quite rare here"
    assert matched(text, heard) == f"{BEFORE} . liners were quite rare here."


def test_a_word_beside_the_sentence_before_is_the_first_of_its_own_though_somebody_speaks_after_it() -> None:
    text = f"{BEFORE} Ocean liners were quite rare here."
    heard = f"{BEFORE} Ocean ~1 excuse me please ~1 liners were quite rare here"
    assert matched(text, heard) == text


def test_a_word_beside_the_sentence_before_begins_the_song_that_is_sung_after_it() -> None:
    text = f"{BEFORE} Ocean liners were quite rare here."
    heard = f"{BEFORE} Ocean ~1 {SONG} ~3 liners were quite rare here"
    assert matched(text, heard) == f"{BEFORE} . liners were quite rare here."


def test_words_of_a_song_give_way_to_the_same_words_beside_the_rest_of_their_sentence() -> None:
    text = f"{BEFORE} When I was a captain, liners were rare here."
    song = "bachelor ~2 airy and young I followed the roving trade"
    heard = f"{BEFORE} When I was a {song} ~3 When I was a captive liners were rare here"
    assert places(text, heard)[5] == places(text, heard)[10] - 5


def test_the_end_of_a_sentence_is_beside_its_beginning_and_not_in_the_song_after_it() -> None:
    text = "The harbour council meets every evening on the hill. Then it rained for hours."
    first = "The harbour council meets very evening on the hill"
    heard = f"{first} ~3 {SONG} ~2 upon every evening on the hill ~3 Then it rained for hours"
    found = places(text, heard)
    assert found[8] - found[3] == 5


def test_a_sentence_with_a_long_pause_is_all_of_it_said() -> None:
    text = f"{BEFORE} Ocean liners were quite rare here."
    assert matched(text, f"{BEFORE} ~4 Ocean ~9 liners were quite rare here") == text


def test_three_words_together_are_believed_wherever_they_are() -> None:
    text = f"{BEFORE} Few ocean liners were quite rare here."
    heard = f"{BEFORE} ~4 Few ocean liners ~9 {SONG} ~9 were quite rare here"
    assert matched(text, heard) == text


def test_words_that_were_not_recognised_are_given_their_time() -> None:
    text = f"{BEFORE} Ocean steamships travelling westward were quite rare here."
    heard = f"{BEFORE} Ocean ~1 mumble grumble ~1 were quite rare here"
    assert matched(text, heard) == f"{BEFORE} Ocean . . . were quite rare here."


def test_a_text_without_punctuation_costs_no_more_than_its_length_times_a_sentence() -> None:
    half, other = 400, 800
    tokens = tokens_of(" ".join(f"word{i}" for i in range(2 * half)))
    at = [*range(half), *range(half + other, 2 * half + other)]  # the heard words between the halves are others
    heard = [RecognisedWord(f"said{j}", 60 * j, 60 * j + 60, 0.9) for j in range(2 * half + other)]
    matches = [Match(i, i + 1, j, j + 1, 1.0) for i, j in enumerate(at)]
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += 1

    sys.setprofile(count)
    try:
        found = without_strays(matches, tokens, heard, "en")
    finally:
        sys.setprofile(None)
    assert found == tuple(matches)
    assert calls < half * other
