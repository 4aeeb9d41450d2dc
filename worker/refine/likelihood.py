"""How well every frame fits the states of the acoustic model."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from worker.refine.acoustic_model import STREAMS, AcousticModel

_LEAST = np.float32(1e-30)


def log_likelihoods(model: AcousticModel, features: NDArray[np.float32], states: NDArray[np.int32]) -> NDArray[np.float32]:
    """Log likelihood of each frame in each of `states` (sorted, no doubles), shape (frames, states).

    Relative to the best context-free state of any phone in that frame: at 0 it fits as well as any sound does, below -4
    another does better.
    """
    owner = model.codebook_of_state[states]
    result = np.empty((features.shape[1], len(states)), np.float32)
    best = np.full(features.shape[1], -np.inf, np.float32)
    for phone, book in enumerate(model.codebooks):
        columns = np.flatnonzero(owner == phone)
        local = np.searchsorted(book.states, states[columns])
        wanted = np.concatenate([local, np.arange(3)])  # its context-free states come first
        total = np.zeros((features.shape[1], len(wanted)), np.float32)
        for stream in range(STREAMS):
            density = features[stream] @ book.projection[stream]
            top = density.max(axis=1, keepdims=True)
            density -= top
            np.exp(density, out=density)
            mixed = density @ book.weights[stream][:, wanted]
            np.maximum(mixed, _LEAST, out=mixed)
            total += np.log(mixed, out=mixed)
            total += top
        result[:, columns] = total[:, : len(columns)]
        np.maximum(best, total[:, len(columns) :].max(axis=1), out=best)
    result -= best[:, None]
    return result
