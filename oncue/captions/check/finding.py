"""`Finding`: one place of a caption file that breaks a rule, with the figure, the limit and whose rule it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a broken rule matters: a hard one makes a file one to send back, a soft one makes a place one to look at."""

    HARD = "hard"
    SOFT = "soft"


@dataclass(frozen=True, slots=True)
class Rule:
    """Whose rule it is: `source`, a document and its section, and `severity`, how much breaking it matters."""

    severity: Severity
    source: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that is broken at one place.

    `code` is stable. `cue` counts the file's cues from 1; None for what belongs to no cue, such as speech without captions.
    `start_ms` is where to look. `figure` is what was measured and `limit` what it should keep to, both in `unit` ("" where
    nothing is counted); None where there is no such figure. `rule` names the source and its section; `text` is one sentence
    for a person.
    """

    code: str
    cue: int | None
    start_ms: int
    figure: float | None
    limit: float | None
    unit: str
    severity: Severity
    rule: str
    text: str


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings by time, then by cue; of one place, hard ones before soft ones."""
    return tuple(
        sorted(findings, key=lambda each: (each.start_ms, each.cue or 0, each.severity is Severity.SOFT, each.code))
    )


def is_broken(findings: Iterable[Finding]) -> bool:
    """True where a hard rule is broken: the file is one to send back."""
    return any(each.severity is Severity.HARD for each in findings)
