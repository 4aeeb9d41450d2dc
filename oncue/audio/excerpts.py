"""Excerpts of a track's channels, each by itself: written in the same run that decodes the mix, to compare the channels."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from oncue.audio.channels import MOST_CHANNELS
from oncue.audio.segments import BYTES_PER_SAMPLE, SAMPLE_RATE_HZ
from oncue.audio.tracks import SoundTrack

FIRST_S = 40
"""Seconds from the beginning that an excerpt has whole: of a short recording all."""

EACH_S = 6
EVERY_S = 300
"""After them, so many seconds out of so many: 2 % of what is decoded."""

_FILTER = f"asetpts=N/SR/TB,aselect='lt(t\\,{FIRST_S})+lt(mod(t\\,{EVERY_S})\\,{EACH_S})'"


@dataclass(frozen=True, slots=True)
class Excerpts:
    """The file `path` of a track's channels, interleaved at 16 kHz in 16 bits."""

    path: Path
    track: SoundTrack

    @property
    def filter(self) -> str:
        """ffmpeg's filters from the decoded track to what the file holds."""
        format_ = f"aformat=sample_fmts=s16:sample_rates={SAMPLE_RATE_HZ}"
        if self.track.positions:
            # Broadcasts change between stereo and 5.1.
            return f"{_FILTER},{format_}:channel_layouts={self.track.layout}"
        loose = "|".join(f"c{index}=c{index}" for index in range(self.track.channels))
        return f"{_FILTER},pan={self.track.channels}c|{loose},{format_}"

    def read(self) -> NDArray[np.int16]:
        """The samples, shape (samples, channels), mapped from the file; (0, channels) where it was not written."""
        width = self.track.channels
        if not self.path.exists() or self.path.stat().st_size < width * BYTES_PER_SAMPLE:
            return np.zeros((0, width), dtype=np.int16)
        samples = np.memmap(self.path, dtype="<i2", mode="r")
        return samples[: len(samples) // width * width].reshape(-1, width)


def are_compared(track: SoundTrack) -> bool:
    """Whether a track has channels that may differ, and few enough to look at each."""
    return 1 < track.channels <= MOST_CHANNELS
