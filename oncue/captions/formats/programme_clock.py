"""The time codes of a programme in formats that count the frames of a few rates only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from oncue.captions.formats.cell_rows import Screen
from oncue.captions.limits import CaptionOptions
from oncue.frame_rate import FRAME_RATES, FrameRate


@dataclass(frozen=True, slots=True)
class ProgrammeClock:
    """Counts frames of `rate` from the programme's first one, `start_frame`, which is at `start_ms`."""

    rate: FrameRate
    start_ms: int
    start_frame: int

    def frame_at(self, milliseconds: int) -> int:
        """The frame that begins nearest to a time of a cue."""
        elapsed = Fraction(milliseconds - self.start_ms) * self.rate.rate / 1000
        return max(0, self.start_frame + floor(elapsed + Fraction(1, 2)))

    def spans(self, screens: Sequence[Screen]) -> list[tuple[int, int]]:
        """The first frame of each, and the first one after it: each a frame long at least, in order, without overlap."""
        found: list[tuple[int, int]] = []
        free = 0
        for screen in screens:
            first = max(free, self.frame_at(screen.start_ms))
            free = max(first + 1, self.frame_at(screen.end_ms))
            found.append((first, free))
        return found

    def fields(self, frame: int) -> tuple[int, int, int, int]:
        """Hours, minutes, seconds and frames: a time code begins again after 24 hours."""
        return self.rate.fields(frame % self._day)

    def label(self, frame: int) -> str:
        """The same as it is written."""
        return self.rate.label(frame % self._day)

    def past_midnight(self, spans: Iterable[tuple[int, int]]) -> tuple[str, ...]:
        """What is lost of captions after 24 hours."""
        past = sum(last > self._day for _, last in spans)
        return (f"midnight: {past} captions are past 24 hours, where time codes begin again at 0.",) if past else ()

    @property
    def _day(self) -> int:
        return self.rate.frame_of(24, 0, 0, 0)


def programme_clock(
    options: CaptionOptions, written: Mapping[str, str], usual: str, what: str
) -> tuple[ProgrammeClock, tuple[str, ...]]:
    """The clock of a format named `what`, and what is lost.

    `written` gives the rate that the format counts for one that was chosen, by names; `usual` is the one where none was. The
    programme's first frame keeps its label, whatever the rate; all others have the time that passed since.
    """
    chosen = options.frame_rate
    rate = FRAME_RATES[usual if chosen is None else written[chosen.name]]
    lost: tuple[str, ...] = ()
    if chosen is not None and chosen is not rate:
        lost = (f"frame_rate: {what} cannot count frames of {chosen.name}; they are those of {rate.name}.",)
    if options.start_ms <= 0:
        return ProgrammeClock(rate, 0, 0), lost
    return ProgrammeClock(rate, options.start_ms, _labelled_alike(options.start_ms, chosen or FRAME_RATES["25"], rate)), lost


def _labelled_alike(start_ms: int, counted: FrameRate, rate: FrameRate) -> int:
    """The frame of `rate` that has the label which the frame at `start_ms` has in `counted`."""
    hours, minutes, seconds, frames = counted.fields(counted.frame_at(start_ms))
    frames = frames * rate.counted // counted.counted
    if rate.drop and minutes % 10 and not seconds:
        frames = max(frames, rate.dropped)
    return rate.frame_of(hours, minutes, seconds, frames)
