"""The report of `oncue compare`: as text, as JSON and as a page that needs nothing else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from html import escape

from oncue.alignment.coverage_warnings import clock
from oncue.alignment.ledger import cut
from oncue.captions.compare.comparison import Comparison
from oncue.cli.compare.rows import WHOSE_TIMES, Row, between, disagreement_cells, rows, total_rows, verdict
from oncue.errors import OncueError

REPORT_VERSION = 1

MOST_SHOWN = 40
"""Disagreements of a programme that the text shows; the others are in JSON and HTML."""

LONGEST_CELL = 60


@dataclass(frozen=True, slots=True)
class Compared:
    """One programme: its comparison, or why there is none."""

    name: str
    comparison: Comparison | None
    error: OncueError | None = None


@dataclass(frozen=True, slots=True)
class CompareReport:
    """All programmes that were compared, and sentences on what had no partner."""

    compared: tuple[Compared, ...]
    unpaired: tuple[str, ...]

    @property
    def found(self) -> list[Comparison]:
        """The comparisons that there are."""
        return [one.comparison for one in self.compared if one.comparison is not None]


def as_text(report: CompareReport) -> str:
    """Plain lines, of which nothing is cut but long texts."""
    lines: list[str] = []
    for one in report.compared:
        if one.comparison is None:
            lines += [f"{one.name}  {_problem(one)}", ""]
            continue
        found = one.comparison
        lines += [f"{one.name}  {clock(found.duration_ms)}, {found.language}", *_columns(rows(found))]
        lines += [between(found), verdict(found), *_disagreements(found), ""]
    if len(report.found) > 1:
        lines += [f"{len(report.found)} programmes", *_columns(total_rows(report.found)), ""]
    lines += [f"not compared: {sentence}" for sentence in report.unpaired]
    return "\n".join([*lines, WHOSE_TIMES])


def _columns(shown: Sequence[Row]) -> list[str]:
    table = [("", "ours", "theirs"), *shown]
    widths = [max(len(row[k]) for row in table) for k in range(2)]
    return [f"  {title:<{widths[0]}}  {ours:>{widths[1]}}  {theirs}".rstrip() for title, ours, theirs in table]


def _disagreements(found: Comparison) -> list[str]:
    if not found.disagreements:
        return ["The texts agree."]
    lines = [f"The texts differ at {len(found.disagreements)} places:"]
    for one in found.disagreements[:MOST_SHOWN]:
        at, ours, theirs, heard, nearer = (cut(cell, LONGEST_CELL) for cell in disagreement_cells(one))
        lines.append(f"  {at}  ours: {ours}  theirs: {theirs}  heard: {heard}  nearer: {nearer}")
    more = len(found.disagreements) - MOST_SHOWN
    return [*lines, f"  and {more} more, in --format json or html"] if more > 0 else lines


def as_json(report: CompareReport) -> str:
    """The whole report; times in milliseconds, shares 0..1."""
    programmes = [
        {
            "name": one.name,
            "comparison": None if one.comparison is None else asdict(one.comparison),
            "problem": None if one.error is None else {"code": one.error.code, "detail": one.error.detail},
        }
        for one in report.compared
    ]
    whole = {"version": REPORT_VERSION, "programmes": programmes, "unpaired": list(report.unpaired)}
    return json.dumps(whole, ensure_ascii=False, indent=2).encode("utf-8", "replace").decode()


def as_html(report: CompareReport) -> str:
    """One page: a section for each programme, figures and all disagreements."""
    parts = [_section(one) for one in report.compared]
    if len(report.found) > 1:
        parts.insert(0, f"<h2>{len(report.found)} programmes</h2>{_figures(total_rows(report.found))}")
    if report.unpaired:
        parts.append("<h2>Not compared</h2><ul>" + "".join(f"<li>{_safe(one)}</li>" for one in report.unpaired) + "</ul>")
    return _PAGE.format(body="\n".join(parts), note=_safe(WHOSE_TIMES))


def _section(one: Compared) -> str:
    if one.comparison is None:
        return f"<h2>{_safe(one.name)}</h2><p>{_safe(_problem(one))}</p>"
    found = one.comparison
    title = f"<h2>{_safe(one.name)}</h2><p>{clock(found.duration_ms)}, {_safe(found.language)}. {_safe(verdict(found))}</p>"
    told = f"{title}{_figures(rows(found))}<p>{_safe(between(found))}</p>"
    if not found.disagreements:
        return f"{told}<p>The texts agree.</p>"
    body = "".join(
        "<tr>" + "".join(f"<td>{_safe(cell)}</td>" for cell in disagreement_cells(each)) + "</tr>"
        for each in found.disagreements
    )
    head = "".join(f'<th scope="col">{each}</th>' for each in ("time", "ours", "theirs", "heard", "nearer"))
    return f"{told}<h3>The texts differ</h3><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _figures(shown: Sequence[Row]) -> str:
    head = '<tr><th scope="col">figure</th><th scope="col">ours</th><th scope="col">theirs</th></tr>'
    body = "".join(
        f'<tr><th scope="row">{_safe(title)}</th><td>{_safe(ours)}</td><td>{_safe(theirs)}</td></tr>'
        for title, ours, theirs in shown
    )
    return f"<table><thead>{head}</thead><tbody>{body}</tbody></table>"


def _problem(one: Compared) -> str:
    return f"{one.error.code}: {one.error.detail}" if one.error is not None else "not compared"


def _safe(text: str) -> str:
    return escape(text.encode("utf-8", "replace").decode())


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Captions compared</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; }}
table {{ border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums; }}
th, td {{ text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #ccc; }}
tbody th {{ font-weight: normal; }}
</style>
</head>
<body>
<main>
<h1>Captions compared</h1>
{body}
<p>{note}</p>
</main>
</body>
</html>
"""
