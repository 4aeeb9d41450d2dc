"""How many minutes a person needs to bring a job's captions to a stated quality.

The summary of a job has what its doubts take, one after the other (`oncue.desk.doubts`). One of an earlier version has sums
alone, by which that is estimated.
"""

from __future__ import annotations

from dataclasses import dataclass

from oncue.desk.doubts.effort import PLACE_S, TYPING_FACTOR
from service.quality_schema import Quality, Review, ShownCertificate

QUALITY_ASKED = 0.99
"""Share of the words that are to be right and in their place, where nobody says otherwise. The NER model calls 98 %
acceptable for live captions; those of a recording are expected to be better."""

DOUBT_S = 4.0
"""Seconds to hear a doubtful word once more and to answer, where the doubts themselves are not known."""

_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class ReviewEffort:
    """The effort to reach a quality: `minutes`, and how many `doubts` those are for: estimated ones, where there is no
    `certificate`."""

    minutes: float
    doubts: int
    certificate: ShownCertificate | None = None


def review_effort(quality: Quality, wanted: float) -> ReviewEffort | None:
    """The effort until the share `wanted` of the published words, 0..1, is right and in its place; None where the summary
    has no ledger."""
    ledger = quality.ledger
    if ledger is None or not ledger.published:
        return None
    if quality.review is not None and quality.review.curve:
        return _by_doubts(quality.review, (1.0 - wanted) * ledger.published)
    return _estimated(quality, wanted)


def _by_doubts(review: Review, spare: float) -> ReviewEffort:
    """The doubts, worst first, until no more than `spare` words are wrong; all of them where more are wrong even then."""
    doubts, seconds, _ = next((point for point in review.curve if point[2] <= spare + _ROUNDING), review.curve[-1])
    return ReviewEffort(seconds / 60, doubts, review.certificate)


def _estimated(quality: Quality, wanted: float) -> ReviewEffort:
    """Of the captioned words, as many are taken to be doubtful as the mean confidence leaves open. So many of the doubtful
    and the missing words may stay as they are as `wanted` allows: doubtful ones first, as they are the most work for a word.
    Speech without captions has to be written down whatever is wanted, but for the same share."""
    ledger = quality.ledger
    assert ledger is not None
    doubtful = ledger.captioned * min(1.0, max(0.0, 1.0 - quality.mean_confidence))
    spare = (1.0 - wanted) * ledger.published
    looked_at = max(0.0, doubtful - spare)
    spare = max(0.0, spare - doubtful)
    missing = ledger.missing_words
    places = ledger.missing_places * max(0.0, missing - spare) / missing if missing else 0.0
    uncaptioned_ms = max(0.0, ledger.uncaptioned_ms - (1.0 - wanted) * ledger.speech_ms)
    seconds = looked_at * DOUBT_S + places * PLACE_S + uncaptioned_ms / 1000 * TYPING_FACTOR
    return ReviewEffort(seconds / 60, round(looked_at + places))
