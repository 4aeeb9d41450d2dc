"""Frame rates, and the labels that broadcasters give to frames (SMPTE ST 12-1). All arithmetic is on integers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class FrameRate:
    """`rate` frames are shown in a second; a label counts `counted` of them as its second.

    `drop` leaves out the first labels of each minute but every tenth, so that labels keep to the clock where
    `rate` is not whole. No frame is left out, only labels.
    """

    name: str
    rate: Fraction
    counted: int
    drop: bool = False

    def frame_at(self, milliseconds: int) -> int:
        """The number of the frame that begins nearest to a time, from 0; half-way is the later one."""
        return int(milliseconds * self.rate / 1000 + Fraction(1, 2))

    def milliseconds(self, frame: int) -> int:
        """When a frame begins, to the nearest millisecond: `frame_at` gives the same frame back."""
        return int(frame * 1000 / self.rate + Fraction(1, 2))

    def nearest(self, milliseconds: int) -> int:
        """The beginning of the frame nearest to a time, in milliseconds."""
        return self.milliseconds(self.frame_at(milliseconds))

    def label(self, frame: int) -> str:
        """`hh:mm:ss:ff`, with `;` before the frames of a drop-frame label. Hours grow beyond two digits where needed.

        >>> FRAME_RATES["29.97df"].label(1800)
        '00:01:00;02'
        """
        hours, minutes, seconds, frames = self.fields(frame)
        return f"{hours:02}:{minutes:02}:{seconds:02}{';' if self.drop else ':'}{frames:02}"

    def fields(self, frame: int) -> tuple[int, int, int, int]:
        """The hours, minutes, seconds and frames of a frame's label."""
        seconds, frames = divmod(self._numbered(frame), self.counted)
        return seconds // 3600, seconds // 60 % 60, seconds % 60, frames

    def frame_of(self, hours: int, minutes: int, seconds: int, frames: int) -> int:
        """The frame that has this label, which must exist: drop-frame counting leaves some out."""
        minute = hours * 60 + minutes
        number = (minute * 60 + seconds) * self.counted + frames
        return number - (self.dropped * (minute - minute // 10) if self.drop else 0)

    @property
    def dropped(self) -> int:
        """How many labels drop-frame counting leaves out at a minute."""
        return self.counted // 15

    def _numbered(self, frame: int) -> int:
        """The label of a frame as a number: counted frames since 00:00:00:00."""
        if not self.drop:
            return frame
        minute = self.counted * 60 - self.dropped
        tens, rest = divmod(frame, minute * 10 + self.dropped)
        # The first minute of ten is whole; each of the others begins with `dropped` labels left out.
        minutes = 0 if rest < minute + self.dropped else 1 + (rest - minute - self.dropped) // minute
        return frame + self.dropped * (9 * tens + minutes)


FRAME_RATES: Mapping[str, FrameRate] = MappingProxyType(
    {
        rate.name: rate
        for rate in (
            FrameRate("23.976", Fraction(24000, 1001), 24),
            FrameRate("24", Fraction(24), 24),
            FrameRate("25", Fraction(25), 25),
            FrameRate("29.97df", Fraction(30000, 1001), 30, drop=True),
            FrameRate("29.97ndf", Fraction(30000, 1001), 30),
            FrameRate("30", Fraction(30), 30),
            FrameRate("50", Fraction(50), 50),
            FrameRate("59.94df", Fraction(60000, 1001), 60, drop=True),
            FrameRate("59.94ndf", Fraction(60000, 1001), 60),
            FrameRate("60", Fraction(60), 60),
        )
    }
)
"""The frame rates that captions may be timed in, by the name that a person chooses."""
