"""What `oncue check` checks: the captions of a file, or those of a service's job as they would be downloaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from oncue.caption_files.caption_file import captions_of, read_captions
from oncue.caption_files.checked import CheckInput, input_of_captions
from oncue.captions.check import RuleSet, house_rules, rule_set
from oncue.captions.check.house_rules import LONGEST_HOUSE_RULES
from oncue.captions.formats import FORMATS
from oncue.captions.options import caption_options
from oncue.cli.client import Client
from oncue.errors import UsageError
from oncue.options.captions import DEFAULT_PROFILE, PROFILE_VALUES


def input_of_file(
    path: Path, suffix: str | None, language: str | None, duration_s: float | None, clock: Mapping[str, Any]
) -> CheckInput:
    """The captions of a file. Raises the errors of `read_captions` and `input_of_captions`."""
    return input_of_captions(read_captions(path, suffix), path.name, language, duration_s, clock)


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
        format=FORMATS["srt"],
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
