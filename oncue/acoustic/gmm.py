"""How well every frame fits the states of the acoustic model."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oncue.acoustic.acoustic_model import DENSITIES, STATES, STREAMS, AcousticModel

_LEAST = np.float32(1e-37)


def log_likelihoods(model: AcousticModel, features: NDArray[np.float32], states: NDArray[np.int32]) -> NDArray[np.float32]:
    """Log likelihood of each frame in each of `states` (sorted, no doubles), shape (frames, states).

    Relative to the best context-free state of any phone in that frame: at 0 it fits as well as any sound does, below -4
    another does better.
    """
    owner = model.codebook_of_state[states]
    count = features.shape[1]
    result = np.empty((len(states), count), np.float32)
    best = np.full(count, -np.inf, np.float32)
    density = np.empty((DENSITIES, count), np.float32)
    for phone, book in enumerate(model.codebooks):
        rows = np.flatnonzero(owner == phone)
        local = np.searchsorted(book.states, states[rows])
        wanted = np.concatenate([local, np.arange(STATES)])  # its context-free states come first
        total = np.full((len(wanted), count), sum(book.level), np.float32)
        for stream in range(STREAMS):
            np.matmul(book.projection[stream].T, features[stream].T, out=density)
            np.exp(density, out=density)
            mixed = book.weights[stream].T[wanted] @ density
            np.maximum(mixed, _LEAST, out=mixed)
            total += np.log(mixed, out=mixed)
        result[rows] = total[: len(rows)]
        np.maximum(best, total[len(rows) :].max(axis=0), out=best)
    result -= best
    return result.T
