"""The way of a recording's words to their times: cut, search, widen, place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pytest

from oncue.acoustic.forced_aligner import AlignedEdge
from oncue.acoustic.segment_aligner import SegmentAligner
from oncue.alignment.match import match
from oncue.alignment.timing.segments import RecordingSlots
from oncue.alignment.timing.slots import build_slots
from oncue.alignment.timing.word_graph import AlignedWord, Segment
from oncue.model import RecognisedWord, Token, WordStatus

WORD_MS = 400
PAUSE_MS = 800
TEXT = "one two three four five six seven eight | nine ten eleven twelve thirteen fourteen fifteen sixteen"
WORDS = [word for word in TEXT.split() if word != "|"]
FIRST, SECOND, ALL = (" ".join(part) for part in (WORDS[:8], WORDS[8:], WORDS))
WELL, BADLY = -0.5, -9.0


class Searching:
    """Finds each published word of a segment as long as it is told, with the gop that it is told by the segment's words.

    Without a gop there is no path through the segment. `asked` is what was searched, call by call.
    """

    def __init__(self, gops: Mapping[str, float | None]) -> None:
        self._gops = gops
        self.asked: list[list[str]] = []

    def search(self, segments: Sequence[Segment], on_done: Callable[[int], None]) -> list[list[AlignedEdge] | None]:
        self.asked.append([_words_of(segment) for segment in segments])
        found = []
        for count, segment in enumerate(segments, start=1):
            found.append(self._aligned(segment))
            on_done(count)
        return found

    def loud_speech_ms(self, start_ms: int, end_ms: int) -> int:
        return 0

    def _aligned(self, segment: Segment) -> list[AlignedEdge] | None:
        gop = self._gops[_words_of(segment)]
        if gop is None:
            return None
        edges = [index for index, edge in enumerate(segment.edges) if edge.token is not None]
        return [
            AlignedEdge(edge, segment.start_ms + 300 * k, segment.start_ms + 300 * (k + 1), gop)
            for k, edge in enumerate(edges)
        ]


def _words_of(segment: Segment) -> str:
    return " ".join(edge.text or "" for edge in segment.edges if edge.token is not None)


def _recording(gop: float | None = None) -> RecordingSlots:
    """Sixteen words, all heard as written, with a pause in the middle; `gop` where the sound confirmed the first eight."""
    tokens: list[Token] = []
    heard: list[RecognisedWord] = []
    at = at_ms = 0
    for word in WORDS:
        at_ms += PAUSE_MS if len(heard) == 8 else 0
        heard.append(RecognisedWord(word, at_ms, at_ms + WORD_MS, 0.9, gop if len(heard) < 8 else None))
        tokens.append(Token(word, at, at + len(word)))
        at, at_ms = at + len(word) + 1, at_ms + WORD_MS
    pause = (8 * WORD_MS, 8 * WORD_MS + PAUSE_MS)
    slots = build_slots(tokens, heard, match(tokens, heard, "en").matches, "en")
    return RecordingSlots(slots, tokens, heard, [pause], [(0, pause[0]), (pause[1], at_ms)], at_ms)


class Attention:
    """Another method: places the words of the slots it is given, and keeps them in `asked`."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []

    def __call__(self, slots: Sequence[int]) -> list[AlignedWord]:
        self.asked.append(list(slots))
        return [AlignedWord(slot, slot, 1000 * slot, 1000 * slot + 200, None) for slot in slots]


def _align(
    recording: RecordingSlots, gops: Mapping[str, float | None]
) -> tuple[dict[int, AlignedWord], Searching, Attention]:
    searching, attention = Searching(gops), Attention()
    return SegmentAligner(recording, searching, attention).align(lambda share: None), searching, attention


def test_each_segment_is_searched_once_where_every_word_fits() -> None:
    placed, searching, attention = _align(_recording(), {FIRST: WELL, SECOND: WELL})
    assert searching.asked == [[FIRST, SECOND], []]
    assert attention.asked == []
    assert sorted(placed) == list(range(16))
    assert all(one.gop == WELL and one.status is WordStatus.ALIGNED for one in placed.values())


@pytest.mark.parametrize("first", [BADLY, None])
def test_a_suspicious_segment_is_searched_again_with_the_one_beside_it(first: float | None) -> None:
    placed, searching, attention = _align(_recording(), {FIRST: first, SECOND: WELL, ALL: -1.0})
    assert searching.asked == [[FIRST, SECOND], [ALL]]
    assert attention.asked == []
    assert {one.gop for one in placed.values()} == {-1.0}


def test_where_the_wider_segment_has_no_path_the_narrow_ones_stand() -> None:
    placed, _, attention = _align(_recording(), {FIRST: BADLY, SECOND: WELL, ALL: None})
    assert attention.asked == []
    assert [placed[token].gop for token in (8, 15)] == [WELL, WELL]
    assert {placed[token].gop for token in range(8)} == {BADLY}


def test_only_words_without_any_path_are_left_to_the_other_method() -> None:
    placed, _, attention = _align(_recording(), {FIRST: WELL, SECOND: None, ALL: None})
    assert attention.asked == [list(range(8, 16))]
    assert [placed[token].gop for token in (0, 7, 8, 15)] == [WELL, WELL, None, None]


def test_a_segment_whose_every_word_the_sound_has_confirmed_is_not_searched() -> None:
    placed, searching, _ = _align(_recording(gop=-0.25), {SECOND: WELL})
    assert searching.asked == [[SECOND], []]
    assert (placed[0].gop, placed[0].start_ms, placed[0].end_ms) == (-0.25, 0, WORD_MS)


def test_without_a_search_every_word_is_left_to_the_other_method() -> None:
    attention = Attention()
    placed = SegmentAligner(_recording(), None, attention).align(lambda share: None)
    assert attention.asked == [list(range(16))]
    assert sorted(placed) == list(range(16))


def test_progress_is_the_share_of_segments_that_are_done() -> None:
    shares: list[float] = []
    SegmentAligner(_recording(), Searching({FIRST: WELL, SECOND: WELL}), Attention()).align(shares.append)
    assert shares == [0.5, 1.0]
