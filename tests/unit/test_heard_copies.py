"""Sentences that Whisper heard twice though they are published once: the sound says which of the two was said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from oncue.acoustic.forced_aligner import AlignedEdge
from oncue.alignment.heard_words import hear
from oncue.alignment.match import Match, match
from oncue.alignment.match.heard_copies import NEAREST_COPIES, HeardCopy, heard_copies
from oncue.alignment.timing.word_graph import Segment
from oncue.model import RecognisedWord, Token
from oncue.pipeline.acceptance import LEAST_RUN_GOP
from oncue.pipeline.encoder_cache import RecomputedEncodings
from oncue.pipeline.said_once import without_unsaid_copies
from oncue.pipeline.whisper_passes import Recognition

FIRST, SECOND, THIRD = "The ships are gone now.", "We had a piano in the house.", "So what could I do?"
TEXT = f"{FIRST} {SECOND} {THIRD}"
WORD_MS = 300


class Sound:
    """A search of a recording in which words are said well where `said` has them, and badly elsewhere; where there is no
    room for them, nothing is."""

    def __init__(self, said: Sequence[tuple[int, int]], bad: float = -5.0) -> None:
        self._said = said
        self._bad = bad
        self.searches = 0

    def search(self, segments: Sequence[Segment], on_done: object) -> list[list[AlignedEdge] | None]:
        self.searches += len(segments)
        return [self._aligned(segment) for segment in segments]

    def loud_speech_ms(self, start_ms: int, end_ms: int) -> int:
        return 0

    def _aligned(self, segment: Segment) -> list[AlignedEdge] | None:
        each_ms = (segment.end_ms - segment.start_ms) // len(segment.edges)
        if each_ms < 90:
            return None
        middle_ms = (segment.start_ms + segment.end_ms) // 2
        gop = 0.5 if any(a <= middle_ms < b for a, b in self._said) else self._bad
        starts = [segment.start_ms + each_ms * k for k in range(len(segment.edges))]
        return [AlignedEdge(k, at_ms, at_ms + each_ms, gop, phones=3) for k, at_ms in enumerate(starts)]


def _heard(*parts: tuple[str, int], word_ms: int = WORD_MS) -> tuple[RecognisedWord, ...]:
    """Words that were heard one after the other, each part from a time in milliseconds on."""
    return tuple(
        RecognisedWord(word, at_ms + k * word_ms, at_ms + (k + 1) * word_ms, 0.9)
        for part, at_ms in parts
        for k, word in enumerate(part.split())
    )


def _tokens(text: str = TEXT) -> list[Token]:
    tokens: list[Token] = []
    at = 0
    for word in text.split():
        at = text.index(word, at)
        tokens.append(Token(word, at, at + len(word)))
        at += len(word)
    return tokens


def _kept(words: Sequence[RecognisedWord], sound: Sound, text: str = TEXT) -> list[tuple[str, int]]:
    """The sentences that are left of what was heard, and when they begin."""
    none = RecomputedEncodings(None, (), None)  # type: ignore[arg-type]
    heard = Recognition(tuple(words), tuple(0 for _ in words), (), none)
    tokens = _tokens(text)
    found = without_unsaid_copies(heard, hear(tokens, words, (), "en"), tokens, "en", sound).words
    starts = [k for k, word in enumerate(found) if not k or found[k - 1].text[-1] in ".?"]
    ends = [*starts[1:], len(found)]
    return [(" ".join(word.text for word in found[a:b]), found[a].start_ms) for a, b in zip(starts, ends, strict=True)]


def test_of_two_copies_the_one_that_is_said_is_left() -> None:
    words = _heard((FIRST, 0), (SECOND, 4000), (SECOND, 12_000), (THIRD, 15_000))
    assert _kept(words, Sound([(0, 2000), (11_500, 20_000)])) == [(FIRST, 0), (SECOND, 12_000), (THIRD, 15_000)]


def test_a_copy_without_time_for_its_words_is_no_witness() -> None:
    squeezed = _heard((SECOND, 11_850), word_ms=20)
    words = (*_heard((FIRST, 10_300)), *squeezed, *_heard((SECOND, 12_000), (THIRD, 15_000)))
    assert _kept(words, Sound([(0, 20_000)]))[1] == (SECOND, 12_000)


def test_of_a_loop_each_copy_is_judged() -> None:
    words = _heard((FIRST, 0), (SECOND, 4000), (SECOND, 8000), (SECOND, 12_000), (THIRD, 15_000))
    assert _kept(words, Sound([(0, 2000), (11_500, 20_000)])) == [(FIRST, 0), (SECOND, 12_000), (THIRD, 15_000)]


@pytest.mark.parametrize("said", [[(0, 20_000)], [(0, 7000), (14_500, 20_000)], []])
def test_both_copies_stay_unless_the_sound_speaks_against_the_one_that_is_published(said: list[tuple[int, int]]) -> None:
    words = _heard((FIRST, 0), (SECOND, 4000), (SECOND, 12_000), (THIRD, 15_000))
    assert [start_ms for _, start_ms in _kept(words, Sound(said))] == [0, 4000, 12_000, 15_000]


def test_what_is_published_twice_is_not_weighed() -> None:
    sound = Sound([])
    words = _heard((FIRST, 0), (SECOND, 4000), (SECOND, 12_000), (THIRD, 15_000))
    assert len(_kept(words, sound, f"{FIRST} {SECOND} {SECOND} {THIRD}")) == 4
    assert sound.searches == 0


def test_the_end_of_a_sentence_may_be_heard_twice() -> None:
    words = _heard((FIRST, 0), (SECOND, 4000), ("piano in the house.", 9000), (THIRD, 15_000))
    tokens = _tokens()
    (copy,) = heard_copies(match(tokens, words, "en").matches, tokens, words, "en")
    assert " ".join(tokens[i].text for i in copy.tokens) == "piano in the house."
    assert {words[copy.matched.start].start_ms, words[copy.other.start].start_ms} == {4000 + 3 * WORD_MS, 9000}


def test_two_words_are_no_copy() -> None:
    words = _heard((FIRST, 0), (SECOND, 4000), ("the house.", 9000), (THIRD, 15_000))
    tokens = _tokens()
    assert heard_copies(match(tokens, words, "en").matches, tokens, words, "en") == []


def _copies(text: str, *parts: tuple[str, int], word_ms: int = WORD_MS) -> list[HeardCopy]:
    tokens, words = _tokens(text), _heard(*parts, word_ms=word_ms)
    return heard_copies(match(tokens, words, "en").matches, tokens, words, "en")


def test_what_is_played_twice_is_no_copy() -> None:
    programme = " ".join(f"{one}{another}" for one in "bcdfghjklm" for another in ("ana", "enu", "iro", "ote", "ula"))
    assert len(programme.split()) == 50
    assert len(_copies(programme, (programme, 0), (programme, 15_000))) == 1
    assert _copies(programme, (programme, 0), (programme, 25_000), word_ms=500) == []


def test_words_of_no_length_are_not_searched_by_the_hundred() -> None:
    programme = " ".join(f"{a}{b}{c}" for a in "bcdfg" for b in ("ana", "enu", "iro", "ote", "ula") for c in "klmnr")
    assert len(programme.split()) == 125
    assert _copies(programme, (programme, 0), (programme, 10_000), word_ms=10) == []


def test_a_copy_is_right_before_or_behind_the_other() -> None:
    between = "nobody expected rain today"
    assert len(_copies(TEXT, (FIRST, 0), (SECOND, 4000), ("nobody expected", 7000), (SECOND, 12_000), (THIRD, 15_000))) == 1
    assert _copies(TEXT, (FIRST, 0), (SECOND, 4000), (between, 7000), (SECOND, 12_000), (THIRD, 15_000)) == []


def test_of_a_copy_with_another_word_inside_a_part_is_found() -> None:
    again = "We had a small in the house."
    assert len(_copies(TEXT, (FIRST, 0), (SECOND, 4000), (again, 12_000), (THIRD, 15_000))) == 1
    long = "we had a piano made of black wood in the house"
    both = _copies(f"{long} {THIRD}", (long, 0), (long.replace("black", "green"), 6000), (THIRD, 15_000))
    assert len(both) == 1


def test_of_a_loop_a_few_copies_are_looked_at_and_the_first_of_them_once() -> None:
    loop = [(SECOND, 4000 * k) for k in range(1, 60)]
    tokens, words = _tokens(), _heard((FIRST, 0), *loop, (THIRD, 250_000))
    copies = heard_copies(match(tokens, words, "en").matches, tokens, words, "en")
    assert len(copies) == NEAREST_COPIES
    assert len({copy.matched for copy in copies}) == 1
    sound = Sound([(0, 300_000)])
    _kept(words, sound)
    assert sound.searches == NEAREST_COPIES + 1


@pytest.mark.parametrize(("unheard", "copies"), [("since", 1), ("since they had left so early that day", 0)])
def test_words_that_nobody_heard_are_not_searched_for_with_a_copy(unheard: str, copies: int) -> None:
    head, tail = "The ships were gone", "before the rain came."
    tokens, words = _tokens(f"{head} {unheard} {tail}"), _heard((f"{head} {tail}", 0), (f"{head} {tail}", 4000))
    missing = len(unheard.split())
    places = [(i if i < 4 else i + missing, i) for i in range(8)]
    found = heard_copies([Match(i, i + 1, j, j + 1, 1.0) for i, j in places], tokens, words, "en")
    assert len(found) == copies


def test_a_copy_that_is_said_fast_and_sounds_better_stays() -> None:
    fast = _heard((SECOND, 9000), word_ms=100)
    words = (*_heard((FIRST, 0)), *fast, *_heard((SECOND, 12_000), (THIRD, 15_000)))
    assert [start_ms for _, start_ms in _kept(words, Fast(9000, 9700))] == [0, 9000, 12_000, 15_000]


class Fast(Sound):
    """A sound with a stretch in which words are said well and in 33 ms a phone; elsewhere hardly well enough."""

    def __init__(self, start_ms: int, end_ms: int) -> None:
        super().__init__([(start_ms, end_ms)], bad=LEAST_RUN_GOP + 0.1)
        self._fast = start_ms, end_ms

    def _aligned(self, segment: Segment) -> list[AlignedEdge] | None:
        found = super()._aligned(segment) or []
        if self._fast[0] <= (segment.start_ms + segment.end_ms) // 2 < self._fast[1]:
            starts = [self._fast[0] + 100 * k for k in range(len(found))]
            return [replace(one, start_ms=at_ms, end_ms=at_ms + 100) for one, at_ms in zip(found, starts, strict=True)]
        return found
