"""What `oncue check` finds by the sound: of a file with its recording, and of a job by its own alignment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from oncue.caption_files.checked import CheckInput
from oncue.captions.check import RULE_SETS, Finding, RuleSet, Severity
from oncue.captions.check.heard_cues import CaptionsInSound
from oncue.captions.check.sound import sound_findings
from oncue.captions.check.sound_codes import SOUND_CODES
from oncue.captions.check.sound_mend import mended_by_sound
from oncue.captions.check.sound_rules import sound_rules
from oncue.captions.formats import WrittenCue
from oncue.cli.client import Client
from oncue.cli.interrupt import run_interruptibly
from oncue.cli.progress import progress_bar
from oncue.errors import OncueError
from oncue.jobs.scratch import scratch
from oncue.options.hardware import Hardware

NO_CHECK_THERE = "not checked by the sound: the service is older than that."


def heard_file(
    audio: Path, checked: CheckInput, recognition: Mapping[str, Any], hardware: Hardware, *, show_progress: bool
) -> CaptionsInSound:
    """The captions held against their recording. Raises what `oncue.pipeline.captions_in_sound` raises."""
    # Imported here, so that a check without the sound does not wait for the audio libraries.
    from oncue.pipeline.align import AlignOptions
    from oncue.pipeline.captions_in_sound import captions_in_sound

    options = AlignOptions(**recognition, hardware=hardware)
    with scratch("check") as folder, progress_bar(show=show_progress) as on_progress:
        return run_interruptibly(
            lambda check: captions_in_sound(
                audio, checked.cues, options, folder=folder, on_progress=check(on_progress), offset_ms=checked.offset_ms
            )
        )


def findings_by_sound(held: CaptionsInSound, rules: Sequence[RuleSet], offset_ms: int) -> list[Finding]:
    """What is wrong by the sound, each thing once whatever the count of rule sets that say so; times on the file's clock."""
    from oncue.captions.check.sound_clock import clock_findings  # here, as only who holds captions against sound needs numpy

    found: dict[Finding, None] = {}
    for each in rules:
        judged = sound_rules(each, held.alignment.language)
        found |= dict.fromkeys(clock_findings(held.cues, judged))
        found |= dict.fromkeys(sound_findings(held.cues, held.alignment, judged))
    return [replace(each, start_ms=each.start_ms + offset_ms) for each in found]


def mended_on_sound(checked: CheckInput, held: CaptionsInSound, rules: Sequence[RuleSet]) -> tuple[WrittenCue, ...]:
    """The cues with their times on the sound, by the last of the rule sets."""
    judged = sound_rules(rules[-1], held.alignment.language)
    return mended_by_sound(checked.cues, held.cues, judged, checked.frame_rate, checked.offset_ms)


def at_new_times(held: CaptionsInSound, cues: Sequence[WrittenCue], offset_ms: int) -> CaptionsInSound:
    """The same words in captions that were given other times and lines; some of those without words may be gone."""
    written = list(enumerate(cues, 1))
    left = list(held.cues)
    if len(left) != len(written):
        left = [cue for cue in left if any(line.strip() for line in cue.lines)]
        written = [(number, cue) for number, cue in written if any(line.strip() for line in cue.lines)]
    moved = (
        replace(cue, number=number, start_ms=new.start_ms - offset_ms, end_ms=new.end_ms - offset_ms, lines=new.lines)
        for cue, (number, new) in zip(left, written, strict=False)
    )
    return replace(held, cues=tuple(moved))


def findings_of_job(
    client: Client, job_id: str, rules: Sequence[RuleSet], profile: str, choices: Mapping[str, Any]
) -> list[Finding]:
    """What the service finds of a job by its alignment; of a house's own rules, those of the job's profile."""
    found: dict[Finding, None] = {}
    for name in dict.fromkeys(each.name if each.name in RULE_SETS else profile for each in rules):
        try:
            report = client.check(job_id, {**choices, "rules": name})
        except OncueError as error:
            if error.code != "not_found":
                raise
            click.echo(NO_CHECK_THERE, err=True)
            return []
        told = (each for each in report["findings"] if each["code"] in SOUND_CODES)
        found |= dict.fromkeys(Finding(**{**each, "severity": Severity(each["severity"])}) for each in told)
    return list(found)
