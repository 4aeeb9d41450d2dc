"""`oncue compare`: which of two caption files is nearer to the sound, and where their texts differ."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from oncue.caption_files.caption_file import read_captions
from oncue.captions.compare.comparison import Comparison
from oncue.cli.compare.pairs import FilePair, pairs_of
from oncue.cli.compare.report import Compared, CompareReport, as_html, as_json, as_text
from oncue.cli.interrupt import run_interruptibly
from oncue.cli.options import hardware_choices, listening_choices
from oncue.cli.outputs import ensure_writable
from oncue.cli.progress import progress_bar
from oncue.errors import InputError, TranscriptMismatch, UsageError
from oncue.frame_rate import FRAME_RATES
from oncue.jobs.scratch import scratch
from oncue.options.hardware import Hardware
from oncue.system.atomic_files import write_beside

_WRITERS = {"table": as_text, "json": as_json, "html": as_html}

_EPILOG = """\b
Exit codes:
  0  compared, whatever was found
  1  some of several programmes could not be compared; the report says which and why
  others as for `oncue align`
\b
Examples:
  oncue compare ours.srt theirs.vtt --audio programme.mxf
  oncue compare ours/ theirs/ --audio recordings/ --format html -o trial.html
"""


@click.command("compare", epilog=_EPILOG, short_help="Compare two caption files of a recording by its sound.")
@click.argument("ours", type=click.Path(path_type=Path))
@click.argument("theirs", type=click.Path(path_type=Path))
@click.option("--audio", required=True, type=click.Path(path_type=Path), help="The recording, or a folder of them.")
@click.option(
    "--frame-rate",
    type=click.Choice(list(FRAME_RATES)),
    help="How long a frame is, of two of which in-times may be off.  [24]",
)
@click.option(
    "--format", "report_format", type=click.Choice(list(_WRITERS)), default="table", show_default=True, help="What to write."
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Where to.  [default: standard output]"
)
@listening_choices
@hardware_choices
@click.option("--quiet", is_flag=True, help="No progress; errors are still shown.")
def compare_command(
    ours: Path,
    theirs: Path,
    audio: Path,
    frame_rate: str | None,
    report_format: str,
    output: Path | None,
    device: str,
    compute_type: str,
    batch_windows: int,
    threads: int,
    quiet: bool,
    **recognition: Any,
) -> None:
    """Compare the captions in OURS with those in THEIRS, both of the recording --audio, by what is said in it and when.

    Three folders are compared file by file: what is called the same but for the ending belongs together. Captions may be of
    any format that is read, each file of another one.
    """
    found = pairs_of(ours, theirs, audio)
    if output is not None:
        _ensure_new(output, [path for pair in found.pairs for path in (pair.ours, pair.theirs, pair.audio)])
    recognition |= {"hardware": Hardware(device, compute_type, batch_windows), "threads": threads}
    alone = len(found.pairs) == 1 and not ours.is_dir()
    compared: list[Compared] = []
    for number, pair in enumerate(found.pairs, 1):
        if not quiet and not alone:
            click.echo(f"{number} of {len(found.pairs)}: {pair.name}", err=True)
        try:
            compared.append(Compared(pair.name, _compare(pair, recognition, frame_rate, show_progress=not quiet)))
        except (InputError, TranscriptMismatch, UsageError) as error:
            if alone:
                raise
            compared.append(Compared(pair.name, None, error))
    report = CompareReport(tuple(compared), found.unpaired)
    _write(_WRITERS[report_format](report) + "\n", output)
    if len(report.found) < len(report.compared) or report.unpaired:
        click.get_current_context().exit(1)


def _compare(pair: FilePair, recognition: dict[str, Any], frame_rate: str | None, *, show_progress: bool) -> Comparison:
    ours, theirs = read_captions(pair.ours).cues, read_captions(pair.theirs).cues
    # Imported here, so that `--help` and usage errors do not wait for the audio libraries.
    from oncue.pipeline.align import AlignOptions
    from oncue.pipeline.compare import compare_captions, two_frames_ms

    options = AlignOptions(**recognition)
    within_ms = two_frames_ms(FRAME_RATES[frame_rate] if frame_rate else None)
    with scratch("compare") as folder, progress_bar(show=show_progress) as on_progress:
        return run_interruptibly(
            lambda check: compare_captions(
                pair.audio, ours, theirs, options, folder=folder, within_ms=within_ms, on_progress=check(on_progress)
            )
        )


def _ensure_new(output: Path, inputs: Iterable[Path]) -> None:
    """Raises `UsageError` for a report that cannot be written, or would overwrite an input."""
    if os.path.realpath(output) in {os.path.realpath(path) for path in inputs}:
        raise UsageError(f"{output} is an input; choose another name for the report.")
    ensure_writable(output)


def _write(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
        return
    write_beside(output, [text.encode("utf-8", "replace")]).replace(output)
