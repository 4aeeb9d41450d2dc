"""The command `oncue batch`."""

from __future__ import annotations

import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from oncue.captions.formats import FORMATS
from oncue.captions.options import caption_options
from oncue.cli.batch.display import Display
from oncue.cli.batch.exclusion import alone_in
from oncue.cli.batch.item import Item, ItemStatus
from oncue.cli.batch.manifest import read_manifest
from oncue.cli.batch.naming import name_outputs
from oncue.cli.batch.pairing import pair_folder
from oncue.cli.batch.placing import skip_captioned
from oncue.cli.batch.plan import print_plan
from oncue.cli.batch.report import REPORT_NAME, print_report, write_report
from oncue.cli.batch.run import BatchRun, mark_unfinished
from oncue.cli.batch.state import BatchState
from oncue.cli.client import ApiProblem, Client, Patience, ServiceUnreachable
from oncue.cli.options import caption_choices, chosen, recognition_choices, service_choices
from oncue.errors import UsageError

LONGEST_RETRY_PAUSE_S = 15.0


@click.command("batch", short_help="Caption a folder of recordings, or a manifest.")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--formats", default="srt,vtt", show_default=True, help=f"Of {', '.join(FORMATS)}, with commas.")
@click.option("--out-dir", type=click.Path(path_type=Path, file_okay=False), help="Where captions and the report go.")
@click.option("--recursive", is_flag=True, help="The folders inside, too.")
@click.option("--force", is_flag=True, help="Caption again what is captioned already.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done: nothing is sent or written.")
@click.option("--uploads", type=click.IntRange(1, 32), default=4, show_default=True, help="Uploads at a time.")
@click.option(
    "--patience",
    type=click.FloatRange(min=0),
    default=300.0,
    show_default=True,
    metavar="SECONDS",
    help="How long to keep trying when the service does not answer.",
)
@service_choices
@recognition_choices
@caption_choices
@click.option("--quiet", is_flag=True, help="Only the report.")
def batch_command(
    source: Path,
    formats: str,
    out_dir: Path | None,
    recursive: bool,
    force: bool,
    dry_run: bool,
    uploads: int,
    patience: float,
    url: str,
    key: str | None,
    quiet: bool,
    **choices: Any,
) -> None:
    """Caption every recording of a FOLDER that has a transcript of the same name beside it, or every row of a MANIFEST.csv.

    A manifest has the columns `audio` and `transcript`, and perhaps `output`, `language`, `model`, `engine`,
    `listen`, `profile`; its paths are relative to itself. Captions go beside each recording unless --out-dir says
    otherwise, and what is captioned already is skipped. Interrupted, run it again: it goes on where it was. It ends
    with a report, on screen and as report.json, and with exit code 1 if anything failed or is left.
    """
    suffixes = _suffixes(formats)
    caption_options(choices)  # what contradicts itself is told before any upload
    if not source.exists():
        raise UsageError(f"{source} is neither a folder nor a manifest. Check the path.")
    root = source if source.is_dir() else source.parent
    target = out_dir or root
    report = target / REPORT_NAME
    state = BatchState(target, str(source.resolve()))
    items = pair_folder(source, recursive=recursive, wrote=state.wrote) if source.is_dir() else read_manifest(source)
    if not items:
        raise UsageError(f"There are no recordings in {source}. Give another folder, --recursive, or a manifest.")
    name_outputs(items, suffixes, root=root, out_dir=out_dir, reserved=(report,))
    if dry_run:
        skip_captioned(items, state, force=force)
        print_plan(items, state, Console())
        sys.exit(_exit_code(items))
    _make(target)
    with alone_in([target, *(output.parent for item in items for output in item.outputs)]):
        state = BatchState(target, str(source.resolve()))  # as the run before has left it
        skip_captioned(items, state, force=force)
        display = Display(items, Console(stderr=True), quiet=quiet)
        stopped = threading.Event()
        client = Client(url, key, Patience(patience, longest_pause_s=LONGEST_RETRY_PAUSE_S), display.trouble, stopped)
        run = BatchRun(client, state, items, chosen(choices), uploads=uploads, shown=display, stopped=stopped)
        with display:
            try:
                run.run(source.resolve().name, url.rstrip("/"))
            except KeyboardInterrupt:
                mark_unfinished(items, "interrupted", "Run the same command again: it goes on where it was.")
            except (ServiceUnreachable, ApiProblem) as error:
                mark_unfinished(items, error.code, f"{error.detail} Then run the same command again.")
        report = write_report(items, report, run.batch)
    print_report(items, report, Console())
    sys.exit(_exit_code(items))


def _exit_code(items: Sequence[Item]) -> int:
    return int(any(item.status in (ItemStatus.FAILED, ItemStatus.UNFINISHED) for item in items))


def _suffixes(formats: str) -> list[str]:
    suffixes = list(dict.fromkeys(each.strip().lower().removeprefix(".") for each in formats.split(",") if each.strip()))
    unknown = [suffix for suffix in suffixes if suffix not in FORMATS]
    if unknown or not suffixes:
        raise UsageError(f"--formats: use some of {', '.join(FORMATS)}, with commas.")
    return suffixes


def _make(folder: Path) -> None:
    """Makes the folder and tries to write to it, since permission bits do not tell, least of all on network drives."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".oncue-"):
            pass
    except OSError as error:
        raise UsageError(f"Cannot write to the folder {folder}: {error.strerror}. Choose another: --out-dir.") from None
