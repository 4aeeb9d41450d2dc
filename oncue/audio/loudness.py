"""How loud a recording is, and whether there is anything to caption in it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from oncue.audio.pcm import SAMPLE_RATE_HZ, Pcm
from oncue.errors import AudioSilent

# 16-bit dither and the hiss of an open but unused input stay below this; the quietest speech still usable peaks above it.
SILENCE_PEAK_DBFS = -66.0

_SLICE_SAMPLES = SAMPLE_RATE_HZ // 10


@dataclass(frozen=True, slots=True)
class Level:
    """Decibels below full scale, -inf for digital silence."""

    peak_dbfs: float
    """The loudest sample."""
    loud_dbfs: float
    """What a tenth of the recording exceeds (root mean square of 100 ms slices): about how loud its speech is."""


def measure_level(pcm: Pcm) -> Level:
    """Reads the whole recording once, a minute at a time: about 0.1 s per hour."""
    peak = 0
    powers = []
    for block in pcm.blocks():
        peak = max(peak, -int(block.min()), int(block.max()))
        usable = block[: len(block) // _SLICE_SAMPLES * _SLICE_SAMPLES] if len(block) >= _SLICE_SAMPLES else block
        slices = usable.reshape(-1, min(_SLICE_SAMPLES, len(usable))).astype(np.float32)
        powers.append(np.square(slices).mean(axis=1))
    if not powers:
        return Level(-math.inf, -math.inf)
    loud = math.sqrt(float(np.quantile(np.concatenate(powers), 0.9)))
    return Level(_dbfs(peak), _dbfs(loud))


def ensure_audible(pcm: Pcm, found_speech: bool) -> None:
    """Raises `AudioSilent` where no speech was found, saying whether the recording is silent or only has no speech in it."""
    if found_speech:
        return
    peak_dbfs = measure_level(pcm).peak_dbfs
    if peak_dbfs < SILENCE_PEAK_DBFS:
        level = "pure digital silence" if peak_dbfs == -math.inf else f"its loudest sample is {peak_dbfs:.0f} dBFS"
        raise AudioSilent(
            f"The recording is silent ({level}): check that the right track was exported and that its level is up.",
            peak_dbfs=peak_dbfs if peak_dbfs > -math.inf else None,
        )
    raise AudioSilent(
        "The recording has sound but no speech that could be found, only music or noise: check that it is the right file.",
        peak_dbfs=peak_dbfs,
    )


def _dbfs(amplitude: float) -> float:
    return 20 * math.log10(amplitude / 32768) if amplitude > 0 else -math.inf
