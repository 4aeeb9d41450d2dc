"""A small network that tells phones from the states of Whisper's encoder and from cepstra, for what is said in noise.

The encoder has learnt from 680,000 hours to hear speech in noise, but says of each moment only what is said around it; the
cepstra have the borders. `bench/phone_network` trains the network, and docs/phone-network.md tells on what.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from oncue.acoustic.acoustic_model import STATES, acoustic_model
from oncue.acoustic.gmm import channel_mean, slopes
from oncue.acoustic.mfcc import FRAME_SAMPLES, FRAME_SHIFT_MS
from oncue.system.loaded_once import loaded_once

NETWORK_SHA256: Mapping[str, str] = {
    "base": "1deb867c7ba7d90e577eb0be8f5fc57c7a362955cacdf7f8f69feddda69f66cf",
    "tiny.en": "dcccdef4401781277728c00971a5bfc562dbd00c04ae15ca052714a3741e92e4",
}
"""The networks there are, by the name of the Whisper model whose encoder they listen to, and the SHA-256 of their files."""

LOWEST = -12.0
"""Lowest log likelihood of a phone relative to the likeliest: a network is never surer than that."""

_POSITION_MS = 20
"""Milliseconds from one state of the encoder to the next; the first is of the window's beginning."""

_FRAME_MIDDLE_MS = 1000 * FRAME_SAMPLES / 16_000 / 2

_Floats = NDArray[np.float32]
_Layer = tuple[NDArray[np.float32], NDArray[np.float32], int]
"""Weights, shape (places, inputs, outputs), biases, and frames from one place to the next."""


class PhoneNetwork:
    """The phones of each frame of 10 ms, and which of their three states. Read-only after it is made.

    Raises `ValueError` for a file of another content than `sha256` tells.
    """

    def __init__(self, path: Path, sha256: str) -> None:
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ValueError(f"{path}: not the network that this version comes with")
        self.sha256 = sha256
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            self._mean, self._scale = _floats(arrays["states_mean"]), _floats(arrays["states_scale"])
            self._cepstra_scale = _floats(arrays["cepstra_scale"])
            self._first = (_floats(arrays["weights_0"]), _floats(arrays["biases_0"]))
            steps = [int(step) for step in arrays["steps"]]
            self._layers: list[_Layer] = [
                (_floats(arrays[f"weights_{k}"]), _floats(arrays[f"biases_{k}"]), step) for k, step in enumerate(steps, 1)
            ]
            self._log_prior = _floats(arrays["log_prior"])
            self.classes = tuple(str(name) for name in arrays["classes"])

    @property
    def width(self) -> int:
        """The width of the encoder's states."""
        return len(self._mean)

    def log_likelihoods(self, states: NDArray[np.floating], cepstra: _Floats, first_ms: float) -> _Floats:
        """Log likelihood of each class in each frame relative to the best of all, `LOWEST` to 0, shape (frames, classes).

        `states`, shape (positions, width), are the encoder's of a window, and `cepstra`, shape (frames, 13), those of the
        window's frames, the first of which begins `first_ms` after the window. Neither is normalised.
        """
        weights, biases = self._first
        known = ((states.astype(np.float32) - self._mean) / self._scale) @ weights + biases
        at = (FRAME_SHIFT_MS * np.arange(len(cepstra)) + first_ms + _FRAME_MIDDLE_MS) / _POSITION_MS
        at = np.clip(at, 0, len(known) - 1.001).astype(np.float32)
        before = at.astype(np.int32)
        known = known[before] + (at - before)[:, np.newaxis] * (known[before + 1] - known[before])
        sound = slopes(cepstra - channel_mean(cepstra)) / self._cepstra_scale
        values = np.concatenate([np.maximum(known, 0), sound], axis=1, dtype=np.float32)
        for k, layer in enumerate(self._layers, 1):
            values = _convolved(values, layer)
            if k < len(self._layers):
                np.maximum(values, 0, out=values)
        # The posteriors' sum is the same for all classes of a frame, and falls out with the best.
        values -= self._log_prior
        values -= values.max(axis=1, keepdims=True)
        return np.maximum(values, np.float32(LOWEST))


@loaded_once
def phone_network(model: str) -> PhoneNetwork | None:
    """The network that listens to the encoder of a Whisper model; None where there is none for it."""
    sha256 = NETWORK_SHA256.get(model)
    return PhoneNetwork(Path(__file__).with_name(f"phone_network_{model}.npz"), sha256) if sha256 else None


@lru_cache(maxsize=4)
def class_of_state(classes: tuple[str, ...]) -> NDArray[np.int32]:
    """The class of each state of the acoustic model, of a network's `classes`: `SIL`, or a phone and which of its states,
    such as `AH.1`."""
    model = acoustic_model()
    number = {name: index for index, name in enumerate(classes)}
    place = np.zeros(len(model.codebook_of_state), np.int32)
    for k in range(STATES):
        place[model.sequences[:, k]] = k
    silence = number["SIL"]
    return np.array(
        [
            number.get(f"{model.phones[phone]}.{k}", silence)
            for phone, k in zip(model.codebook_of_state.tolist(), place.tolist(), strict=True)
        ],
        np.int32,
    )


def _floats(array: NDArray[np.floating]) -> _Floats:
    return array.astype(np.float32)


def _convolved(values: _Floats, layer: _Layer) -> _Floats:
    weights, biases, step = layer
    reach = step * (len(weights) // 2)
    padded = np.pad(values, ((reach, reach), (0, 0)))
    result = np.tile(biases, (len(values), 1))
    for k, part in enumerate(weights):
        result += padded[k * step : k * step + len(values)] @ part
    return result
