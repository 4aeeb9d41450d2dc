"""The values of a comparison of two caption files of one recording."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from oncue.captions.compare.clock_fit import ClockFit
from oncue.captions.compare.in_times import InTimes

Side = Literal["ours", "theirs"]


@dataclass(frozen=True, slots=True)
class SideFigures:
    """One of both files beside the sound.

    `words` are spoken by the text, `found` those that the recording has. `start_ms` is the timecode at which the file's
    programme begins, in whole hours, which is taken off before anything is judged. `clock` is how its clock runs beside the
    recording's, `in_times` how near its in-times are to their words, and `mended` how near they would be with offset, drift
    and jumps taken off; None where no word has a sure place. `by_recogniser` is the same as `in_times` by the times at which
    the recogniser heard the words: those are coarse, and the forced aligner that may have timed the captions has no part in
    them. `lost` counts words that are said and only the other file has,
    `unsaid` own words that the recording does not bear out. `uncaptioned_ms` is speech that none of its words covers.
    """

    cues: int
    words: int
    found: int
    start_ms: int
    clock: ClockFit | None
    in_times: InTimes | None
    by_recogniser: InTimes | None
    mended: InTimes | None
    lost: int
    unsaid: int
    uncaptioned_ms: int
    uncaptioned_places: int


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A place where the texts differ: what each has (either may be ""), and what the recogniser heard, None where it heard
    one of both. `nearer` is the side that the sound bears out, None where it does not tell.

    `at_ms` is when it is said, or about when.
    """

    at_ms: int
    ours: str
    theirs: str
    heard: str | None
    nearer: Side | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two caption files of one recording.

    `between` is how the clock of theirs runs beside ours, by captions that begin with the same word; None where there are
    none. `same` counts the words that both have. `nearer` is the side whose in-times are nearer to the sound, None where
    they are as near.
    """

    duration_ms: int
    language: str
    ours: SideFigures
    theirs: SideFigures
    between: ClockFit | None
    same: int
    disagreements: tuple[Disagreement, ...]
    nearer: Side | None
