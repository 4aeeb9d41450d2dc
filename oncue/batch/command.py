"""`oncue batch`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from alignment.errors import UsageError
from alignment.formats import FORMATS
from oncue.batch.display import Display
from oncue.batch.item import Fate, Item
from oncue.batch.pairing import name_outputs, pair_folder, read_manifest
from oncue.batch.report import FILE_NAME, print_report, write_report
from oncue.batch.run import BatchRun, mark_unfinished
from oncue.batch.state import BatchState
from oncue.choices import caption_choices, chosen, recognition_choices, service_choices
from oncue.client import ApiProblem, Client, ServiceUnreachable
from oncue.client.api import Patience

PATIENCE = Patience(total_s=300.0, longest_pause_s=15.0)


@click.command("batch", short_help="Caption a folder of recordings, or a manifest.")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--formats", default="srt,vtt", show_default=True, help=f"Of {', '.join(FORMATS)}, with commas.")
@click.option("--out-dir", type=click.Path(path_type=Path, file_okay=False), help="Where captions go.")
@click.option("--recursive", is_flag=True, help="The folders inside, too.")
@click.option("--force", is_flag=True, help="Caption again what is captioned already.")
@click.option("--uploads", type=click.IntRange(1, 32), default=4, show_default=True, help="Uploads at a time.")
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
    uploads: int,
    url: str,
    key: str | None,
    quiet: bool,
    **choices: Any,
) -> None:
    """Caption every recording of a FOLDER that has a transcript of the same name beside it, or every row of a MANIFEST.csv.

    A manifest has the columns `audio` and `transcript`, and perhaps `language`, `model`, `engine`, `profile`; its paths are
    relative to itself. Captions go beside each recording unless --out-dir says otherwise, and what is captioned already is
    skipped. Interrupted, run it again: it goes on where it was. It ends with a report, on screen and as report.json, and with
    exit code 1 if anything failed.
    """
    suffixes = _suffixes(formats)
    root = source if source.is_dir() else source.parent
    target = out_dir or root
    _make(target)
    state = BatchState(target)
    items = pair_folder(source, recursive=recursive, wrote=state.wrote) if source.is_dir() else _manifest(source)
    if not items:
        raise UsageError(f"There are no recordings in {source}. Give another folder, --recursive, or a manifest.")
    name_outputs(items, suffixes, out_dir, root)
    for item in items:
        if item.fate is Fate.WAITING and not force and item.is_captioned():
            item.fate = Fate.SKIPPED
    console = Console(stderr=True)
    display = Display(items, console, quiet=quiet)
    client = Client(url, key, PATIENCE, on_trouble=display.trouble)
    interrupted = False
    with display:
        try:
            run = BatchRun(client, state, items, chosen(choices), uploads=uploads, shown=display)
            run.run(source.resolve().name, url)
        except KeyboardInterrupt:
            interrupted = True
            mark_unfinished(items, "interrupted", "Run the same command again: it goes on where it was.")
        except (ServiceUnreachable, ApiProblem) as error:
            mark_unfinished(items, error.code, f"{error.detail} Then run the same command again.")
    write_report(items, target / FILE_NAME)
    print_report(items, target / FILE_NAME, Console())
    if interrupted or any(item.fate in (Fate.FAILED, Fate.UNFINISHED) for item in items):
        sys.exit(1)


def _suffixes(formats: str) -> list[str]:
    suffixes = list(dict.fromkeys(each.strip().lower().removeprefix(".") for each in formats.split(",") if each.strip()))
    unknown = [suffix for suffix in suffixes if suffix not in FORMATS]
    if unknown or not suffixes:
        raise UsageError(f"--formats: use some of {', '.join(FORMATS)}, with commas.")
    return suffixes


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"Cannot make the folder {folder}: {error.strerror}.") from None


def _manifest(source: Path) -> list[Item]:
    if not source.is_file():
        raise UsageError(f"{source} is neither a folder nor a manifest. Check the path.")
    return read_manifest(source)
