"""Segments of the radio address, and what the acoustic search finds in them."""

from __future__ import annotations

from oncue.acoustic.forced_aligner import AlignedEdge, SegmentSearch
from oncue.acoustic.frame_features import Evidence, gather
from oncue.acoustic.mfcc import FRAME_CENTRE_MS, FRAME_SHIFT_MS
from oncue.alignment.timing.word_graph import Edge, Segment
from oncue.audio.pcm import Pcm
from oncue.audio.vad import speech_probabilities
from oncue.audio.windows import find_windows

FRAME_ROUNDING_MS = FRAME_SHIFT_MS + FRAME_CENTRE_MS


GOOD_MORNING = "Good morning. This Tuesday is election day."


AFTER_MONTHS = "After months of spirited debate and vigorous campaigning,"


# Cut in the middle of pauses that the speech detector hears.
SEGMENTS = [
    (0, 2750, GOOD_MORNING),
    (
        2750,
        13300,
        f"{AFTER_MONTHS} the time has come for Americans to make important decisions about our nation's future "
        "and encourage all Americans to go to the polls and vote.",
    ),
    (34100, 37850, "The United States was founded on the belief that all men are created equal."),
    (52150, 57700, "And every ballot they cast is a reminder that our founding principles are alive and well."),
    (109100, 114250, "Our nation has flourished because of its commitment to trusting the wisdom of our citizenry."),
]


def evidence_of(pcm: Pcm) -> Evidence:
    """What the search looks at, of all speech that the detector hears."""
    windows = find_windows(pcm, speech_probabilities(pcm))
    return gather(pcm, [interval for window in windows for interval in window.speech])


def segment_of_words(start_ms: int, end_ms: int, text: str) -> Segment:
    """`this|that` may be said either way, `(this)` may be left out."""
    edges = []
    for index, choice in enumerate(text.split()):
        ways: list[str | None] = [*choice.strip("()").split("|"), *([None] if choice.startswith("(") else [])]
        edges += [Edge(index, index + 1, way, index if way else None, index, 1 / len(ways)) for way in ways]
    return Segment(start_ms, end_ms, tuple(edges), len(text.split()), 0, len(text.split()))


def searched(search: SegmentSearch, segment: Segment) -> list[AlignedEdge] | None:
    """The words of the best path, None where there is none."""
    (result,) = search.search([segment], lambda count: None)
    return result


def found(search: SegmentSearch, segment: Segment) -> list[AlignedEdge]:
    """The words of the best path, which must be there."""
    result = searched(search, segment)
    assert result is not None
    return result
