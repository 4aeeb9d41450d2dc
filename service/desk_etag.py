"""The ETag of a desk, known without its script, its captions and its doubts, which take seconds of a programme of hours."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from importlib.metadata import version

from oncue.jobs.desk_model import Desk, DeskText
from oncue.jobs.model import Job
from oncue.jobs.options import CaptionChoices
from oncue.jobs.store.desk_log import Timing
from service.captions import RENDERING_VERSION, caption_options

DESK_VERSION = 1
"""Part of every ETag. Raise it when the same desk would be shown otherwise, such as with other doubts, so that no browser
keeps the old one."""

_RELEASE = version("oncue")


def desk_etag(job: Job, desk: Desk, text: DeskText, timing: Timing, aligner: bool, choices: CaptionChoices) -> str:
    """The strong ETag of a whole desk, which begins with its revision.

    It is made of all that `service.desk_json.desk_json` shows, or what that is made of: times that are found count as
    `retimed`, files never change under their keys, and a job's options stay as they were sent.
    """
    seen = replace(desk, used_at_ms=0)
    waits = sorted(timing.waiting), sorted(timing.failed)
    looks = choices.model_dump_json(exclude_none=True), repr(caption_options(job, choices))
    depends = _RELEASE, DESK_VERSION, RENDERING_VERSION, seen, text, waits, aligner, looks
    return f"{desk.head}-{hashlib.sha256(ascii(depends).encode()).hexdigest()[:16]}"
