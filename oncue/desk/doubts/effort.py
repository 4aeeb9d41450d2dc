"""How long a person takes for doubts, and how many words stay wrong after how many of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oncue.desk.doubts.doubt import DeskDoubt, DoubtCode
from oncue.desk.doubts.queue import DoubtQueue

ANSWER_S = 2.5
"""Seconds to read a doubt's reason and to press a key, beside hearing its sound."""

PLACE_S = 15.0
"""Seconds to find out why the words of one place have no captions: to hear what is said there, and to take them out or put
them where they belong."""

TYPING_FACTOR = 4.0
"""Seconds to write down a second of speech that the text lacks; transcribers of interviews need four to six."""

CURVE_POINTS = 40
"""Points of a curve that are kept: the list of a few thousand jobs reads one of each."""


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """After the first `doubts` answers, worst first, which take `seconds`, about `wrong_left` words are wrong or out of
    their place."""

    doubts: int
    seconds: float
    wrong_left: float


def review_seconds(doubt: DeskDoubt) -> float:
    """The seconds that a person takes to hear a doubt and to answer it."""
    if doubt.code is DoubtCode.NOT_SAID:
        return PLACE_S
    if doubt.code is DoubtCode.UNWRITTEN:
        return ANSWER_S + TYPING_FACTOR * doubt.figures.get("seconds", 0.0)
    return ANSWER_S + (doubt.end_ms - doubt.start_ms) / 1000


def review_curve(queue: DoubtQueue) -> tuple[CurvePoint, ...]:
    """What is left wrong after how many seconds of review, from none to all of the doubts; `limits` are none of it."""
    risks = {each.word.id: each.risk for each in queue.words}
    order = [each.word.id for each in queue.words]
    places = {name: place for place, name in enumerate(order)}
    asked = [doubt for doubt in queue.doubts if doubt.code is not DoubtCode.LIMITS]
    told = [_wrong_words(doubt, risks, order, places) for doubt in asked]
    left = sum(risks.values()) + sum(
        wrong for doubt, wrong in zip(asked, told, strict=True) if doubt.code is DoubtCode.UNWRITTEN
    )
    points, seconds = [CurvePoint(0, 0.0, round(left, 2))], 0.0
    for count, (doubt, wrong) in enumerate(zip(asked, told, strict=True), 1):
        seconds += review_seconds(doubt)
        left = max(0.0, left - wrong)
        points.append(CurvePoint(count, round(seconds, 1), round(left, 2)))
    return tuple(_thinned(points))


def _wrong_words(doubt: DeskDoubt, risks: dict[str, float], order: Sequence[str], places: dict[str, int]) -> float:
    """How many words are wrong at a doubt, as far as one knows."""
    if doubt.first is None or doubt.last is None:
        return doubt.weight * max(1, len((doubt.heard or "").split()))
    return sum(risks[name] for name in order[places[doubt.first] : places[doubt.last] + 1])


def _thinned(points: Sequence[CurvePoint]) -> list[CurvePoint]:
    if len(points) <= CURVE_POINTS:
        return [*points]
    last = len(points) - 1
    return [points[round(k * last / (CURVE_POINTS - 1))] for k in range(CURVE_POINTS)]
