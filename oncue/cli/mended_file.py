"""Mended captions of `oncue check --fix`, written in the format that they were read from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from oncue.captions.check import RuleSet, mended
from oncue.captions.formats import FORMATS, WrittenCue
from oncue.captions.given_captions import given_captions, given_track
from oncue.captions.limits import CaptionOptions
from oncue.cli.caption_file import STYLING
from oncue.cli.check_input import CheckInput
from oncue.cli.outputs import STDOUT, Output, parse_outputs, write_files
from oncue.errors import UsageError


def mended_by_all(checked: CheckInput, rules: Sequence[RuleSet]) -> tuple[WrittenCue, ...]:
    """The cues mended by each rule set in turn, so that the last one has the last word."""
    cues = checked.cues
    for each in rules:
        cues = mended(cues, each, language=checked.language, end_ms=checked.end_ms)
    return cues


def mended_output(name: str, suffix: str, source: Path) -> Output:
    """Where mended captions go: in the format `suffix`, and not over their source. Raises `UsageError`."""
    if name == STDOUT:
        return Output(None, FORMATS[suffix])
    (target,) = parse_outputs((name,), None, forbidden=(source,))
    if target.format.suffix != suffix:
        raise UsageError(
            f"{name}: mended captions keep their format, .{suffix}. `oncue convert` writes them in another.", option="output"
        )
    return target


def write_mended(checked: CheckInput, target: Output) -> tuple[WrittenCue, ...]:
    """Writes the cues, says on standard error what is not in the file, and gives those that are."""
    given = given_captions(checked.cues, speakers=False)  # no label comes in that was not there
    track = given_track(given, checked.language, CaptionOptions(), Path(checked.name).stem, cut=False)
    made = target.format.write(track)
    write_files([(target, made.data)])
    lost = (*given.notices, *made.lost, *([STYLING] if checked.styled else []))
    for loss in lost:
        click.echo(f"not in {target.name}: {loss}", err=True)
    assert target.format.read is not None
    return target.format.read(made.data)
