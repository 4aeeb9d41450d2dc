"""The command `oncue submit`: sends one recording and its transcript to a running service."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    ProgressColumn,
    TaskProgressColumn,
    TextColumn,
    TransferSpeedColumn,
)

from oncue.alignment.coverage_warnings import clock
from oncue.captions.formats import FORMATS
from oncue.captions.options import caption_options
from oncue.cli.client import Client, JobFailed
from oncue.cli.client.content import content_of
from oncue.cli.client.problems import failure_of
from oncue.cli.connect import connect
from oncue.cli.ledger import engine_line, ledger_lines
from oncue.cli.media_link import media_choice
from oncue.cli.options import caption_choices, chosen, recognition_choices, service_choices
from oncue.cli.outputs import Output, parse_outputs, write_files
from oncue.cli.progress import stage_title
from oncue.errors import InputError

WAIT_S = 20.0
LEAST_WAIT_S = 1.0


@click.command("submit", short_help="Send a recording and its transcript to a service.")
@click.argument("audio", type=click.Path(path_type=Path))
@click.argument("transcript", type=click.Path(path_type=Path))
@click.option("--wait", is_flag=True, help="Wait for the captions; -o does so anyway.")
@click.option("-o", "--output", "outputs", multiple=True, metavar="FILE", help="Where to write captions; may repeat.")
@click.option("--format", "stdout_format", type=click.Choice(list(FORMATS)), help="Format of standard output (-o -).")
@click.option("--batch", metavar="ID", help="The batch it belongs to.")
@click.option("--idempotency-key", metavar="KEY", help="Same key, same job.  [default: made from the content]")
@service_choices
@recognition_choices
@caption_choices
@click.option("--quiet", is_flag=True, help="No progress and no summary.")
def submit_command(
    audio: Path,
    transcript: Path,
    wait: bool,
    outputs: tuple[str, ...],
    stdout_format: str | None,
    batch: str | None,
    idempotency_key: str | None,
    url: str,
    key: str | None,
    quiet: bool,
    **choices: Any,
) -> None:
    """Send AUDIO and TRANSCRIPT to a service and print the job's id, or wait for the captions and write them.

    The same command again gives the same job: nothing is uploaded or aligned twice by accident.
    """
    for path, what in ((audio, "recording"), (transcript, "transcript")):
        if not path.is_file():
            raise MissingFile(f"{path}: there is no such file. Check the {what}'s path.")
    if stdout_format and not outputs:
        outputs = ("-",)
    targets = parse_outputs(outputs, stdout_format, forbidden=(audio, transcript)) if outputs else []
    caption_options(choices)  # what contradicts itself is told before the upload, not after it
    options = chosen(choices)
    client = connect(url, key)
    with _progress(DownloadColumn(), TransferSpeedColumn(), show=not quiet) as bars:
        job = _upload(client, audio, transcript, options, idempotency_key, batch, bars)
    if not (wait or targets):
        click.echo(job["id"])
        return
    with _progress(show=not quiet) as bars:
        job = _follow(client, job, bars)
    failure = failure_of(job)
    if failure is not None:
        again = f"(job {job['id']}; `oncue jobs retry {job['id']}` tries it again as it is)"
        raise JobFailed(failure.code, f"{failure.detail} {again}", failure.data)
    written = []
    for target in targets:
        choice = media_choice(audio, target.path, target.format, options)
        written.append((target, client.captions(job["id"], target.format.suffix, choice)))
    write_files(written)
    if not quiet:
        click.echo(_summary(job, targets), err=True)
    if not targets:
        click.echo(job["id"])


class MissingFile(InputError):
    """A file of the command line is not there."""

    code = "file_missing"


def _upload(
    client: Client,
    audio: Path,
    transcript: Path,
    options: Mapping[str, Any],
    idempotency_key: str | None,
    batch: str | None,
    bars: Progress | None,
) -> dict[str, Any]:
    task = None if bars is None else bars.add_task("Uploading", total=audio.stat().st_size)

    def told(sent: int, total: int) -> None:
        if bars is not None and task is not None:
            bars.update(task, completed=sent, total=total)

    content = content_of(audio, transcript)
    return client.submit(
        audio,
        transcript,
        options=options,
        batch=batch,
        idempotency_key=idempotency_key or content.key(options, batch or ""),
        audio_sha256=content.audio_sha256,
        on_upload=told,
    )


def _follow(client: Client, job: dict[str, Any], bars: Progress | None) -> dict[str, Any]:
    task = None if bars is None else bars.add_task("Waiting", total=1.0)
    try:
        while job["status"] in ("queued", "processing"):
            if bars is not None and task is not None:
                name = stage_title(job["stage"] or "waiting")
                bars.update(task, description=name, completed=job["progress"])
            asked_at, version = time.monotonic(), job["version"]
            job = client.job(job["id"], wait_s=WAIT_S, version=version)
            if job["version"] == version and time.monotonic() - asked_at < LEAST_WAIT_S:
                time.sleep(LEAST_WAIT_S)  # a service where too many wait answers at once
    except KeyboardInterrupt:
        click.echo(f"\noncue: the job goes on without this command: oncue jobs show {job['id']}", err=True)
        raise
    return job


@contextmanager
def _progress(*more: ProgressColumn, show: bool) -> Iterator[Progress | None]:
    if not show or not sys.stderr.isatty():
        yield None
        return
    columns = (TextColumn("{task.description:<16}"), BarColumn(), TaskProgressColumn(), *more)
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        yield bars


def _summary(job: Mapping[str, Any], targets: list[Output]) -> str:
    quality = job["quality"] or {}
    names = ", ".join(target.name for target in targets) or "nothing written; use -o"
    lines = [
        f"Captions for {clock(job['duration_ms'] or 0)} in {names}",
        f"  transcript heard  {quality.get('transcript_coverage', 0):7.1%}",
        f"  speech captioned  {quality.get('speech_coverage', 0):7.1%}",
        f"  mean confidence   {quality.get('mean_confidence', 0):7.2f}",
        *(f"  ledger            {line}" for line in ledger_lines(quality)),
        *([f"  engine            {engine_line(quality['engine'])}"] if quality.get("engine") else []),
        *(f"  warning           {warning}" for warning in quality.get("warnings", [])),
    ]
    return "\n".join(lines)
