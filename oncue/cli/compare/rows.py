"""A comparison in words: what a table and a page show of it, row by row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from oncue.alignment.coverage_warnings import clock
from oncue.captions.compare.clock_fit import ClockFit
from oncue.captions.compare.comparison import Comparison, Disagreement, SideFigures
from oncue.captions.compare.in_times import InTimes

WHOSE_TIMES = (
    "The words' times are those of Oncue's own aligner: a file that Oncue timed is on them by construction, so judge the "
    "other file by its own figures, and both by the recogniser's times, which are coarse and nobody's own."
)

Row = tuple[str, str, str]


def rows(found: Comparison) -> list[Row]:
    """The figures, ours and theirs beside each other."""
    sides = (found.ours, found.theirs)

    def row(title: str, of: Callable[[SideFigures], str]) -> Row:
        return title, of(sides[0]), of(sides[1])

    shown = [
        row("captions", lambda side: str(side.cues)),
        row("words", lambda side: str(side.words)),
        row("words that the sound does not bear out", lambda side: str(side.unsaid)),
        row("words lost: said, and only the other file has them", lambda side: str(side.lost)),
        row("speech without captions", _uncaptioned),
        row("offset", lambda side: "not known" if side.clock is None else milliseconds(side.clock.offset_ms)),
        row("drift", lambda side: drift(side.clock)),
        row("jumps of the clock", lambda side: jumps(side.clock)),
        row("in-times: typical distance from the first word", _figure(lambda it: f"{it.typical_ms} ms")),
        row("in-times: nine in ten within", _figure(lambda it: f"{it.ninetieth_ms} ms")),
        row("in-times: within two frames", _figure(lambda it: f"{it.on_sound:.0%}")),
        row("in-times: within half a second", _figure(lambda it: f"{it.near:.0%}")),
        row(
            "typical distance without offset, drift, jumps",
            lambda side: f"{side.mended.typical_ms} ms" if side.mended else "not known",
        ),
        row(
            "typical distance by the recogniser's times",
            lambda side: f"{side.by_recogniser.typical_ms} ms" if side.by_recogniser else "not known",
        ),
    ]
    if any(side.start_ms for side in sides):
        shown.insert(
            5, row("timecode of the beginning, taken off", lambda side: f"{side.start_ms // 3_600_000:02}:00:00:00")
        )
    return shown


def verdict(found: Comparison) -> str:
    """Which file is nearer to the sound, in a sentence."""
    if found.ours.in_times is None or found.theirs.in_times is None:
        return "Which is nearer to the sound cannot be told: too few words have a sure place."
    if found.nearer is None:
        return "Both are as near to the sound."
    return f"{'Ours' if found.nearer == 'ours' else 'Theirs'} is nearer to the sound."


def between(found: Comparison) -> str:
    """How theirs is timed beside ours, in a sentence."""
    fit = found.between
    if fit is None:
        return "Too few captions of both begin with the same word to tell how they are timed beside each other."
    told = f"Theirs beside ours, by {fit.points} captions that begin with the same word: {milliseconds(fit.offset_ms)}"
    return f"{told}, drift {drift(fit)}, jumps {jumps(fit)}."


def drift(fit: ClockFit | None) -> str:
    """A drift in words."""
    if fit is None:
        return "not known"
    if not fit.drift_ppm:
        return "none"
    return f"{fit.drift_ppm:+.0f} ppm" + (f" ({fit.ratio})" if fit.ratio else "")


def jumps(fit: ClockFit | None) -> str:
    """The jumps of a clock in words, the first of them by place."""
    if fit is None:
        return "not known"
    if not fit.jumps:
        return "none"
    told = [
        f"{milliseconds(round(after.at_zero_ms - before.at_zero_ms))} at {clock(after.start_ms)}"
        for before, after in pairwise(fit.parts)
    ]
    return "; ".join(told[:3]) + (f"; {len(told) - 3} more" if len(told) > 3 else "")


def disagreement_cells(one: Disagreement) -> tuple[str, ...]:
    """When, ours, theirs, what was heard, which is nearer."""
    heard = "one of both" if one.heard is None else one.heard or "nothing"
    return clock(one.at_ms), one.ours or "-", one.theirs or "-", heard, one.nearer or "not known"


def milliseconds(value: int) -> str:
    """A signed time in milliseconds, late above 0."""
    return f"{value:+d} ms" if value else "0 ms"


def _uncaptioned(side: SideFigures) -> str:
    count = side.uncaptioned_places
    places = "" if not count else " (1 place)" if count == 1 else f" ({count} places)"
    return f"{side.uncaptioned_ms / 1000:.1f} s{places}"


def _figure(of: Callable[[InTimes], str]) -> Callable[[SideFigures], str]:
    return lambda side: of(side.in_times) if side.in_times else "not known"


def total_rows(found: Sequence[Comparison]) -> list[Row]:
    """Of several programmes: sums, and the medians of their figures."""

    def column(of: Callable[[Comparison], SideFigures]) -> list[str]:
        sides = [of(one) for one in found]
        timed = sorted(side.in_times.typical_ms for side in sides if side.in_times)
        on_sound = [side.in_times.on_sound * side.in_times.cues for side in sides if side.in_times]
        cues = sum(side.in_times.cues for side in sides if side.in_times)
        return [
            str(sum(side.cues for side in sides)),
            str(sum(side.words for side in sides)),
            str(sum(side.unsaid for side in sides)),
            str(sum(side.lost for side in sides)),
            f"{sum(side.uncaptioned_ms for side in sides) / 1000:.1f} s",
            f"{timed[len(timed) // 2]} ms" if timed else "not known",
            f"{sum(on_sound) / cues:.0%}" if cues else "not known",
            str(sum(one.nearer == ("ours" if of(one) is one.ours else "theirs") for one in found)),
        ]

    titles = (
        "captions",
        "words",
        "words that the sound does not bear out",
        "words lost",
        "speech without captions",
        "in-times: typical distance, middle programme",
        "in-times: within two frames",
        "programmes in which it is nearer to the sound",
    )
    return list(zip(titles, column(lambda one: one.ours), column(lambda one: one.theirs), strict=True))
