"""From cepstra to what the acoustic model compares: normalised for the channel, with slopes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oncue.acoustic.acoustic_model import STREAM_WIDTH, STREAMS


def features(cepstra: NDArray[np.float32], mean: NDArray[np.float32]) -> NDArray[np.float32]:
    """Streams of the frames, each as (1, x, x²): shape (3, frames, 27). `mean` is the channel's, shape (13,)."""
    count = len(cepstra)
    centred = cepstra - mean
    padded = np.concatenate([np.repeat(centred[:1], 3, axis=0), centred, np.repeat(centred[-1:], 3, axis=0)])

    def at(offset: int) -> NDArray[np.float32]:
        return padded[3 + offset : 3 + offset + count]

    slope = at(2) - at(-2)
    curve = (at(3) - at(-1)) - (at(1) - at(-3))
    result = np.empty((STREAMS, count, 2 * STREAM_WIDTH + 1), np.float32)
    result[:, :, 0] = 1
    for stream, values in zip(result, (centred, slope, curve), strict=True):
        stream[:, 1 : 1 + STREAM_WIDTH] = values
        stream[:, 1 + STREAM_WIDTH :] = values * values
    return result


def channel_mean(cepstra: NDArray[np.float32]) -> NDArray[np.float32]:
    """The mean cepstrum of the frames that have any energy, shape (13,)."""
    loud = cepstra[cepstra[:, 0] >= 0]
    mean: NDArray[np.float32] = (loud if len(loud) else cepstra).mean(axis=0, dtype=np.float64).astype(np.float32)
    return mean
