"""Words that nobody heard, beside a long stretch of other sound: on which side of it they are, if on any."""

from __future__ import annotations

from collections.abc import Sequence

from oncue.acoustic.forced_aligner import AlignedEdge
from oncue.acoustic.segment_aligner import SegmentAligner
from oncue.alignment.match import match
from oncue.alignment.one_sentence import PARTED_MS
from oncue.alignment.timing.parted import (
    LEAST_PARTED_GOP,
    LONGEST_PAUSE_BESIDE_MS,
    SLOWEST,
    parted_holes,
    without_parted,
)
from oncue.alignment.timing.placement import ORDINARY_GOP, fit_shift
from oncue.alignment.timing.segment_graph import MS_PER_LETTER
from oncue.alignment.timing.segments import RecordingSlots
from oncue.alignment.timing.slots import build_slots
from oncue.alignment.timing.word_graph import AlignedWord, Segment
from oncue.model import RecognisedWord, Token
from oncue.text.numbers import about_letters

TEXT = "it is hard not to spray juice. Two other cases were pending."
WORDS = TEXT.split()
TWO = WORDS.index("Two")
BREAK_MS = 30_000
"""Where the words after `juice.` begin, behind half a minute of music."""

AT_MS = {word: 300 * k if k < TWO else BREAK_MS + 300 * (k - TWO) for k, word in enumerate(WORDS)}


class Sound:
    """A search of a recording in which words are said for 250 ms from `AT_MS` on. For `Two`, that is where `places` say,
    with these gops, and the detector heard no speech there; the others' gop is `right`."""

    def __init__(self, places: Sequence[tuple[int, float]], right: float = 1.0) -> None:
        self._places = places
        self._right = right
        self.asked: list[Segment] = []

    def search(self, segments: Sequence[Segment], on_done: object) -> list[list[AlignedEdge] | None]:
        self.asked += segments
        return [self._said(segment) for segment in segments]

    def loud_speech_ms(self, start_ms: int, end_ms: int) -> int:
        return 0

    def _said(self, segment: Segment) -> list[AlignedEdge]:
        found: list[AlignedEdge] = []
        for index, edge in enumerate(segment.edges):
            places = [(AT_MS[edge.text], self._right)] if edge.text else []
            if edge.text == "Two":
                places = list(self._places) if segment.beyond_speech else []
            for at_ms, gop in places:
                if segment.start_ms - 300 <= at_ms < segment.end_ms:
                    found.append(AlignedEdge(index, at_ms, at_ms + 250, gop, phones=3))
        return found


def _recording(heard_in_music: Sequence[tuple[str, int]] = (), but: str = "Two") -> RecordingSlots:
    """Whisper heard all words `but` one, and others in the music, where it is told from when on."""
    words = [RecognisedWord(word, AT_MS[word], AT_MS[word] + 250, 0.9) for word in WORDS if word != but]
    words += [RecognisedWord(word, at_ms, at_ms + 250, 0.5) for word, at_ms in heard_in_music]
    words.sort(key=lambda word: word.start_ms)
    tokens = _tokens(TEXT)
    slots = build_slots(tokens, words, match(tokens, words, "en").matches, "en")
    speech = [(0, 2300), (BREAK_MS + 300, BREAK_MS + 1500)]
    return RecordingSlots(slots, tokens, words, [(2300, BREAK_MS + 300)], speech, BREAK_MS + 2000)


def _tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    at = 0
    for word in text.split():
        at = text.index(word, at)
        tokens.append(Token(word, at, at + len(word)))
    return tokens


def _start_of_two(recording: RecordingSlots, sound: Sound) -> int | None:
    placed = SegmentAligner(recording, sound, lambda missing: []).align(lambda share: None)
    assert sorted({*placed, TWO}) == list(range(len(WORDS)))
    return placed[TWO].start_ms if TWO in placed else None


def test_a_word_is_on_the_side_of_the_music_on_which_it_sounds_better() -> None:
    left_ms, right_ms = AT_MS["juice."] + 300, AT_MS["Two"]
    assert _start_of_two(_recording(), Sound([(left_ms, -1.4), (right_ms, -1.3)])) == right_ms
    assert _start_of_two(_recording(), Sound([(left_ms, -0.3), (right_ms, -1.3)])) == left_ms


