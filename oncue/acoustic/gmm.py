"""The Gaussian mixtures: features of each frame, and their log likelihood in the states of the acoustic model."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oncue.acoustic.acoustic_model import DENSITIES, STATES, STREAM_WIDTH, STREAMS, AcousticModel

_LEAST = np.float32(1e-37)


def feature_streams(cepstra: NDArray[np.float32], mean: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cepstra, their slopes and curvatures, each as (1, x, x²): shape (3, frames, 27).

    `cepstra` has shape (frames, 13); `mean` is the channel's, shape (13,), and is taken off.
    """
    result = np.empty((STREAMS, len(cepstra), 2 * STREAM_WIDTH + 1), np.float32)
    result[:, :, 0] = 1
    for stream, values in zip(result, np.split(slopes(cepstra - mean), STREAMS, axis=1), strict=True):
        stream[:, 1 : 1 + STREAM_WIDTH] = values
        stream[:, 1 + STREAM_WIDTH :] = values * values
    return result


def slopes(cepstra: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cepstra, shape (frames, 13), with their slopes and curvatures beside them, shape (frames, 39)."""
    count = len(cepstra)
    padded = np.concatenate([np.repeat(cepstra[:1], 3, axis=0), cepstra, np.repeat(cepstra[-1:], 3, axis=0)])

    def at(offset: int) -> NDArray[np.float32]:
        return padded[3 + offset : 3 + offset + count]

    return np.concatenate([cepstra, at(2) - at(-2), (at(3) - at(-1)) - (at(1) - at(-3))], axis=1)


def channel_mean(cepstra: NDArray[np.float32]) -> NDArray[np.float32]:
    """The mean cepstrum of the frames that have any energy, shape (13,)."""
    loud = cepstra[cepstra[:, 0] >= 0]
    mean: NDArray[np.float32] = (loud if len(loud) else cepstra).mean(axis=0, dtype=np.float64).astype(np.float32)
    return mean


def log_likelihoods(model: AcousticModel, streams: NDArray[np.float32], states: NDArray[np.int32]) -> NDArray[np.float32]:
    """Log likelihood of each frame in each of `states` (sorted, no doubles), shape (frames, states).

    Relative to the best context-free state of any phone in that frame: at 0 it fits as well as any sound does, below -4
    another does better.
    """
    owner = model.codebook_of_state[states]
    count = streams.shape[1]
    result = np.empty((len(states), count), np.float32)
    best = np.full(count, -np.inf, np.float32)
    density = np.empty((DENSITIES, count), np.float32)
    for phone, book in enumerate(model.codebooks):
        rows = np.flatnonzero(owner == phone)
        local = np.searchsorted(book.states, states[rows])
        wanted = np.concatenate([local, np.arange(STATES)])  # its context-free states come first
        total = np.full((len(wanted), count), sum(book.level), np.float32)
        for stream in range(STREAMS):
            np.matmul(book.projection[stream].T, streams[stream].T, out=density)
            np.exp(density, out=density)
            mixed = book.weights[stream].T[wanted] @ density
            np.maximum(mixed, _LEAST, out=mixed)
            total += np.log(mixed, out=mixed)
        result[rows] = total[: len(rows)]
        np.maximum(best, total[len(rows) :].max(axis=0), out=best)
    result -= best
    return result.T
