"""What `oncue check` checks: the captions of a file, or those of a service's job as they would be downloaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from oncue.captions.check import RuleSet, house_rules, rule_set
from oncue.captions.check.house_rules import LONGEST_HOUSE_RULES
from oncue.captions.formats import WrittenCue
from oncue.captions.frame_rate import FrameRate
from oncue.captions.options import caption_options
from oncue.cli.caption_file import captions_of, read_captions
from oncue.cli.client import Client
from oncue.errors import UsageError
from oncue.options.captions import DEFAULT_PROFILE, PROFILE_VALUES


@dataclass(frozen=True, slots=True)
class CheckInput:
    """Captions to check. `end_ms` is the recording's end on their own clock, `frame_rate` what their times are on frames of;
    None where that is not known. `suffix` is the format that they have."""

    name: str
    cues: tuple[WrittenCue, ...]
    suffix: str
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


def input_of_file(
    path: Path, suffix: str | None, language: str | None, duration_s: float | None, clock: Mapping[str, Any]
) -> CheckInput:
    """The captions of a file, in the language given or else told by the text. Raises the errors of `read_captions`.

    `clock` has the options of captions that tell their times: `frame_rate`, `start_timecode`, `offset`.
    """
    known = caption_options(clock)
    file = read_captions(path, suffix)
    end_ms = None if duration_s is None else round(1000 * duration_s) + known.offset_ms
    told = _language(language, file.cues)
    return CheckInput(
        name=path.name,
        cues=file.cues,
        suffix=file.format.suffix,
        language=told,
        end_ms=end_ms,
        frame_rate=known.frame_rate,
        offset_ms=known.offset_ms,
        styled=file.styled,
    )


def input_of_job(
    client: Client, job_id: str, rules: Sequence[RuleSet], language: str | None, clock: Mapping[str, Any]
) -> CheckInput:
    """The captions of a job under the profile of the first of `rules` that is one, else under its own."""
    job = client.job(job_id)
    profile = next((each.name for each in rules if each.name in PROFILE_VALUES), None)
    changed = {name: value for name, value in {**clock, "profile": profile}.items() if value is not None}
    known = caption_options({**job["options"], **changed})
    # SubRip has the names of speakers and the dashes in its text, as a viewer sees them.
    cues = captions_of(client.captions(job_id, "srt", changed), job["filename"], "srt").cues
    end_ms = None if job["duration_ms"] is None else job["duration_ms"] + known.offset_ms
    return CheckInput(
        name=job["filename"],
        cues=cues,
        suffix="srt",
        language=language or job["language"] or "en",
        end_ms=end_ms,
        frame_rate=known.frame_rate,
        profile=profile or job["options"].get("profile") or DEFAULT_PROFILE,
        offset_ms=known.offset_ms,
        choices=changed,
    )


def chosen_rules(names: Sequence[str]) -> list[RuleSet]:
    """The rule sets by their names, and those in files. Raises `UsageError`."""
    return [_house(Path(name)) if name.lower().endswith(".toml") else rule_set(name) for name in dict.fromkeys(names)]


def _house(path: Path) -> RuleSet:
    try:
        with path.open("rb") as file:
            data = file.read(LONGEST_HOUSE_RULES + 1)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}. Check the path of the rules file.") from None
    try:
        return house_rules(data)
    except UsageError as error:
        raise UsageError(f"{path}: {error.detail}", **error.data) from error


def _language(given: str | None, cues: Sequence[WrittenCue]) -> str:
    if given:
        from oncue.text.language_tags import language_code

        return language_code(given)
    from oncue.text.language_id import detect  # here, as its model takes a while

    return detect(" ".join(line for cue in cues for line in cue.lines)).language
