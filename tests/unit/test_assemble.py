"""The alignment's invariants, whatever the text and whatever was found in it."""

from __future__ import annotations

import pytest
from hypothesis import given

from oncue.alignment.assemble import Parts, quality, unmatched_speech, words_and_unspoken
from oncue.alignment.match import match
from oncue.alignment.mismatch import Coverage, ensure_belongs
from oncue.alignment.timing.slots import build_slots
from oncue.alignment.timing.word_graph import AlignedWord
from oncue.errors import OncueError
from oncue.model import RecognisedWord, Token, Transcript, UnspokenKind, UnspokenRange, WordStatus
from oncue.text.proper_names import names_in
from oncue.transcript import read_transcript
from tests.unit.placed_texts import placed_texts


def _parts(transcript: Transcript, placed: dict[int, AlignedWord]) -> Parts:
    return Parts(transcript, (), (), (), placed, "en")


@given(placed_texts())
def test_every_character_lies_in_exactly_one_word_or_unspoken_range(
    text_and_places: tuple[Transcript, dict[int, AlignedWord]],
) -> None:
    transcript, placed = text_and_places
    words, unspoken = words_and_unspoken(_parts(transcript, placed))
    ranges = sorted(
        [(word.char_start, word.char_end) for word in words] + [(one.char_start, one.char_end) for one in unspoken]
    )
    held = [0] * len(transcript.text)
    for start, end in ranges:
        for at in range(start, end):
            held[at] += 1
    assert all(count == 1 for char, count in zip(transcript.text, held, strict=True) if not char.isspace())
    assert max(held, default=0) <= 1
    before = 0
    for word in words:
        assert word.text == transcript.text[word.char_start : word.char_end]
        assert (word.start_ms is None) == (word.end_ms is None) == (word.status is WordStatus.NOT_IN_AUDIO)
        if word.start_ms is not None and word.end_ms is not None:
            assert before <= word.start_ms < word.end_ms
            before = word.start_ms


def _plain(text: str) -> Transcript:
    tokens: list[Token] = []
    at = 0
    for word in text.split():
        at = text.index(word, at)
        tokens.append(Token(word, at, at + len(word)))
        at += len(word)
    return Transcript(text, tuple(tokens))


def test_a_single_word_not_heard_stays_a_word_and_a_long_run_is_one_range() -> None:
    text = "one two three and then a long passage nobody read end"
    placed = {i: AlignedWord(i, i, 100 * i, 100 * i + 90, -1.0) for i in (0, 2, 10)}
    words, unspoken = words_and_unspoken(_parts(_plain(text), placed))
    assert [word.text for word in words if word.start_ms is None] == ["two"]
    assert unspoken == (UnspokenRange(14, 49, UnspokenKind.NOT_IN_AUDIO),)


def test_a_dash_between_spoken_words_rides_on_the_word_before_it() -> None:
    placed = {0: AlignedWord(0, 0, 0, 400, -1.0), 2: AlignedWord(2, 1, 500, 900, -1.0)}
    words, _ = words_and_unspoken(_parts(_plain("foreign - ambassador"), placed))
    assert [(word.text, word.start_ms, word.end_ms) for word in words] == [
        ("foreign", 0, 400), ("-", 399, 400), ("ambassador", 500, 900),
    ]  # fmt: skip


def test_speech_that_the_text_lacks_is_a_gap() -> None:
    transcript = _plain("The talks went nowhere. The ministers left at noon.")
    heard = ["the", "talks", "went", "nowhere", "buy", "one", "get", "one", "free", "the", "ministers", "left", "at", "noon"]
    words = [RecognisedWord(word, 300 * i, 300 * i + 300, 0.9) for i, word in enumerate(heard)]
    matches = match(transcript.tokens, words, "en").matches
    slots = build_slots(transcript.tokens, words, matches, "en")
    gaps = unmatched_speech(Parts(transcript, words, matches, slots, {}, "en"))
    assert [(gap.start_ms, gap.end_ms, gap.text) for gap in gaps] == [(1200, 2700, "buy one get one free")]


def test_a_gap_in_a_script_without_spaces_is_written_without() -> None:
    transcript = read_transcript("各位观众晚上好。欢迎收看今天的节目。".encode())
    heard = [*"各位观众晚上好", "买", "一", "送", "一", "iPhone", *"欢迎收看今天的节目"]
    words = [RecognisedWord(word, 300 * i, 300 * i + 300, 0.9) for i, word in enumerate(heard)]
    matches = match(transcript.tokens, words, "zh").matches
    slots = build_slots(transcript.tokens, words, matches, "zh")
    assert [gap.text for gap in unmatched_speech(Parts(transcript, words, matches, slots, {}, "zh"))] == ["买一送一 iPhone"]


def test_a_long_passage_that_the_text_lacks_is_one_gap() -> None:
    transcript = _plain("The talks in Paris went nowhere. The ministers left the building at noon.")
    lacking = [f"unpublished{k}" for k in range(100)]
    said = f"the talks in paris went nowhere {' '.join(lacking)} the ministers left the building at noon"
    heard = [RecognisedWord(word, 2000 * i, 2000 * i + 300, 0.9) for i, word in enumerate(said.split())]
    matches = match(transcript.tokens, heard, "en").matches
    slots = build_slots(transcript.tokens, heard, matches, "en")
    assert [gap.text for gap in unmatched_speech(Parts(transcript, heard, matches, slots, {}, "en"))] == [" ".join(lacking)]


def test_text_and_speech_with_little_in_common_do_not_belong_together() -> None:
    with pytest.raises(OncueError) as raised:
        ensure_belongs(Coverage(transcript=0.03, speech=0.05, connected=0.0))
    assert raised.value.code == "transcript_mismatch"
    assert raised.value.data == {"transcript_coverage": 0.03, "speech_coverage": 0.05}


def test_a_share_that_is_not_all_of_it_is_never_rounded_up_to_all() -> None:
    count = 5000
    transcript = _plain(" ".join(f"word{k}" for k in range(count)))
    placed = {i: AlignedWord(i, i, 300 * i, 300 * i + 250, -1.0) for i in range(count) if i != 2500}
    parts = _parts(transcript, placed)
    words, _ = words_and_unspoken(parts)
    found = quality(parts, words, (), [(0, 300 * count)], Coverage(1.0, 1.0, 1.0), ())
    assert found.transcript_coverage == 0.999
    assert found.ledger is not None
    assert (found.ledger.captioned, found.ledger.missing_words) == (count - 1, 1)


def test_names_are_found_in_the_middle_of_sentences() -> None:
    text = "Yesterday the secretary met Sergei Lavrov in Paris. Then Lavrov left. He shrugged."
    assert names_in(_plain(text).tokens) == ["Sergei Lavrov", "Paris"]
