"""Words that nothing was heard for, between words that were heard: which of them get a place, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from oncue.acoustic.forced_aligner import AlignedEdge
from oncue.acoustic.segment_aligner import SegmentAligner
from oncue.alignment.confidence import MOST_UNHEARD, confidences
from oncue.alignment.match import match
from oncue.alignment.timing.holes import FoundWord, Hole, HoleWindow, find_holes
from oncue.alignment.timing.segments import RecordingSlots
from oncue.alignment.timing.slots import build_slots
from oncue.alignment.timing.word_graph import AlignedWord, Segment
from oncue.model import Interval, RecognisedWord, Token, WordStatus

PHONE_MS = 80
QUICK_MS = 35
TEXT = "there on the ladder he told me I think that nobody knew what it was for"
WORDS = TEXT.split()
HOLE = ("he", "told", "me")
HEARD = [word for word in WORDS if word not in HOLE]

Said = tuple[str, int, int]


class Sound:
    """A search of a recording in which these words are said, each as many phones as letters.

    Of two ways through a graph it takes the one of whose words more are said there; others fit badly. `asked` is what was
    searched.
    """

    def __init__(self, said: Sequence[Said]) -> None:
        self._said = said
        self.asked: list[str] = []

    def search(self, segments: Sequence[Segment], on_done: Callable[[int], None]) -> list[list[AlignedEdge] | None]:
        for segment in segments:
            self.asked.append(" ".join(edge.text or "-" for edge in segment.edges))
        return [self._aligned(segment) for segment in segments]

    def loud_speech_ms(self, start_ms: int, end_ms: int) -> int:
        return 0

    def _aligned(self, segment: Segment) -> list[AlignedEdge] | None:
        said = [one for one in self._said if segment.start_ms - 50 <= one[1] and one[2] <= segment.end_ms + 50]
        ways = [self._way(segment, way, said) for way in _ways(segment, 0)]
        return max(ways, key=lambda way: sum(one.gop for one in way)) or None

    def _way(self, segment: Segment, way: Sequence[int], said: Sequence[Said]) -> list[AlignedEdge]:
        found: list[AlignedEdge] = []
        at, at_ms = 0, segment.start_ms
        for edge in way:
            text = segment.edges[edge].text
            if text is None:
                continue
            here = next((k for k in range(at, len(said)) if said[k][0] == text.strip(",.").lower()), None)
            times = (at_ms, at_ms + 10) if here is None else said[here][1:]
            at, at_ms = (at if here is None else here + 1), times[1]
            found.append(AlignedEdge(edge, *times, -9.0 if here is None else 1.0, phones=len(text)))
        return found


def _ways(segment: Segment, state: int) -> list[list[int]]:
    if state == segment.final:
        return [[]]
    return [
        [index, *rest]
        for index, edge in enumerate(segment.edges)
        if edge.start == state
        for rest in _ways(segment, edge.end)
    ]


def _said(words: Sequence[str], *, quick: Sequence[str] = ()) -> list[Said]:
    """The words said one after the other, `PHONE_MS` a letter, or `QUICK_MS`."""
    said: list[Said] = []
    at_ms = 0
    for word in words:
        length_ms = (QUICK_MS if word in quick else PHONE_MS) * len(word)
        said.append((word.lower(), at_ms, at_ms + length_ms))
        at_ms += length_ms
    return said


def _recording(heard: Sequence[str], said: Sequence[Said], text: str = TEXT) -> RecordingSlots:
    """Whisper's times of the words it heard leave no room: each goes on until the next one begins."""
    start_of = {word: start_ms for word, start_ms, _ in said}
    end_ms = said[-1][2]
    starts = [start_of.get(word.lower(), said[len(said) // 2][1]) for word in heard]
    words = [
        RecognisedWord(word, start, following, 0.9)
        for word, start, following in zip(heard, starts, [*starts[1:], end_ms], strict=True)
    ]
    tokens: list[Token] = []
    at = 0
    for word in text.split():
        at = text.index(word, at)
        tokens.append(Token(word, at, at + len(word)))
        at += len(word)
    slots = build_slots(tokens, words, match(tokens, words, "en").matches, "en")
    return RecordingSlots(slots, tokens, words, [], [(0, end_ms)], end_ms)


def _align(recording: RecordingSlots, said: Sequence[Said]) -> tuple[dict[int, AlignedWord], Sound]:
    sound = Sound(said)
    return SegmentAligner(recording, sound, lambda missing: []).align(lambda share: None), sound


def _times(placed: dict[int, AlignedWord], words: Sequence[str]) -> list[Said]:
    return [(word.lower(), placed[WORDS.index(word)].start_ms, placed[WORDS.index(word)].end_ms) for word in words]


def test_words_that_are_said_have_their_place_though_whisper_heard_its_own_words_all_through_it() -> None:
    said = _said(WORDS)
    placed, _ = _align(_recording(HEARD, said), said)
    assert _times(placed, WORDS) == said
    assert {placed[WORDS.index(word)].status for word in HOLE} == {WordStatus.ESTIMATED}
    assert {placed[WORDS.index(word)].status for word in HEARD} == {WordStatus.ALIGNED}


def test_nobody_is_told_to_be_sure_of_words_that_were_not_heard() -> None:
    said = _said(WORDS)
    recording = _recording(HEARD, said)
    placed, _ = _align(recording, said)
    matches = match(recording.tokens, recording.recognised, "en").matches
    sure = confidences(placed, recording.tokens, matches, recording.recognised, "en")
    assert max(sure[WORDS.index(word)] for word in HOLE) <= MOST_UNHEARD < 0.5
    assert min(sure[WORDS.index(word)] for word in ("there", "nobody", "for")) > MOST_UNHEARD


def test_words_that_are_not_said_have_none_and_move_no_others() -> None:
    said = _said(HEARD)
    placed, sound = _align(_recording(HEARD, said), said)
    assert " ".join(HOLE) in sound.asked[-1]
    assert [WORDS[i] for i in sorted(placed)] == HEARD
    assert _times(placed, HEARD) == said


def test_words_that_would_be_said_faster_than_anybody_speaks_have_none() -> None:
    said = _said(WORDS, quick=HOLE)
    placed, _ = _align(_recording(HEARD, said), said)
    assert [WORDS[i] for i in sorted(placed)] == HEARD


def test_of_two_holes_side_by_side_the_one_that_is_said_has_a_place() -> None:
    quick = ("nobody", "knew", "what")
    said = _said(WORDS, quick=quick)
    heard = [word for word in HEARD if word not in quick]
    placed, sound = _align(_recording(heard, said), said)
    assert [WORDS[i] for i in sorted(placed)] == [word for word in WORDS if word not in quick]
    assert ["nobody" in asked for asked in sound.asked[-2:]] == [True, False]


def test_where_as_much_was_heard_as_is_written_it_is_not_a_hole() -> None:
    said = _said(WORDS)
    heard = [word if word != "told" else "elephants" for word in WORDS if word not in ("he", "me")]
    _, sound = _align(_recording(heard, said), said)
    assert len(sound.asked) == 1


class CountedSpeech(list[Interval]):
    """Stretches of speech that count how many of them are looked at."""

    looked = 0

    def __iter__(self) -> Iterator[Interval]:
        self.looked += len(self)
        return super().__iter__()

    def __getitem__(self, at: Any) -> Any:
        self.looked += len(range(*at.indices(len(self)))) if isinstance(at, slice) else 1
        return super().__getitem__(at)


def test_the_speech_in_a_hole_is_found_without_looking_at_all_of_it() -> None:
    words = ["m" + "".join("aeiouyaeio"[int(d)] + "bdfgklnprt"[int(d)] for d in f"{k:03}") for k in range(600)]
    said = _said(words)
    heard = [word for k, word in enumerate(words) if k % 10 != 5]
    speech = CountedSpeech((start_ms, end_ms) for _, start_ms, end_ms in said)
    recording = replace(_recording(heard, said, " ".join(words)), speech=speech)
    placed = {
        i: AlignedWord(i, k, *said[i][1:], 1.0)
        for k, slot in enumerate(recording.slots)
        if slot.matched
        for i in slot.tokens
    }
    windows = find_holes(recording, placed)
    assert [hole.tokens for window in windows for hole in window.holes] == [(i,) for i in range(5, 600, 10)]
    assert speech.looked < 60 * 30


def test_nothing_is_looked_for_before_the_first_and_after_the_last_word_that_was_heard() -> None:
    said = _said(WORDS[3:-3])
    placed, sound = _align(_recording(WORDS[3:-3], said), said)
    assert sorted(placed) == list(range(3, len(WORDS) - 3))
    assert len(sound.asked) == 1


def test_a_hole_with_a_word_that_cannot_be_pronounced_has_no_place() -> None:
    words = [*WORDS[:4], "\u03c0", *WORDS[4:]]
    window = HoleWindow(0, 10_000, tuple(range(len(words))), (Hole((4, 5, 6)),))
    found = [FoundWord(k, 300 * k, 300 * k + 290, 1.0, 3) for k in range(len(words)) if k != 4]
    assert window.said(found) == ()
    places = {k: AlignedWord(k, k, 300 * k, 300 * k + 290, 1.0) for k in range(len(words))}
    around = HoleWindow(0, 10_000, tuple(range(len(words))), (Hole((5, 6)),))
    assert sorted(around.places(found, places)) == [5, 6, 7], "the word without sounds stays where it was"
