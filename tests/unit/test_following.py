"""How far a text is followed through a recording: with a search that knows what is said, and when."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from hypothesis import given, settings
from hypothesis import strategies as st

from alignment.model import Token
from alignment.timing.graph import Stretch
from worker.certain import doubts
from worker.follow import LOOK_AHEAD_WORDS, Border, Follower, Gap
from worker.refine.search import Said, StretchSearch

WORD_MS, PAUSE_MS = 300, 100
SPEECH = [f"word{k}" for k in range(400)]


@dataclass
class Recording:
    """Words said at an even pace; a search of it finds them in order, from whichever side a stretch is not open."""

    words: Sequence[str]
    searches: int = 0

    @property
    def end_ms(self) -> int:
        return len(self.words) * (WORD_MS + PAUSE_MS)

    def search(self, stretches: Sequence[Stretch], on_done: Callable[[int], None]) -> list[list[Said] | None]:
        self.searches += len(stretches)
        return [self._search(stretch) for stretch in stretches]

    def loud_speech_ms(self, start_ms: int, end_ms: int) -> int:
        return sum(max(0, min(b, end_ms) - max(a, start_ms)) for a, b in map(self._place, range(len(self.words))))

    def _place(self, index: int) -> tuple[int, int]:
        start_ms = index * (WORD_MS + PAUSE_MS) + PAUSE_MS // 2
        return start_ms, start_ms + WORD_MS

    def _search(self, stretch: Stretch) -> list[Said] | None:
        edges = [k for k, edge in enumerate(stretch.edges) if edge.text is not None]
        inside = [
            k
            for k in range(len(self.words))
            if stretch.start_ms <= self._place(k)[0] and self._place(k)[1] <= stretch.end_ms
        ]
        open_start = any(edge.text is None and edge.start == 0 for edge in stretch.edges)
        count = min(len(edges), len(inside))
        edges, inside = (edges[-count:], inside[-count:]) if open_start else (edges[:count], inside[:count])
        return [
            Said(edge, *self._place(k), 0.0 if stretch.edges[edge].text == self.words[k] else -9.0)
            for edge, k in zip(edges, inside, strict=True)
        ] or None


def _tokens(words: Sequence[str]) -> list[Token]:
    tokens, at = [], 0
    for word in words:
        tokens.append(Token(word, at, at + len(word), None, None, speakable=True))
        at += len(word) + 1
    return tokens


def _follow(said: Sequence[str], text: Sequence[str], *, forward: bool = True, backward: bool = True) -> Gap:
    recording = Recording(said)
    follower = Follower(_tokens(text), "en", [(0, recording.end_ms)], cast(StretchSearch, recording))
    gap = Gap(Border(0, 0), Border(recording.end_ms, len(text)), forward, backward)
    follower.follow([gap])
    _ensure_orderly(gap, recording)
    return gap


def _ensure_orderly(gap: Gap, recording: Recording) -> None:
    words = sorted(gap.words, key=lambda word: word.start_ms)
    assert all(a.end_ms <= b.start_ms for a, b in itertools.pairwise(words))
    assert 0 <= gap.left.at_ms <= gap.right.at_ms <= recording.end_ms
    if not gap.closed:
        assert all(word.end_ms <= gap.left.at_ms or word.start_ms >= gap.right.at_ms for word in words)


def test_a_text_that_is_all_that_is_said_is_followed_to_the_end() -> None:
    gap = _follow(SPEECH, SPEECH)
    assert gap.closed
    assert sorted(word.start_ms for word in gap.words) == [50 + 400 * k for k in range(len(SPEECH))]
    assert {word.text for word in gap.words} == set(SPEECH)


def test_one_that_is_known_on_one_side_only_is_followed_from_there() -> None:
    for forward, backward in ((True, False), (False, True)):
        assert len(_follow(SPEECH, SPEECH, forward=forward, backward=backward).words) == len(SPEECH)


def test_other_words_in_the_middle_leave_a_gap_around_them() -> None:
    text = [*SPEECH[:200], *(f"other{k}" for k in range(12)), *SPEECH[212:]]
    gap = _follow(SPEECH, text)
    assert not gap.closed
    assert gap.left.at_ms <= 400 * 200
    assert gap.right.at_ms >= 400 * 212
    assert not {word.text for word in gap.words} & set(text[200:212])
    assert len(gap.words) > len(SPEECH) * 0.8
    assert text[gap.left.token] == SPEECH[gap.left.at_ms // 400]


def test_words_that_the_text_lacks_are_not_passed_over() -> None:
    gap = _follow(SPEECH, [*SPEECH[:200], *SPEECH[210:]])
    assert not gap.closed
    assert gap.left.at_ms <= 400 * 200
    assert gap.right.at_ms >= 400 * 210


def test_the_first_and_last_words_beside_what_does_not_fit_are_not_believed() -> None:
    gap = _follow(SPEECH, [*SPEECH[:100], *(f"other{k}" for k in range(300))], backward=False)
    assert 0 < gap.left.token <= 100 - LOOK_AHEAD_WORDS


def test_a_text_that_ends_before_the_sound_is_followed_to_near_its_end() -> None:
    gap = _follow(SPEECH, SPEECH[:250], backward=False)
    assert not gap.closed
    assert 200 < gap.left.token <= 250


def test_sound_that_ends_before_the_text_is_filled() -> None:
    gap = _follow(SPEECH[:250], SPEECH, backward=False)
    assert gap.closed
    assert len(gap.words) == 250


def test_another_text_is_not_followed_at_all() -> None:
    gap = _follow(SPEECH, [f"other{k}" for k in range(400)])
    assert (gap.left, gap.right) == (Border(0, 0), Border(400 * 400, 400))
    assert gap.words == []


def test_one_word_is_followed() -> None:
    assert [word.text for word in _follow(["hello"], ["hello"]).words] == ["hello"]


def test_where_nobody_speaks_there_is_nothing_to_follow() -> None:
    follower = Follower(_tokens(["hello"]), "en", [], cast(StretchSearch, Recording([])))
    gap = Gap(Border(0, 0), Border(5000, 1))
    follower.follow([gap])
    assert gap.closed
    assert gap.words == []


def test_progress_is_what_has_been_filled() -> None:
    recording = Recording(SPEECH)
    follower = Follower(_tokens(SPEECH), "en", [(0, recording.end_ms)], cast(StretchSearch, recording))
    moved: list[int] = []
    follower.follow([Gap(Border(0, 0), Border(recording.end_ms, len(SPEECH)))], moved.append)
    assert moved == sorted(moved)
    assert moved[-1] == recording.end_ms


@settings(max_examples=150, deadline=None)
@given(
    said=st.lists(st.sampled_from(["one", "two", "three", "four"]), max_size=300),
    text=st.lists(st.sampled_from(["one", "two", "three", "four"]), max_size=300),
    forward=st.booleans(),
    backward=st.booleans(),
)
def test_whatever_is_said_following_ends_with_words_in_order(
    said: list[str], text: list[str], forward: bool, backward: bool
) -> None:
    _follow(said, text, forward=forward, backward=backward)


def test_a_run_of_words_that_fits_badly_is_doubted_and_one_is_not() -> None:
    search = cast(StretchSearch, Recording([]))

    def said(*scores: float) -> list[Said]:
        return [Said(k, 400 * k, 400 * k + 400, score) for k, score in enumerate(scores)]

    assert doubts(said(0, 0, 0, 0, 0, 0, 0, 0), 0, 3200, search) == []
    assert doubts(said(0, 0, 0, -9, 0, 0, 0, 0), 0, 3200, search) == []
    assert doubts(said(0, 0, -9, -9, 0, 0, 0, 0), 0, 3200, search) == [range(0, 5), range(1, 6), range(2, 7)]


def test_sound_that_no_word_takes_is_doubted_where_it_counts() -> None:
    recording = cast(StretchSearch, Recording(["a", "b", "c", "d"]))
    middle = [Said(0, 450, 750, 0.0)]
    assert doubts(middle, None, None, recording) == []
    assert doubts(middle, 0, None, recording) == []  # 300 ms may be a breath
    assert doubts(middle, None, 1600, recording) == [range(0, 1)]
