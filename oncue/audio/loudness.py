"""How loud a recording is, and whether there is anything to caption in it."""

from __future__ import annotations

import math

from oncue.audio.pcm import Pcm
from oncue.audio.segments import peak_of, segment_of
from oncue.errors import AudioSilent

# 16-bit dither and the hiss of an open but unused input stay below this; the quietest speech still usable peaks above it.
SILENCE_PEAK_DBFS = -66.0


def measure_peak_dbfs(pcm: Pcm) -> float:
    """The loudest sample, in decibels below full scale; -inf for digital silence.

    Reads the whole recording once, a minute at a time: about 0.1 s per hour. Raises `OSError`.
    """
    return _dbfs(max((peak_of(segment_of(block)) for block in pcm.blocks()), default=0))


def ensure_audible(pcm: Pcm, found_speech: bool) -> None:
    """Raises `AudioSilent` where no speech was found, saying whether the recording is silent or only has no speech in it."""
    if found_speech:
        return
    peak_dbfs = measure_peak_dbfs(pcm)
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
