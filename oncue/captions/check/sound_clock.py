"""Checks whether all captions of a file are away from the sound by the same: an offset, a drift, a cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from oncue.captions.check.finding import Finding, Severity
from oncue.captions.check.heard_cues import HeardCue
from oncue.captions.check.sound import PLACE_MS
from oncue.captions.check.sound_rules import SoundRules
from oncue.captions.compare.clock_fit import LEAST_POINTS, ClockFit, clock_fit
from oncue.captions.compare.in_times import in_time_points
from oncue.captions.formats.timecode import clock


def clock_of(cues: Sequence[HeardCue]) -> ClockFit | None:
    """How the clock of `cues` runs beside the recording's; None where too few words have a sure place to tell."""
    points = in_time_points(cues)
    return clock_fit([said for said, _ in points], [shown for _, shown in points]) if len(points) >= LEAST_POINTS else None


def clock_findings(cues: Sequence[HeardCue], rules: SoundRules) -> tuple[Finding, ...]:
    """What is wrong with the clock of `cues` as a whole; each of these is mended at once, not caption by caption."""
    fit = clock_of(cues)
    if fit is None:
        return ()
    return (*_drift(fit, cues, rules), *_jumps(fit, rules), *_offset(fit, cues, rules))


def _drift(fit: ClockFit, cues: Sequence[HeardCue], rules: SoundRules) -> list[Finding]:
    if not fit.drift_ppm:
        return []
    named = f", as if a programme had been taken from one frame rate to another ({fit.ratio})" if fit.ratio else ""
    text = f"The captions' clock runs {fit.drift_ppm:+.0f} millionths beside the recording's{named}."
    moved_ms = abs(fit.drift_ppm) / 1e6 * (fit.parts[-1].end_ms - fit.parts[0].start_ms)
    severity = Severity.HARD if moved_ms > 2 * rules.late_ms + PLACE_MS else Severity.SOFT
    return [_finding("clock_drift", cues[0].start_ms, fit.drift_ppm, 0.0, "ppm", rules, text, severity)]


def _jumps(fit: ClockFit, rules: SoundRules) -> list[Finding]:
    found = []
    for before, after in pairwise(fit.parts):
        jump_ms = round(after.at_zero_ms - before.at_zero_ms)
        text = (
            f"From {clock(after.start_ms, '.')} of the recording on the captions are {abs(jump_ms)} ms "
            f"{'later' if jump_ms > 0 else 'earlier'} than before: they are of another cut of the programme."
        )
        found.append(_finding("clock_jump", after.start_ms, jump_ms, 0.0, "ms", rules, text))
    return found


def _offset(fit: ClockFit, cues: Sequence[HeardCue], rules: SoundRules) -> list[Finding]:
    offset_ms = fit.offset_ms
    limit_ms = rules.late_ms if offset_ms > 0 else rules.early_ms
    if fit.drift_ppm or fit.jumps or abs(offset_ms) <= limit_ms + PLACE_MS:
        return []
    text = f"All captions are {abs(offset_ms)} ms {'late' if offset_ms > 0 else 'early'}."
    return [_finding("clock_offset", cues[0].start_ms, offset_ms, limit_ms, "ms", rules, text)]


def _finding(
    code: str,
    at_ms: int,
    figure: float,
    limit: float,
    unit: str,
    rules: SoundRules,
    text: str,
    severity: Severity = Severity.HARD,
) -> Finding:
    return Finding(code, None, at_ms, figure, limit, unit, severity, rules.in_rule, text)


def on_the_clock(cues: Sequence[HeardCue], rules: SoundRules) -> tuple[HeardCue, ...]:
    """The cues on the recording's clock, where theirs is another one; those without speech go with the others."""
    fit = clock_of(cues)
    if fit is None or not clock_findings(cues, rules):
        return tuple(cues)
    moved = []
    for cue in cues:
        start_ms = max(0, fit.corrected(cue.start_ms))
        shown_ms = round((cue.end_ms - cue.start_ms) / (1 + fit.drift_ppm / 1e6))
        moved.append(replace(cue, start_ms=start_ms, end_ms=start_ms + max(1, shown_ms)))
    return tuple(moved)
