"""A corrected text that has no captions: what somebody typed is there to be mended, however its alignment ended."""

from __future__ import annotations

from oncue.jobs.blobs import Blobs
from oncue.jobs.model import Job
from service.intact_files import intact


def corrected_text(blobs: Blobs, job: Job) -> bytes | None:
    """The latest corrected text of a job, in UTF-8, as it was read; None where it has captions, or where there is none.

    Raises `Refused` where it is lost, and `StoreUnavailable`.
    """
    if job.correction is None or job.correction.text_key is None:
        return None
    with intact():
        return blobs.read(job.correction.text_key)
