"""Words that Whisper did not hear, on real speech: those that are said are found between the others, added ones are not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from oncue.acoustic.forced_aligner import SegmentSearch
from oncue.acoustic.segment_aligner import SegmentAligner
from oncue.alignment.match import match
from oncue.alignment.timing.segments import RecordingSlots
from oncue.alignment.timing.slots import build_slots
from oncue.alignment.timing.word_graph import AlignedWord
from oncue.model import RecognisedWord, Token, WordStatus
from tests.contracts.acoustic_address import SEGMENTS, found, segment_of_words

START_MS, END_MS, TEXT = SEGMENTS[1]
WORDS = TEXT.split()
NEAR_MS = 50


def _aligned(search: SegmentSearch, text: Sequence[str], unheard: Sequence[int]) -> dict[int, AlignedWord]:
    """The places of the words of `text`, where Whisper heard the segment without those of the indices `unheard`.

    Each of its words goes on until its next one, as if nothing were said between.
    """
    said = found(search, segment_of_words(*SEGMENTS[1]))
    heard = [k for k in range(len(WORDS)) if k not in unheard]
    ends = [*(said[k].start_ms for k in heard[1:]), END_MS]
    words = [RecognisedWord(WORDS[k], said[k].start_ms, end_ms, 0.9) for k, end_ms in zip(heard, ends, strict=True)]
    tokens: list[Token] = []
    at = 0
    for word in text:
        tokens.append(Token(word, at, at + len(word)))
        at += len(word) + 1
    slots = build_slots(tokens, words, match(tokens, words, "en").matches, "en")
    recording = RecordingSlots(slots, tokens, words, [], [(START_MS, END_MS)], END_MS)
    return SegmentAligner(recording, search, lambda missing: []).align(lambda share: None)


@pytest.mark.parametrize(("first", "count"), [(2, 4), (12, 3), (15, 5), (24, 6)])
def test_words_that_are_said_are_found_where_whisper_left_no_room(search: SegmentSearch, first: int, count: int) -> None:
    said = found(search, segment_of_words(*SEGMENTS[1]))
    unheard = range(first, first + count)
    placed = _aligned(search, WORDS, unheard)
    assert sorted(placed) == list(range(len(WORDS)))
    assert {placed[k].status for k in unheard} == {WordStatus.ESTIMATED}
    for k, place in placed.items():
        assert abs(place.start_ms - said[k].start_ms) <= NEAR_MS
        assert abs(place.end_ms - said[k].end_ms) <= NEAR_MS


@pytest.mark.parametrize("added", ["and never once again", "by the river yesterday", "whatever happens"])
@pytest.mark.parametrize("at", [4, 11, 17, 25])
def test_words_that_nobody_says_have_no_place(search: SegmentSearch, at: int, added: str) -> None:
    text = [*WORDS[:at], *added.split(), *WORDS[at:]]
    placed = _aligned(search, text, [])
    assert not set(placed) & set(range(at, at + len(added.split())))
    assert len(placed) == len(WORDS)
