"""A job's captions, held against the rules of those who order them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from oncue.captions.check import CheckReport, check, rule_set
from oncue.captions.formats import FORMATS
from oncue.jobs.model import Job
from oncue.jobs.options import CaptionChoices
from oncue.options.captions import DEFAULT_PROFILE
from service.captions import Captions, caption_options

_AS_SHOWN = "srt"
"""The format that has speakers' names and dashes in its text, as a viewer sees them."""


def check_job(captions: Captions, job: Job, choices: CaptionChoices, rules: str | None) -> dict[str, Any]:
    """The report on the captions as a download with these choices has them, by the rule set `rules`, or else the profile's.

    Raises the errors of `Captions.render`, and `UsageError`.
    """
    written = captions.render(job, _AS_SHOWN, choices)
    options = caption_options(job, choices)
    profile = choices.model_dump().get("profile") or job.options.get("profile") or DEFAULT_PROFILE
    judged = replace(rule_set(rules or profile), frame_rate=options.frame_rate)
    read = FORMATS[_AS_SHOWN].read
    assert read is not None
    cues = read(written.data)
    end_ms = None if job.duration_ms is None else job.duration_ms + options.offset_ms
    language = job.language or "en"
    findings = check(cues, judged, language=language, end_ms=end_ms)
    report = CheckReport(job.audio.name, len(cues), language, (judged.title,), findings)
    return {"job": job.id, **report.as_json()}
