"""Captions held against the rules of those who order them: a job's, and those of a file that is sent for it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from oncue.alignment.doubts import is_doubtful
from oncue.caption_files.caption_checks import CaptionChecks
from oncue.caption_files.check_request import CheckAnswer, CheckRequest
from oncue.captions.check import CheckReport, check, in_order, rule_set
from oncue.captions.check.fix import CheckedCues
from oncue.captions.check.heard_cues import heard_cues
from oncue.captions.check.sound import sound_findings
from oncue.captions.check.sound_rules import sound_rules
from oncue.captions.formats import FORMATS
from oncue.captions.track import CaptionTrack
from oncue.jobs.model import Job
from oncue.jobs.options import CaptionChoices
from oncue.options.captions import DEFAULT_PROFILE
from service.captions import Captions, caption_options
from service.check_form import CheckForm
from service.editions import Edition

_AS_SHOWN = "srt"
"""The format that has speakers' names and dashes in its text, as a viewer sees them."""


@dataclass(frozen=True, slots=True)
class CheckedJob:
    """A job's captions, as they are judged, with what was found: `track` has the words of `checked.cues`."""

    checked: CheckedCues
    track: CaptionTrack
    report: CheckReport


def check_job(
    captions: Captions, job: Job, choices: CaptionChoices, rules: str | None, edition: Edition | None = None
) -> CheckedJob:
    """The check of the captions of an edition (None: the machine's) as a download with these choices has them, by the rule
    set `rules`, or else the profile's; and by the sound, as its alignment has it.

    Raises the errors of `Captions.render`, and `UsageError`.
    """
    written = captions.render(job, _AS_SHOWN, choices, edition)
    options = caption_options(job, choices)
    profile = choices.model_dump().get("profile") or job.options.get("profile") or DEFAULT_PROFILE
    judged = replace(rule_set(rules or profile), frame_rate=options.frame_rate)
    read = FORMATS[_AS_SHOWN].read
    assert read is not None
    cues = read(written.data)
    end_ms = None if job.duration_ms is None else job.duration_ms + options.offset_ms
    language = job.language or "en"
    track = captions.track(job, choices, edition)
    heard = heard_cues(track, is_doubtful)
    checked = CheckedCues(
        cues, heard, judged, sound_rules(judged, language), language, end_ms=end_ms, offset_ms=options.offset_ms
    )
    by_sound = sound_findings(heard, track.alignment, checked.sound)
    on_clock = (replace(each, start_ms=each.start_ms + options.offset_ms) for each in by_sound)
    findings = in_order([*check(cues, judged, language=language, end_ms=end_ms), *on_clock])
    report = CheckReport(job.audio.name, len(cues), language, (judged.title,), findings)
    return CheckedJob(checked, track, report)


def check_file(checks: CaptionChecks, form: CheckForm, *, as_page: bool) -> CheckAnswer:
    """The answer for a caption file that was sent, with the report as JSON or `as_page`. Raises the errors of
    `CaptionChecks.check`."""
    given = form.chosen.model_dump()
    named = given["rules"] or given["profile"]
    captions = form.captions.decoded()
    request = CheckRequest(
        size=len(captions) + len(form.house),
        name=form.name,
        house_bytes=len(form.house),
        suffix=given["from_"],
        language=given["language"],
        duration_s=given["duration"],
        rules=(named,) if named else (),
        clock={name: given[name] for name in ("frame_rate", "start_timecode", "offset") if given[name] is not None},
        mending=given["fix"],
        as_page=as_page,
    )
    return checks.check(request, captions, form.house)
