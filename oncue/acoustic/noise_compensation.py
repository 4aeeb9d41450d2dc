"""Noise compensation: cepstra as they would be without noise, by what the acoustic model's sounds would become in it.

Where noise and speech add up, the logarithm of a filter's power is the speech's plus log(1 + exp(noise - speech)). For each
sound of the model that is a known amount, and the sounds are weighed by how well they fit the frame once the noise is in
them (vector Taylor series: Moreno, Raj and Stern 1996, https://doi.org/10.1109/ICASSP.1996.543225).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from oncue.acoustic.acoustic_model import SILENCE, STATES, STREAM_WIDTH, acoustic_model
from oncue.acoustic.gmm import channel_mean
from oncue.acoustic.mfcc import to_cepstra, to_log_power
from oncue.acoustic.running_percentiles import AROUND_FRAMES, STEP_FRAMES, percentiles_around

ALL_BELOW_DB, NOTHING_ABOVE_DB = 18.0, 22.0
"""Loud frames' mean level above the quiet ones', over all filters, for noise to be taken away wholly, and not at all. Speech
in a quiet room lies at 27 to 46 (where nobody pauses, at 14 and more), in noise at 20 dB at 14 to 32, at 10 dB at 9 to 24.
Up to 25 dB gives white noise at 10 dB a point more, but then a hiss between two words may change sides with a short one."""

_NEPER_DB = 10 / np.log(10)
_QUIET, _LOUD = 20, 95
"""Percentiles of the level: frames below the first are noise. Measured: a tenth instead of a fifth loses a point or two in
music."""
_SMOOTH_FRAMES = 5
_ROUNDS = 2
"""Rounds of estimation: the channel is the mean of what is found, and what is found depends on the channel."""
_SILENCE_SHARE = 4.0
"""Times as much silence as of any one phone."""
_LEAST_VARIANCE = 1e-3

_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Sounds:
    """A Gaussian for each state of each phone in no context: means and variances, shape (sounds, 13), log shares."""

    mean: _Floats
    variance: _Floats
    log_share: _Floats


def without_noise(log_power: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cepstra of frames, shape (frames, 13), from the logarithms of their filters' power, shape (frames, 25).

    Where there is hardly any noise they are those of the frames as they are.
    """
    cepstra = to_cepstra(log_power)
    if not len(cepstra):
        return cepstra
    level = _level(log_power)
    quiet, loud = percentiles_around(level, (_QUIET, _LOUD)).T
    shares = np.clip((NOTHING_ABOVE_DB - _NEPER_DB * (loud - quiet)) / (NOTHING_ABOVE_DB - ALL_BELOW_DB), 0, 1)
    noisy = [_Step(log_power, level, int(step), quiet[step], shares[step]) for step in np.flatnonzero(shares)]
    result = cepstra
    for _ in range(_ROUNDS if noisy else 0):
        channel = channel_mean(result).astype(np.float64)
        result = cepstra.copy()
        for step in noisy:
            frames = slice(step.first, step.first + STEP_FRAMES)
            less = _noise_in(cepstra[frames].astype(np.float64), step, channel)
            result[frames] -= step.share * to_cepstra(less.astype(np.float32))
    return result


def loud_above_quiet_db(log_power: NDArray[np.float32]) -> NDArray[np.float64]:
    """Loud frames' mean level above the quiet ones' in decibels, by which noise is measured, for each half second."""
    quiet, loud = percentiles_around(_level(log_power), (_QUIET, _LOUD)).T
    above_db: _Floats = _NEPER_DB * (loud - quiet)
    return above_db


def _level(log_power: NDArray[np.float32]) -> _Floats:
    return _smooth(log_power.mean(axis=1, dtype=np.float64))


class _Step:
    """Half a second from the frame `first` on, and the noise around it: its mean in each filter, its cepstra's variance.

    `share` is how much of it is taken away.
    """

    def __init__(self, log_power: NDArray[np.float32], level: _Floats, step: int, quiet: float, share: float) -> None:
        self.first = step * STEP_FRAMES
        self.share = share
        around = slice(max(0, self.first - AROUND_FRAMES), self.first + STEP_FRAMES + AROUND_FRAMES)
        noise = log_power[around][level[around] <= quiet]
        self.noise = noise.mean(axis=0, dtype=np.float64)
        self.variance = np.maximum(to_cepstra(noise).var(axis=0, dtype=np.float64), _LEAST_VARIANCE)


def _noise_in(cepstra: _Floats, step: _Step, channel: _Floats) -> _Floats:
    """The amount by which noise raises the logarithm of each filter's power in each frame, shape (frames, 25)."""
    sounds = _sounds()
    raised = np.logaddexp(0, step.noise - to_log_power(sounds.mean + channel))
    mean = sounds.mean + channel + to_cepstra(raised.astype(np.float32))
    speech = np.exp(-raised).mean(axis=1, keepdims=True)  # how much of a change in the speech is left in the sum
    variance = speech**2 * sounds.variance + (1 - speech) ** 2 * step.variance
    fit = sounds.log_share - 0.5 * (np.log(variance) + mean**2 / variance).sum(axis=1)
    fit = fit + cepstra @ (mean / variance).T - 0.5 * cepstra**2 @ (1 / variance).T
    weights = np.exp(fit - fit.max(axis=1, keepdims=True))
    less: _Floats = weights @ raised / weights.sum(axis=1, keepdims=True)
    return less


def _smooth(level: _Floats) -> _Floats:
    padded = np.pad(level, _SMOOTH_FRAMES // 2, "edge")
    smooth: _Floats = np.convolve(padded, np.ones(_SMOOTH_FRAMES) / _SMOOTH_FRAMES, "valid")
    return smooth


@cache
def _sounds() -> _Sounds:
    model = acoustic_model()
    phones = [phone for phone, name in enumerate(model.phones) if not name.startswith("+")]
    means, variances = [], []
    for phone in phones:
        _, linear, square = np.split(model.codebooks[phone].projection[0].astype(np.float64), (1, 1 + STREAM_WIDTH))
        variance = -0.5 / square.T
        mean = linear.T * variance
        weights = model.codebooks[phone].weights[0][:, :STATES].astype(np.float64)
        weights /= weights.sum(axis=0)
        means.append(weights.T @ mean)
        variances.append(weights.T @ (variance + mean**2) - means[-1] ** 2)
    shares = np.repeat([_SILENCE_SHARE if model.phones[phone] == SILENCE else 1.0 for phone in phones], STATES)
    return _Sounds(np.concatenate(means), np.concatenate(variances), np.log(shares / shares.sum()))
