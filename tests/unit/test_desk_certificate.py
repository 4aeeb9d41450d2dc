"""The certificate of a programme: which captions need no review, why nothing is promised, and what review takes."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from oncue.captions.segmentation import segment
from oncue.desk import Script, working_copy
from oncue.desk.doubts import Certificate, certificate_of, doubt_queue, review_curve, review_summary
from oncue.desk.doubts.certificate import PROMISE
from oncue.model import Alignment, EngineInfo, Gap, Quality
from service.quality_schema import Review
from tests.unit.test_desk_doubts import MISHEARD, NOT_FOUND, TEXT, alignment, edited, queue

SPARED = EngineInfo("x", "tiny.en", "oncue-gmm 1", windows=4, windows_heard=1, listen="as_needed")


def certificate(found: Alignment) -> Certificate:
    return certificate_of(doubt_queue(Script.of(found, TEXT), found), found, segment(found, TEXT))


def test_captions_of_which_nothing_is_doubtful_need_no_review() -> None:
    found = certificate(alignment())
    assert (found.sure, found.left, found.left_ms, found.doubts, found.seconds) == (found.captions, 0, 0, 0, 0)
    assert found.at_most == PROMISE
    assert found.why == ()


@pytest.mark.parametrize("changes", [{"sun": MISHEARD}, {"sun": NOT_FOUND}, {"The": {"confidence": 0.5}}])
def test_a_caption_with_a_doubt_is_to_be_looked_at_and_no_other(changes: dict[str, dict[str, Any]]) -> None:
    found = alignment(changes)
    cues = segment(found, TEXT)
    left = {*range(len(cues))}.difference(certificate(found).sure_places)
    assert left == {0}
    assert certificate(found).left_ms == cues[0].end_ms - cues[0].start_ms


def test_a_caption_beside_speech_without_text_is_to_be_looked_at() -> None:
    found = certificate(alignment(gaps=(Gap(3000, 3300, "and the moon"),)))
    assert 0 not in found.sure_places
    assert found.sure == found.captions - 1


def test_when_all_doubts_are_answered_no_caption_is_left() -> None:
    script = Script.of(alignment({"sun": MISHEARD, "were": NOT_FOUND}), TEXT)
    answered = edited(
        script,
        {"op": "confirm", "from": "w23", "to": "w23"},
        {"op": "replace", "from": "w27", "to": "w27", "text": "", "why": "not_said"},
    )
    text, copy = working_copy(answered)
    found = certificate_of(queue(answered), copy, segment(copy, text))
    assert (found.doubts, found.left) == (0, 0)


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (replace(alignment(), engine=EngineInfo("x", "base", "cross-attention")), "not_placed_by_sound"),
        (replace(alignment(), language="cs"), "language_not_measured"),
        (replace(alignment(), engine=SPARED), "not_all_heard"),
        (alignment({word: {"heard_start_ms": None, "heard_end_ms": None} for word in set(TEXT.split())}), "not_all_heard"),
        (replace(alignment(), quality=Quality(0.7, 1, 1)), "text_differs"),
        (replace(alignment(), quality=Quality(1, 0.7, 1)), "text_differs"),
        (alignment({key: {"gop": -5.0} for key in set(TEXT.split())}), "poor_sound"),
        (alignment({key: {"confidence": 0.5} for key in set(TEXT.split())}), "too_many_doubts"),
    ],
)
def test_nothing_is_promised_of_a_recording_unlike_those_that_were_measured(found: Alignment, code: str) -> None:
    made = certificate(found)
    assert made.at_most is None
    assert [each.code for each in made.why] == [code]
    assert (made.sure, made.left) == (0, made.captions)


def test_a_text_without_words_has_a_certificate_of_nothing() -> None:
    empty = replace(alignment(), words=())
    made = certificate_of(doubt_queue(Script.of(empty, ""), empty), empty, [])
    assert (made.captions, made.sure, made.at_most) == (0, 0, None)
    assert review_curve(doubt_queue(Script.of(empty, ""), empty))[0].wrong_left == 0


def test_each_answer_takes_time_and_leaves_less_that_is_wrong() -> None:
    found = alignment({"sun": MISHEARD, "traveller": NOT_FOUND, "warm": {"confidence": 0.4}}, (Gap(9000, 9900, "today"),))
    curve = review_curve(doubt_queue(Script.of(found, TEXT), found))
    assert [point.doubts for point in curve] == [*range(len(curve))]
    assert len(curve) > 4
    assert all(one.seconds < two.seconds and one.wrong_left >= two.wrong_left for one, two in pairwise(curve))
    assert curve[0].wrong_left > 2 > 1 > curve[-1].wrong_left


def test_a_summary_is_json_that_its_schema_reads_and_is_no_longer_for_many_doubts() -> None:
    found = alignment({word: {**MISHEARD, "heard": "x"} for word in set(TEXT.split())})
    summary = json.loads(json.dumps(review_summary(found, TEXT)))
    review = Review.model_validate(summary)
    assert review.certificate.captions == len(segment(found, TEXT))
    assert review.curve[-1][0] == review.certificate.doubts
    assert review.curve[-1][1] == pytest.approx(review.certificate.seconds, abs=0.1)
