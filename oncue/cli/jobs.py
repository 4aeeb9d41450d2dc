"""The command `oncue jobs`: shows a service's jobs, cancels them, tries them again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import click
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from oncue.alignment.coverage_warnings import clock
from oncue.cli.connect import connect
from oncue.cli.ledger import engine_line, ledger_lines
from oncue.cli.options import service_choices

_JSON = click.option("--json", "as_json", is_flag=True, help="As the API shows it, for machines.")
_STATES = ["queued", "processing", "completed", "error", "cancelled"]


@click.group("jobs", short_help="List, show, cancel, retry jobs.")
def jobs_command() -> None:
    """Look at the jobs of a running service, cancel them, try them again."""


@jobs_command.command("list")
@click.option("--status", type=click.Choice(_STATES), help="Only these.")
@click.option("--batch", metavar="ID", help="Only those of a batch.")
@click.option("--limit", type=click.IntRange(1, 100), default=20, show_default=True, help="At most so many.")
@_JSON
@service_choices
def show_list(status: str | None, batch: str | None, limit: int, as_json: bool, url: str, key: str | None) -> None:
    """List the latest jobs, newest first."""
    page = connect(url, key).jobs(status=status, batch=batch, limit=limit)
    if as_json:
        click.echo(json.dumps(page["jobs"], ensure_ascii=False, indent=2))
        return
    _print_list([_row(job) for job in page["jobs"]])
    if page["has_more"]:
        click.echo("There are more: --limit, --status, --batch.", err=True)


def _row(job: Mapping[str, Any]) -> tuple[str, ...]:
    state = job["status"] if job["error"] is None else f"{job['status']}: {job['error']['code']}"
    sent = str(job["created_at"])[:16].replace("T", " ")
    return job["id"], " ".join(job["filename"].split()), state, f"{job['progress']:.0%}", sent


def _print_list(rows: Sequence[tuple[str, ...]]) -> None:
    """Prints a table on a terminal; elsewhere one line a job with tabs between, which nothing cuts off."""
    console = Console()
    if not rows:
        click.echo("No jobs.", err=True)
    elif console.is_terminal:
        table = Table(Column("Job", no_wrap=True), "Recording", "State", "Progress", "Sent (UTC)", box=None)
        for row in rows:
            table.add_row(*map(Text, row))
        console.print(table)
    else:
        click.echo("\n".join("\t".join(row) for row in rows))


@jobs_command.command("show")
@click.argument("job_id")
@_JSON
@service_choices
def show(job_id: str, as_json: bool, url: str, key: str | None) -> None:
    """Show one job."""
    _print(connect(url, key).job(job_id), as_json=as_json)


@jobs_command.command("cancel")
@click.argument("job_id")
@_JSON
@service_choices
def cancel(job_id: str, as_json: bool, url: str, key: str | None) -> None:
    """Stop a job."""
    _print(connect(url, key).cancel(job_id), as_json=as_json)


@jobs_command.command("retry")
@click.argument("job_id")
@_JSON
@service_choices
def retry(job_id: str, as_json: bool, url: str, key: str | None) -> None:
    """Queue a failed or cancelled job again."""
    _print(connect(url, key).retry(job_id), as_json=as_json)


def _print(job: Mapping[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(job, ensure_ascii=False, indent=2))
        return
    stage = f", {job['stage']}" if job["stage"] else ""
    state = f"{job['status']}{stage}, {job['progress']:.0%}, attempt {job['attempts']}"
    lines = [f"{job['id']}  {job['filename']}", f"  {state}"]
    if job["duration_ms"] is not None:
        lines.append(f"  recording {clock(job['duration_ms'])}, {job['language'] or 'language not known yet'}")
    if job["error"]:
        lines.append(f"  {job['error']['code']}: {job['error']['detail']}")
    correction = job.get("correction")
    if correction:
        problem = correction["problem"]
        why = f": {problem['code']}: {problem['detail']}" if problem else ""
        lines.append(f"  corrected text {correction['state']}{why}")
    if job["quality"]:
        lines += [f"  {line}" for line in ledger_lines(job["quality"])]
        if job["quality"].get("engine"):
            lines.append(f"  by {engine_line(job['quality']['engine'])}")
        lines += [f"  warning: {warning}" for warning in job["quality"].get("warnings", [])]
    click.echo("\n".join(lines))
