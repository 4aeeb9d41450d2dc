"""Captions to check, and the report on them: what the command line and the service check alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from oncue.caption_files.caption_file import ReadCaptions
from oncue.captions.check import CheckReport, Finding, RuleSet, check, in_order, rule_set
from oncue.captions.formats import Format, ReadOnlyFormat, WrittenCue
from oncue.captions.options import caption_options
from oncue.frame_rate import FrameRate
from oncue.options.captions import DEFAULT_PROFILE


@dataclass(frozen=True, slots=True)
class CheckInput:
    """Captions to check. `end_ms` is the recording's end on their own clock, `frame_rate` what their times are on frames of;
    None where that is not known. `format` is the one that they have."""

    name: str
    cues: tuple[WrittenCue, ...]
    format: Format | ReadOnlyFormat
    language: str
    end_ms: int | None
    frame_rate: FrameRate | None
    profile: str = DEFAULT_PROFILE
    """Whose rules they are checked by, where no others are named."""
    offset_ms: int = 0
    """Where the recording begins on the captions' own clock."""
    choices: Mapping[str, Any] = field(default_factory=dict)
    """The looks of a job's captions that were asked for, beside its own."""
    styled: bool = False
    """True where the file has styles or places on the screen, or may have some."""


def input_of_captions(
    file: ReadCaptions, name: str, language: str | None, duration_s: float | None, clock: Mapping[str, Any]
) -> CheckInput:
    """The captions of a file called `name`, in the language given or else told by the text. Raises `UsageError`.

    `clock` has the options of captions that tell their times: `frame_rate`, `start_timecode`, `offset`.
    """
    known = caption_options(clock)
    return CheckInput(
        name=name,
        cues=file.cues,
        format=file.format,
        language=_language(language, file.cues),
        end_ms=None if duration_s is None else round(1000 * duration_s) + known.offset_ms,
        frame_rate=known.frame_rate,
        offset_ms=known.offset_ms,
        styled=file.styled,
    )


def judged_by(checked: CheckInput, rules: Sequence[RuleSet]) -> list[RuleSet]:
    """The rule sets, or else the profile's own, on the frames that the captions are to be on."""
    return [
        each if checked.frame_rate is None else replace(each, frame_rate=checked.frame_rate)
        for each in rules or [rule_set(checked.profile)]
    ]


def check_report(
    checked: CheckInput, rules: Sequence[RuleSet], changed: tuple[int, ...] | None = None, by_sound: Sequence[Finding] = ()
) -> CheckReport:
    """What the captions break of the rule sets, with what was found by the sound; `changed` as `CheckReport.mended`."""
    by_rules = [
        finding for each in rules for finding in check(checked.cues, each, language=checked.language, end_ms=checked.end_ms)
    ]
    findings = in_order([*by_rules, *by_sound])
    titles = tuple(each.title for each in rules)
    return CheckReport(checked.name, len(checked.cues), checked.language, titles, findings, changed)


def _language(given: str | None, cues: Sequence[WrittenCue]) -> str:
    if given:
        from oncue.text.language_tags import language_code

        return language_code(given)
    from oncue.text.language_id import detect  # here, as its model takes a while

    return detect(" ".join(line for cue in cues for line in cue.lines)).language
