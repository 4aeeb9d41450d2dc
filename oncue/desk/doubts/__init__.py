"""The doubt queue of a desk: the places that a person should hear, worst first, and what is promised of the rest."""

from oncue.desk.doubts.certificate import Certificate, WhyNone, certificate_of, cue_risks
from oncue.desk.doubts.doubt import DeskDoubt, DoubtCode
from oncue.desk.doubts.effort import CurvePoint, review_curve, review_seconds
from oncue.desk.doubts.limits import limit_doubts
from oncue.desk.doubts.queue import DoubtQueue, WordDoubt, doubt_queue
from oncue.desk.doubts.summary import certificate_json, review_summary

__all__ = [
    "Certificate",
    "CurvePoint",
    "DeskDoubt",
    "DoubtCode",
    "DoubtQueue",
    "WhyNone",
    "WordDoubt",
    "certificate_json",
    "certificate_of",
    "cue_risks",
    "doubt_queue",
    "limit_doubts",
    "review_curve",
    "review_seconds",
    "review_summary",
]
