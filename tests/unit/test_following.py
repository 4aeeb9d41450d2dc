"""The published text is followed through what is said, from both ends, and no further than it is said."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncue.acoustic.forced_aligner import AlignedEdge
from oncue.alignment.timing.word_graph import Segment
from oncue.pipeline.text_graph import LONGEST_ASIDE
from oncue.pipeline.text_guided import (
    BLOCK_MS,
    LEAST_STEP_MS,
    LOOK_AHEAD_WORDS,
    SPANS_AT_ONCE,
    Anchor,
    TextGuidedAligner,
    UnalignedSpan,
)
from tests.unit.spoken_texts import PAUSE_MS, WORD_MS, SearchThatKnows, Spoken, counted, follow, speech_of, spoken, tokens_of

STEP_MS = WORD_MS + PAUSE_MS


def followed(text: str, said: Sequence[Spoken], *, forward: bool = True, backward: bool = True) -> UnalignedSpan:
    """The one gap from the first word said to the last, after the text was followed through it."""
    return followed_by(SearchThatKnows(said), text, forward=forward, backward=backward)


def followed_by(search: SearchThatKnows, text: str, *, forward: bool = True, backward: bool = True) -> UnalignedSpan:
    tokens = tokens_of(text)
    gap = UnalignedSpan(Anchor(0, 0), Anchor(search.words[-1].end_ms, len(tokens)), forward, backward)
    follow(TextGuidedAligner(tokens, "en", speech_of(search.words), search), [gap])
    return gap


def confirmed(gap: UnalignedSpan) -> list[str]:
    return [word.text for word in sorted(gap.words, key=lambda word: word.start_ms)]


def at_their_times(gap: UnalignedSpan, said: Sequence[Spoken]) -> bool:
    return {(word.text, word.start_ms, word.end_ms) for word in gap.words} <= {(w.text, w.start_ms, w.end_ms) for w in said}


@pytest.mark.parametrize("words", [1, 4, 5, 6, 30, 62, 63, 70, 125, 130, 190, 600])
def test_text_that_is_said_is_followed_until_both_ends_meet(words: int) -> None:
    text = counted(1, words)
    gap = followed(text, spoken(text))
    assert gap.closed
    assert confirmed(gap) == text.split()
    assert at_their_times(gap, spoken(text))


def test_both_ends_are_followed_side_by_side() -> None:
    text = counted(1, 600)
    search = SearchThatKnows(spoken(text))
    followed_by(search, text)
    assert search.searched[0].start_ms < BLOCK_MS
    assert search.searched[1].end_ms > search.words[-1].end_ms - BLOCK_MS


def test_a_wrong_sentence_in_the_middle_leaves_just_a_gap_around_it() -> None:
    said = spoken(f"{counted(1, 300)} {counted(1, 10, 'right')} {counted(301, 600)}")
    gap = followed(f"{counted(1, 300)} {counted(1, 10, 'wrong')} {counted(301, 600)}", said)
    left, right = gap.left.token, gap.right.token
    assert confirmed(gap) == [*counted(1, left).split(), *counted(right - 9, 600).split()]
    assert 0 <= 300 - left <= 2 * LOOK_AHEAD_WORDS + LEAST_STEP_MS // STEP_MS
    assert 0 <= right - 310 <= 2 * LOOK_AHEAD_WORDS + LEAST_STEP_MS // STEP_MS


def test_text_that_ends_before_the_sound_is_followed_to_its_end() -> None:
    gap = followed(counted(1, 200), spoken(counted(1, 400)))
    assert not gap.closed
    assert 200 - LOOK_AHEAD_WORDS - LEAST_STEP_MS // STEP_MS <= gap.left.token <= 200 - LOOK_AHEAD_WORDS
    assert confirmed(gap) == counted(1, gap.left.token).split()


def test_text_that_begins_before_the_sound_is_followed_back_to_where_that_begins() -> None:
    gap = followed(counted(1, 400), spoken(counted(201, 400)))
    assert gap.closed
    assert confirmed(gap) == counted(201, 400).split()


def test_sound_that_ends_before_the_text_is_all_confirmed() -> None:
    gap = followed(counted(1, 400), spoken(counted(1, 200)))
    assert gap.closed
    assert confirmed(gap) == counted(1, 200).split()


def test_a_long_text_around_a_short_recording_is_not_searched_for_as_a_whole() -> None:
    search = SearchThatKnows(spoken(counted(1, 50)))
    gap = followed_by(search, counted(1, 5000))
    assert confirmed(gap) == counted(1, 50).split()
    assert max(len(segment.edges) for segment in search.searched) < 500


def test_a_short_recording_from_the_middle_of_a_long_text_is_not_confirmed() -> None:
    gap = followed(counted(1, 5000), spoken(counted(2001, 2050)))
    assert not gap.closed
    assert not gap.words


def test_the_end_of_a_long_text_is_found_in_a_short_recording() -> None:
    gap = followed(counted(1, 5000), spoken(counted(4951, 5000)))
    assert gap.closed
    assert confirmed(gap) == counted(4951, 5000).split()


def test_a_long_passage_that_is_not_said_leaves_just_a_gap_around_its_place() -> None:
    search = SearchThatKnows(spoken(f"{counted(1, 150)} {counted(151, 300)}"))
    gap = followed_by(search, f"{counted(1, 150)} {counted(1, 3000, 'other')} {counted(151, 300)}")
    assert not gap.closed
    assert gap.open_ms < 40 * STEP_MS
    assert not any(word.startswith("other") for word in confirmed(gap))
    assert max(len(segment.edges) for segment in search.searched) < 500


def test_a_headline_that_is_read_out_is_confirmed() -> None:
    gap = followed(f"[Big News] {counted(1, 100)}", spoken(f"Big News {counted(1, 100)}"))
    assert gap.closed
    assert confirmed(gap) == ["Big", "News", *counted(1, 100).split()]


@pytest.mark.parametrize("place", [0, 3, 40, 99, 100])
def test_a_headline_that_is_not_read_out_is_left_out(place: int) -> None:
    words = counted(1, 100).split()
    gap = followed(" ".join([*words[:place], "[Big News]", *words[place:]]), spoken(" ".join(words)))
    assert gap.closed
    assert confirmed(gap) == words


def test_a_menu_longer_than_a_headline_is_taken_not_to_be_said() -> None:
    menu = counted(1, LONGEST_ASIDE + 1, "menu")
    gap = followed(f"[{menu}] {counted(1, 100)}", spoken(counted(1, 100)))
    assert gap.closed
    assert confirmed(gap) == counted(1, 100).split()


def test_a_menu_that_is_read_out_all_the_same_is_left_to_whisper() -> None:
    menu = counted(1, LONGEST_ASIDE + 1, "menu")
    gap = followed(
        f"{counted(1, 100)} [{menu}] {counted(101, 200)}", spoken(f"{counted(1, 100)} {menu} {counted(101, 200)}")
    )
    assert not gap.closed
    assert not any(word.startswith("menu") for word in confirmed(gap))


def test_one_word_is_confirmed_where_it_is_all_that_is_said() -> None:
    assert confirmed(followed("word", spoken("word"))) == ["word"]
    assert not followed("word", spoken("other")).closed
    assert not followed("word", spoken("word and another two")).closed


@pytest.mark.parametrize("text", ["", "— … ***", "(laughter)"])
def test_a_text_without_words_leaves_everything_open(text: str) -> None:
    gap = followed(text, spoken(counted(1, 100)))
    assert not gap.closed
    assert not gap.words


def test_where_neither_text_nor_sound_is_left_nothing_is_unknown() -> None:
    breath = [Spoken("", 0, 300)]
    assert followed("", breath).closed
    assert not followed("", spoken("two words")).closed


def test_only_the_end_whose_text_is_certain_is_followed() -> None:
    text, said = counted(1, 300), spoken(f"{counted(1, 100, 'other')} {counted(101, 300)}")
    assert not followed(text, said, backward=False).words
    back = followed(text, said, forward=False)
    assert confirmed(back) == counted(back.right.token + 1, 300).split()


@pytest.mark.parametrize(("printed", "said"), [(40, 40), (40, 20), (20, 40), (41, 40)])
def test_the_two_ends_never_cross_in_a_text_that_repeats_itself(printed: int, said: int) -> None:
    refrain = "one two three four five six seven"
    gap = followed(" ".join([refrain] * printed), spoken(" ".join([refrain] * said)))
    assert gap.left.at_ms <= gap.right.at_ms
    assert gap.left.token <= gap.right.token
    assert at_their_times(gap, spoken(" ".join([refrain] * said)))
    assert len({word.start_ms for word in gap.words}) == len(gap.words)


def test_many_gaps_are_followed_side_by_side_and_it_is_told_how_far() -> None:
    count, text = 2 * SPANS_AT_ONCE + 3, counted(1, 12)
    said = [word for k in range(count) for word in spoken(text, 10_000 * k)]
    tokens = tokens_of(" ".join([text] * count))
    gaps = [UnalignedSpan(Anchor(10_000 * k, 12 * k), Anchor(10_000 * k + 6000, 12 * (k + 1))) for k in range(count)]
    closed: list[int] = []
    search = SearchThatKnows(said)
    aligner = TextGuidedAligner(tokens, "en", speech_of(said), search)
    follow(aligner, gaps, lambda: closed.append(sum(gap.closed for gap in gaps)))
    assert closed == [SPANS_AT_ONCE, 2 * SPANS_AT_ONCE, count]
    assert search.widths == [SPANS_AT_ONCE, SPANS_AT_ONCE, 3]


class SearchThatDoubts(SearchThatKnows):
    """Some words fit less than others."""

    def __init__(self, words: Sequence[Spoken], fits: dict[str, float]) -> None:
        super().__init__(words)
        self._fits = fits

    def search(self, segments: Sequence[Segment], on_done: Callable[[int], None]) -> list[list[AlignedEdge] | None]:
        """As `SegmentSearch.search`."""
        found = super().search(segments, on_done)
        return [
            [replace(one, gop=self._fits.get(segment.edges[one.edge].text or "", one.gop)) for one in said or []]
            for segment, said in zip(segments, found, strict=True)
        ]


def test_a_word_beside_a_long_pause_is_believed_only_where_it_fits() -> None:
    said = [*spoken(counted(1, 60)), *spoken(counted(61, 120), 90_000)]
    assert followed_by(SearchThatDoubts(said, {"word060": -0.5, "word061": -0.5}), counted(1, 120)).closed
    gap = followed_by(SearchThatDoubts(said, {"word060": -2.0, "word061": -2.0}), counted(1, 120))
    assert not {"word060", "word061"} & set(confirmed(gap))


class SearchThatGuesses:
    """Says anything, at any time, that a graph lets it say."""

    def __init__(self, data: st.DataObject) -> None:
        self._data = data
        self.searches = 0

    def search(self, segments: Sequence[Segment], on_done: Callable[[int], None]) -> list[list[AlignedEdge] | None]:
        """As `SegmentSearch.search`."""
        self.searches += 1
        return [self._said(segment) for segment in segments]

    def loud_speech_ms(self, start_ms: int, end_ms: int) -> int:
        """As `SegmentSearch.loud_speech_ms`."""
        return self._data.draw(st.sampled_from([0, 0, 0, 0, 0, 200, 1000]))

    def _said(self, segment: Segment) -> list[AlignedEdge] | None:
        edges: list[int] = []
        state = 0
        while state != segment.final:
            ways = [index for index, edge in enumerate(segment.edges) if edge.start == state]
            words = [index for index in ways if segment.edges[index].text is not None]
            at = self._data.draw(st.sampled_from([*words, *words, *words, *ways]))
            state = segment.edges[at].end
            edges += [at] if segment.edges[at].text is not None else []
        moments = st.integers(segment.start_ms, segment.end_ms)
        times = sorted(self._data.draw(st.lists(moments, min_size=2 * len(edges), max_size=2 * len(edges), unique=True)))
        fits = self._data.draw(st.lists(st.sampled_from([0.0, 0.0, -1.5, -5.0]), min_size=len(edges), max_size=len(edges)))
        return [AlignedEdge(*one) for one in zip(edges, times[::2], times[1::2], fits, strict=True)] or None


@given(
    st.lists(st.sampled_from(["one", "seventeen", "[head", "line]", "—", "one-hundred-and-eleven"]), max_size=120),
    st.lists(st.tuples(st.integers(100, 9000), st.integers(100, 20_000)), min_size=1, max_size=20),
    st.booleans(),
    st.booleans(),
    st.data(),
)
def test_whatever_is_said_following_ends_and_borders_only_move_inwards(
    words: list[str], pauses_and_speech: list[tuple[int, int]], forward: bool, backward: bool, data: st.DataObject
) -> None:
    speech: list[tuple[int, int]] = []
    at_ms = 0
    for pause_ms, speech_ms in pauses_and_speech:
        speech.append((at_ms + pause_ms, at_ms + pause_ms + speech_ms))
        at_ms += pause_ms + speech_ms
    tokens = tokens_of(" ".join(words))
    gap = UnalignedSpan(Anchor(0, 0), Anchor(at_ms, len(tokens)), forward, backward)
    search = SearchThatGuesses(data)
    known = [0]

    def borders_moved_inwards() -> None:
        assert known[-1] <= at_ms - gap.open_ms
        assert gap.left.token <= gap.right.token
        known.append(at_ms - gap.open_ms)

    follow(TextGuidedAligner(tokens, "en", speech, search), [gap], borders_moved_inwards)
    assert search.searches <= 4 + 2 * at_ms // LEAST_STEP_MS
    assert gap.closed or not (gap.forward or gap.backward)
    placed = sorted(gap.words, key=lambda word: word.start_ms)
    assert all(a.end_ms <= b.start_ms for a, b in itertools.pairwise(placed))
    assert all(0 <= word.start_ms < word.end_ms <= at_ms for word in placed)
    assert all(gap.closed or word.end_ms <= gap.left.at_ms or word.start_ms >= gap.right.at_ms for word in placed)
    published = iter(token.text for token in tokens)
    assert all(word.text in published for word in placed), "not in the order of the text"


@pytest.mark.parametrize(("end", "kept"), [(".", True), ("", False)])
def test_a_last_word_is_not_believed_long_before_the_rest_of_its_sentence(end: str, kept: bool) -> None:
    text = f"{counted(1, 20)}{end} {counted(21, 30, 'Then')}"
    said = spoken(text.split(" Then021")[0])
    tokens = tokens_of(text)
    gap = UnalignedSpan(Anchor(0, 0), Anchor(said[-1].end_ms + 30_000, 20))
    follow(TextGuidedAligner(tokens, "en", speech_of(said), SearchThatKnows(said)), [gap])
    assert (tokens[19].text in confirmed(gap)) == kept
    assert "word001" in confirmed(gap)
