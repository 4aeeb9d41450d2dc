"""`check`: all findings of captions by one rule set."""

from __future__ import annotations

from collections.abc import Sequence

from oncue.captions.check.channel_rules import channel_findings
from oncue.captions.check.character_rules import character_findings
from oncue.captions.check.examined import Examined
from oncue.captions.check.finding import Finding, in_order
from oncue.captions.check.line_rules import line_findings
from oncue.captions.check.rule_set import RuleSet
from oncue.captions.check.speaker_rules import speaker_findings
from oncue.captions.check.time_rules import time_findings
from oncue.captions.formats.written import WrittenCue

_RULES = (line_findings, character_findings, speaker_findings, time_findings, channel_findings)


def check(
    cues: Sequence[WrittenCue], rules: RuleSet, *, language: str = "en", end_ms: int | None = None
) -> tuple[Finding, ...]:
    """What of `rules` these captions break, in the order of the file's times.

    `language` is theirs, as limits and breaks differ by it; `end_ms` the recording's end on the captions' own clock, where
    that is known.
    """
    examined = Examined(cues, rules, language, end_ms)
    return in_order(finding for rule in _RULES for finding in rule(examined))
