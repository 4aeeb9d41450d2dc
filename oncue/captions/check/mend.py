"""`mended`: captions with what of the rules can be kept without touching a word. What cannot stays for a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from oncue.captions.check.broken_lines import broken_anew
from oncue.captions.check.examined import Examined
from oncue.captions.check.line_rules import line_findings
from oncue.captions.check.mended_times import mended_times
from oncue.captions.check.rule_set import RuleSet
from oncue.captions.formats.written import WrittenCue

BY_BREAKING = frozenset({"too_many_lines", "line_too_long", "lonely_word", "weak_break"})
"""Codes of findings that other line breaks mend."""


def mended(
    cues: Sequence[WrittenCue], rules: RuleSet, *, language: str = "en", end_ms: int | None = None
) -> tuple[WrittenCue, ...]:
    """The cues, as many and in the same order, with lines broken anew, holes closed, times on frames, captions that are too
    short or too fast extended into silence, and overlaps ended. The parameters are those of `check`.

    What is written in them stays as it is, but for line ends and spaces.
    """
    with_lines = _broken_anew(Examined(cues, rules, language, end_ms))
    return mended_times(Examined(with_lines, rules, language, end_ms))


def _broken_anew(examined: Examined) -> list[WrittenCue]:
    cues = list(examined.cues)
    for number in {each.cue for each in line_findings(examined) if each.code in BY_BREAKING}:
        if number is None:
            continue
        better = broken_anew(examined.lines[number - 1], examined.limits, examined.base_language)
        if better:
            lines = tuple(line.text for line in better)
            cues[number - 1] = replace(cues[number - 1], lines=lines, speakers=tuple(line.speaker for line in better))
    return cues
