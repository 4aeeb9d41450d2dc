"""What `oncue check` prints: a table for people, lines with tabs for pipes, JSON, or a page."""

from __future__ import annotations

import json

import click
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from oncue.captions.check import CheckReport, Finding
from oncue.captions.check.report import limit_text, printable
from oncue.captions.formats.timecode import clock

REPORT_FORMATS = ("table", "json", "html")


def print_report(report: CheckReport, form: str, *, on_stderr: bool) -> None:
    """Prints a report on standard output, or on standard error where that has captions, and one line on all of it there."""
    if form == "json":
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=1), err=on_stderr)
    elif form == "html":
        click.echo(report.as_html(), nl=False, err=on_stderr)
    elif report.findings:
        _print_findings(report.findings, on_stderr=on_stderr)
    if report.mended is not None:
        click.echo(f"{printable(report.name)}: {len(report.mended)} captions mended.", err=True)
    click.echo(f"{printable(report.name)}: {printable(report.headline)}.", err=True)


def _print_findings(findings: tuple[Finding, ...], *, on_stderr: bool) -> None:
    """Prints a table on a terminal; elsewhere one line a finding with tabs between, which nothing cuts off."""
    console = Console(stderr=on_stderr)
    if not console.is_terminal:
        click.echo("\n".join("\t".join(_row(each)) for each in findings), err=on_stderr)
        return
    table = Table(
        Column("Time", no_wrap=True), Column("Caption", justify="right"), "Severity", Column("Code", no_wrap=True),
        "What", "Rule", box=None,
    )  # fmt: skip
    for each in findings:
        time, cue, severity, code, _, _, text, rule = _row(each)
        style = "bold" if severity == "hard" else ""
        table.add_row(*(Text(cell, style=style) for cell in (time, cue, severity, code, text, rule)))
    console.print(table)


def _row(finding: Finding) -> tuple[str, ...]:
    figure, limit = limit_text(finding)
    number = "" if finding.cue is None else str(finding.cue)
    time = clock(finding.start_ms, ".")
    return time, number, finding.severity, finding.code, figure, limit, printable(finding.text), printable(finding.rule)
