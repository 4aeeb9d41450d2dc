"""`CheckReport`: the findings of one file, for machines and as a page for people."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from html import escape
from typing import Any

from oncue.captions.check.finding import Finding, Severity
from oncue.captions.formats.timecode import clock

REPORT_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was checked (`name`, the count of its `captions`), by whose rules, and what was found.

    `mended` are the numbers of the cues that mending changed, from 1; None where nothing was to be mended.
    """

    name: str
    captions: int
    language: str
    rules: tuple[str, ...]
    findings: tuple[Finding, ...]
    mended: tuple[int, ...] | None = None

    @property
    def hard(self) -> int:
        """How many findings are hard."""
        return sum(each.severity is Severity.HARD for each in self.findings)

    @property
    def headline(self) -> str:
        """One sentence on all of it."""
        soft = len(self.findings) - self.hard
        what = f"{self.hard} hard and {soft} soft findings" if self.findings else "no findings"
        return f"{what} in {self.captions} captions by {', '.join(self.rules)}"

    def as_json(self) -> dict[str, Any]:
        """The report as a JSON object: `GET /v1/jobs/{id}/check` and `--format json`."""
        report: dict[str, Any] = {
            "schema": REPORT_SCHEMA,
            "name": self.name,
            "captions": self.captions,
            "language": self.language,
            "rules": list(self.rules),
            "hard": self.hard,
            "soft": len(self.findings) - self.hard,
            "findings": [{**asdict(each), "text": printable(each.text)} for each in self.findings],
        }
        return report if self.mended is None else {**report, "mended": list(self.mended)}

    def as_html(self) -> str:
        """A page that needs nothing else: a row for each finding. Hard ones are told by a word and a sign, too."""
        rows = "\n".join(map(_row, self.findings))
        table = f"<table>\n<thead>{_HEAD}</thead>\n<tbody>\n{rows}\n</tbody>\n</table>" if self.findings else _NOTHING
        mended = "" if self.mended is None else f"<p>Mended: {len(self.mended)} captions.</p>\n"
        title = escape(f"Check of {printable(self.name)}")
        return _PAGE.format(
            title=title,
            style=REPORT_STYLE,
            headline=escape(printable(self.headline)),
            mended=mended,
            table=table,
            language=escape(self.language),
        )


def limit_text(finding: Finding) -> tuple[str, str]:
    """The figure and the limit of a finding as people read them; "" for none."""
    unit = f" {finding.unit}" if finding.unit else ""
    figure = "" if finding.figure is None else f"{finding.figure:g}{unit}"
    return figure, "" if finding.limit is None else f"{finding.limit:g}{unit}"


def printable(text: str) -> str:
    """`text` with what UTF-8 cannot carry replaced, and control characters as their code points."""
    carried = text.encode("utf-8", "replace").decode()
    return "".join(letter if letter.isprintable() else f"U+{ord(letter):04X}" for letter in carried)


def _row(finding: Finding) -> str:
    figure, limit = limit_text(finding)
    hard = finding.severity is Severity.HARD
    cells = (
        clock(finding.start_ms, "."),
        "" if finding.cue is None else str(finding.cue),
        "\u25a0 hard" if hard else "\u25a1 soft",
        finding.code,
        printable(finding.text),
        figure,
        limit,
        printable(finding.rule),
    )
    kind = ' class="hard"' if hard else ""
    return f"<tr{kind}>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


_COLUMNS = ("Time", "Caption", "Severity", "Code", "What", "Figure", "Limit", "Rule")
_HEAD = "<tr>" + "".join(f'<th scope="col">{name}</th>' for name in _COLUMNS) + "</tr>"
_NOTHING = "<p>Nothing was found.</p>"
REPORT_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; color: #1a1a1a; background: #fff; }
h1 { font-size: 1.4rem; }
table { border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; padding: .35rem .7rem; border-bottom: 1px solid #d0d0d0; }
td:first-child, td:nth-child(6), td:nth-child(7) { font-variant-numeric: tabular-nums; white-space: nowrap; }
tr.hard td:nth-child(3) { font-weight: 700; color: #a4000f; }
"""
"""The style sheet of the page, which whoever sends it may have to allow by its hash."""

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{headline}. Language of the captions: {language}.</p>
{mended}{table}
</main>
</body>
</html>
"""
