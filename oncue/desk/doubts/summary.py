"""The review that a finished job's captions need, in a few figures, as its summary keeps them."""

from __future__ import annotations

from typing import Any

from oncue.captions.segmentation import segment
from oncue.desk.doubts.certificate import Certificate, certificate_of
from oncue.desk.doubts.effort import review_curve
from oncue.desk.doubts.queue import doubt_queue
from oncue.desk.script import Script
from oncue.model import Alignment


def review_summary(alignment: Alignment, text: str) -> dict[str, Any]:
    """The certificate of the machine's captions of `text`, with the usual limits, and what is left wrong after so many
    doubts and seconds: `service.quality_schema.Review` describes it."""
    queue = doubt_queue(Script.of(alignment, text), alignment)
    certificate = certificate_of(queue, alignment, segment(alignment, text))
    curve = [[point.doubts, point.seconds, point.wrong_left] for point in review_curve(queue)]
    return {"certificate": certificate_json(certificate), "curve": curve}


def certificate_json(certificate: Certificate) -> dict[str, Any]:
    """A certificate, as `service.quality_schema.ShownCertificate` describes it."""
    return {
        "given": certificate.at_most is not None,
        "captions": certificate.captions,
        "sure": certificate.sure,
        "at_most": certificate.at_most,
        "left": certificate.left,
        "left_ms": certificate.left_ms,
        "doubts": certificate.doubts,
        "seconds": certificate.seconds,
        "why": [{"code": each.code, "text": each.text} for each in certificate.why],
    }
