"""Features of every frame of a recording, whatever is said in it: cepstra, log odds for silence, absence of speech."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oncue.acoustic.acoustic_model import STREAM_WIDTH
from oncue.acoustic.masking import masking
from oncue.acoustic.mfcc import FRAME_SAMPLES, FRAME_SHIFT_MS, FRAME_STEP, LANE_FRAMES, frame_count, log_power
from oncue.acoustic.noise_compensation import without_noise
from oncue.acoustic.running_percentiles import STEP_FRAMES, percentiles_around
from oncue.acoustic.voicing import LOOK_AHEAD_SAMPLES, voiced_frames
from oncue.audio.pcm import Pcm
from oncue.model import Interval
from oncue.system.cpus import usable_cores

QUIET = 8.0
"""Log odds for silence of a frame well below the threshold, and against it well above."""

BELOW_PEAK_DB = 30.0
"""Decibels below the peaks around at which words end. In hand-labelled English and in studio speech in Spanish and French,
half of all words before a pause end when the sound is 27 to 33 dB below the peaks around it; starts are so steep that any
threshold finds them."""

ABOVE_FLOOR_DB = 8.0
ABOVE_FLOOR_SHARE = 0.25
"""The threshold lies this much above the noise, or this share of the way from the noise to the peaks if that is less."""

TELLS_NOTHING_DB, TELLS_ALL_DB = 15.0, 35.0
"""Peaks above the noise, in dB, up to which loudness says nothing of silence, and from which on it says all it can."""

CERTAIN_DB = 5.0
"""Decibels from the threshold at which a frame is as quiet, or loud, as can be."""

NOT_SPEECH = 4.0
"""Log likelihood that a word loses in a frame where the speech detector hears no speech."""

_LOUD, _SILENT = 95, 5
_PEAK_ABOVE_LOUD_DB = 15.0
"""A single short word in seconds of silence is louder than this above what nineteen in twenty frames are below."""
_LOUDNESS_SAMPLES = 240
_SPEECH_MARGIN_MS = 150
_BLOCK_FRAMES = 20 * LANE_FRAMES
_RUN_IN_FRAMES = LANE_FRAMES


@dataclass(frozen=True, slots=True)
class Evidence:
    """Features of each frame of 10 ms: cepstra, shape (frames, 13), log odds for silence, True where no speech is detected,
    loudness in dB, True where there is voice, and how far the frame is masked, 0..1 (None where that was not kept)."""

    cepstra: NDArray[np.float32]
    silence: NDArray[np.float32]
    speechless: NDArray[np.bool_]
    loudness_db: NDArray[np.float32]
    voiced: NDArray[np.bool_]
    masked: NDArray[np.float32] | None = None

    def part(self, frames: slice) -> Evidence:
        """The features of some frames in a row."""
        return Evidence(
            self.cepstra[frames],
            self.silence[frames],
            self.speechless[frames],
            self.loudness_db[frames],
            self.voiced[frames],
            None if self.masked is None else self.masked[frames],
        )


def gather(pcm: Pcm, speech: Sequence[Interval], threads: int = 0) -> Evidence:
    """The features of a recording, which is read once, two minutes at a time.

    `speech` are the detector's segments, in milliseconds, in order. The result does not depend on `threads`, of which 0
    means one for each core. Takes 69 bytes a frame: 25 MB an hour. Raises `OSError` where the recording cannot be read.
    """
    count = frame_count(pcm.sample_count)
    found = np.empty((count, STREAM_WIDTH), np.float32)
    loudness_db = np.empty(count, np.float32)
    voiced = np.empty(count, np.bool_)
    masked = np.empty(count, np.float32)

    def listen(first: int) -> None:
        lead = min(first, _RUN_IN_FRAMES)
        last = min(count, first + _BLOCK_FRAMES)
        start, end = (first - lead) * FRAME_STEP, (last - 1) * FRAME_STEP + FRAME_SAMPLES
        samples_and_beyond = pcm.read_samples(start, end + LOOK_AHEAD_SAMPLES)
        samples = samples_and_beyond[: end - start]
        power = log_power(samples)
        found[first:last] = without_noise(power)[lead:]
        masked[first:last] = masking(power)[lead:]
        loudness_db[first:last] = level_db(samples, last - first + lead)[lead:]
        voiced[first:last] = voiced_frames(samples_and_beyond, last - first + lead)[lead:]

    with ThreadPoolExecutor(threads or usable_cores()) as pool:
        list(pool.map(listen, range(0, count, _BLOCK_FRAMES)))
    speechless = np.ones(count, np.bool_)
    for start_ms, end_ms in speech:
        speechless[
            max(0, start_ms - _SPEECH_MARGIN_MS) // FRAME_SHIFT_MS : (end_ms + _SPEECH_MARGIN_MS) // FRAME_SHIFT_MS
        ] = False
    return Evidence(found, silence_odds(loudness_db), speechless, loudness_db, voiced, masked)


def level_db(samples: NDArray[np.int16], count: int) -> NDArray[np.float32]:
    """The mean power of 15 ms around the middle of each frame."""
    power = np.concatenate(([0.0], np.cumsum(np.square(samples, dtype=np.float64))))
    first = np.arange(count) * FRAME_STEP + (FRAME_SAMPLES - _LOUDNESS_SAMPLES) // 2
    mean = (power[first + _LOUDNESS_SAMPLES] - power[first]) / _LOUDNESS_SAMPLES
    found: NDArray[np.float32] = (10 * np.log10(mean + 1)).astype(np.float32)
    return found


def silence_odds(loudness_db: NDArray[np.float32]) -> NDArray[np.float32]:
    """Log odds for silence, by the loudness of a frame against that of the three seconds on either side."""
    floor_db, loud_db, highest_db = percentiles_around(loudness_db, (_SILENT, _LOUD, 100)).T
    peak_db = np.maximum(loud_db, highest_db - _PEAK_ABOVE_LOUD_DB)
    above_db = np.minimum(ABOVE_FLOOR_DB, ABOVE_FLOOR_SHARE * (peak_db - floor_db))
    threshold_db = np.maximum(floor_db + above_db, peak_db - BELOW_PEAK_DB)
    telling = np.clip((peak_db - floor_db - TELLS_NOTHING_DB) / (TELLS_ALL_DB - TELLS_NOTHING_DB), 0, 1)
    steps = np.arange(len(loudness_db)) // STEP_FRAMES
    below = np.clip((threshold_db[steps] - loudness_db) / CERTAIN_DB, -1, 1)
    odds: NDArray[np.float32] = (QUIET * telling[steps] * below).astype(np.float32)
    return odds