def test_a_word_that_is_on_neither_side_has_no_place() -> None:
    assert _start_of_two(_recording(), Sound([])) is None
    hardly = LEAST_PARTED_GOP - 0.1
    sides = [(AT_MS["juice."] + 300, hardly), (AT_MS["Two"], hardly)]
    assert [hole.windows != [] for hole in parted_holes(_recording(), _placed())] == [True]
    assert _start_of_two(_recording(), Sound(sides)) is None


def test_it_is_looked_for_beside_its_neighbours_and_where_no_speech_was_detected() -> None:
    sound = Sound([(AT_MS["Two"], -1.0)])
    _start_of_two(_recording(), sound)
    left, right = (segment for segment in sound.asked if segment.beyond_speech)
    assert left.end_ms < AT_MS["juice."] + 2000
    assert right.start_ms > AT_MS["other"] - 2000


def test_where_other_words_were_heard_it_is_not_looked_for() -> None:
    placed = _placed()
    heard = _recording([("elephants", AT_MS["other"] - 400)])
    (hole,) = parted_holes(heard, placed)
    assert hole.left is not None
    assert hole.right is None
    far = _recording([("elephants", BREAK_MS // 2)])
    (hole,) = parted_holes(far, placed)
    assert len(hole.windows) == 2


def test_a_word_that_nobody_heard_does_not_stay_far_from_its_sentence() -> None:
    placed = _placed(TWO)
    placed[TWO] = AlignedWord(TWO, TWO, 2400, 2500, -3.0)
    assert sorted(without_parted(_recording(), placed)) == [k for k in range(len(WORDS)) if k != TWO]
    assert without_parted(_recording(but="nothing"), placed) == placed, "it was heard"


def test_words_near_their_sentence_stay() -> None:
    placed = _placed(TWO)
    assert without_parted(_recording(), placed) == placed


def test_a_window_ends_where_the_word_on_the_other_side_is() -> None:
    """Words that take long to say, beside a stretch that is little longer: neither window has the words beyond it."""
    left, unheard, right = (
        "we went home.",
        "Everybody wanted something altogether different afterwards.",
        "Then it rained all night.",
    )
    words = f"{left} {unheard} {right}".split()
    first, after = len(left.split()), len(left.split()) + len(unheard.split())
    room_ms = MS_PER_LETTER * sum(about_letters(word) for word in words[first:after])
    behind_ms = 300 * first + PARTED_MS + room_ms + 100
    assert behind_ms < 300 * first + LONGEST_PAUSE_BESIDE_MS + SLOWEST * room_ms
    starts = {
        k: 300 * k if k < first else behind_ms + 300 * (k - after) for k in range(len(words)) if not first <= k < after
    }
    tokens = _tokens(" ".join(words))
    heard = [RecognisedWord(words[k], at_ms, at_ms + 250, 0.9) for k, at_ms in starts.items()]
    slots = build_slots(tokens, heard, match(tokens, heard, "en").matches, "en")
    recording = RecordingSlots(slots, tokens, heard, [], [(0, 900), (behind_ms, behind_ms + 1500)], behind_ms + 5000)
    placed = {k: AlignedWord(k, 0, at_ms, at_ms + 250, 1.0) for k, at_ms in starts.items()}
    (hole,) = parted_holes(recording, placed)
    assert hole.left is not None
    assert hole.left.end_ms == starts[after]
    assert hole.right is not None
    assert hole.right.start_ms == placed[first - 1].end_ms


def test_where_right_words_fit_worse_so_may_these() -> None:
    hardly = LEAST_PARTED_GOP - 0.5
    assert _start_of_two(_recording(), Sound([(AT_MS["Two"], hardly)])) is None
    assert _start_of_two(_recording(), Sound([(AT_MS["Two"], hardly)], right=ORDINARY_GOP - 0.6)) == AT_MS["Two"]


def test_words_of_no_length_tell_nothing_of_the_fit() -> None:
    recording = _recording()
    assert fit_shift([AlignedWord(0, 0, 100, 100, -5.0)], recording.slots) == 0.0


def _placed(*more: int) -> dict[int, AlignedWord]:
    return {
        k: AlignedWord(k, k, AT_MS[word], AT_MS[word] + 250, 1.0)
        for k, word in enumerate(WORDS)
        if word != "Two" or k in more
    }
