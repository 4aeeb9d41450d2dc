"""Mended captions of `oncue check --fix`, written in the format that they were read from, where that is written."""

from __future__ import annotations

from pathlib import Path

import click

from oncue.caption_files.checked import CheckInput
from oncue.caption_files.mended import mended_format, written_again
from oncue.captions.formats import Format, ReadOnlyFormat, WrittenCue
from oncue.cli.outputs import STDOUT, Output, parse_outputs, write_files
from oncue.errors import UsageError


def mended_output(name: str, read: Format | ReadOnlyFormat, source: Path) -> Output:
    """Where mended captions go that were read from the format `read`, and never over their source. Raises `UsageError`."""
    format = mended_format(read)
    if name == STDOUT:
        return Output(None, format)
    (target,) = parse_outputs((name,), None, forbidden=(source,))
    if target.format is not format:
        kept = (
            f"mended captions keep their format, .{format.suffix}"
            if format is read
            else f"mended captions of {read.title} are .{format.suffix}"
        )
        raise UsageError(f"{name}: {kept}. `oncue convert` writes them in another.", option="output")
    return target


def write_mended(checked: CheckInput, target: Output) -> tuple[WrittenCue, ...]:
    """Writes the cues, says on standard error what is not in the file, and gives those that are."""
    made = written_again(checked)
    write_files([(target, made.data)])
    for loss in made.lost:
        click.echo(f"not in {target.name}: {loss}", err=True)
    return made.cues
