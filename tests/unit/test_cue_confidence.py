"""A caption is as sure as its own borders, and less so where a word in it may not be said."""

from __future__ import annotations

import pytest

from oncue.captions.segmentation import cue_confidence
from oncue.model import Cue, CueLine, TimedWord, WordStatus


def cue(*lines: str) -> Cue:
    """Each word with its confidence: `so:0.9`."""
    shown: list[CueLine] = []
    for line in lines:
        pairs = [word.rpartition(":") for word in line.split()]
        shown.append(
            CueLine(tuple(TimedWord(text, 0, 1, None, 0, 1, float(c), WordStatus.ALIGNED) for text, _, c in pairs), None)
        )
    return Cue(0, 1000, tuple(shown), None)


@pytest.mark.parametrize(
    ("shown", "confidence"),
    [
        (cue("Yes.:0.8"), 0.8),
        (cue("all:0.9 is:0.6 well:0.8"), 0.72),
        (cue("the:0.9 first:0.6", "and:0.6 last:0.9"), 0.81),
        (cue("all:1.0 was:0.1 well:1.0"), 0.2),
        (cue("-:0.1 Yes:0.9 sir:0.9 -:0.2"), 0.81),
        (cue("-:0.3"), 0.3),
        (cue("", "Yes:0.7"), 0.7),
        (cue(), 0.0),
    ],
    ids=[
        "one word",
        "sure enough inside",
        "two lines",
        "hardly said inside",
        "dashes",
        "a dash alone",
        "a label's line",
        "none",
    ],
)
def test_a_caption_is_as_sure_as_its_borders(shown: Cue, confidence: float) -> None:
    assert cue_confidence(shown) == pytest.approx(confidence)
