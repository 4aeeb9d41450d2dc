"""The acoustic model that the `pocketsphinx` wheel ships, read from its files: a phonetically tied mixture of Gaussians.

The formats are those of CMU Sphinx (bin_mdef.c, ms_gauden.c, ptm_mgau.c, tmat.c of https://github.com/cmusphinx/pocketsphinx).
"""

from __future__ import annotations

import importlib.util
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from oncue.system.loaded_once import loaded_once

STREAMS = 3
"""The cepstra, their slopes and the slopes of those: each has Gaussians of its own."""
STREAM_WIDTH = 13
DENSITIES = 128
STATES = 3
"""States of a phone, passed from left to right."""

SILENCE = "SIL"
"""The name of the phone that pauses are."""

_BYTE_ORDER = 0x11223344
_INSIDE, _BEGIN, _END, _SINGLE = range(4)
_ELSEWHERE = {
    _INSIDE: (_INSIDE, _END, _BEGIN, _SINGLE),
    _BEGIN: (_BEGIN, _INSIDE, _SINGLE, _END),
    _END: (_END, _INSIDE, _SINGLE, _BEGIN),
    _SINGLE: (_SINGLE, _BEGIN, _END, _INSIDE),
}
_LEAST_VARIANCE = 1e-4
_HIGHEST_LOG = 70.0
"""Highest logarithm of a density as it is kept: the exponential of one of 128 such is a float still, as is that of one e^157
less."""
_WEIGHT_STEP = 1024 * np.log(1.0001)
"""Mixture weights are kept as multiples of this, in negative natural logarithms."""


def model_folder() -> Path:
    """The folder in which the `pocketsphinx` wheel keeps its English acoustic model and dictionary."""
    spec = importlib.util.find_spec("pocketsphinx")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("pocketsphinx is not installed")
    return Path(spec.origin).parent / "model" / "en-us"


@dataclass(frozen=True, slots=True)
class Codebook:
    """The Gaussians that all states of one phone share, and how each state weighs them.

    `projection[s]` has shape (27, 128): a frame's stream as (1, x, x²) times it gives log densities, less `level[s]`, which
    keeps their exponentials in what a float can hold. `weights[s]` has shape (128, states), `states` being their numbers, in
    order. The arrays of both are stored column after column.
    """

    projection: tuple[NDArray[np.float32], ...]
    level: tuple[float, ...]
    weights: tuple[NDArray[np.float32], ...]
    states: NDArray[np.int32]


class AcousticModel:
    """Phones in context, their states, and what the states sound like. Read-only after it is made; costs 14 MB."""

    def __init__(self, folder: Path) -> None:
        phones, contexts, sequences = _read_definition(folder / "mdef")
        self.phones = phones
        self.number = {name: index for index, name in enumerate(phones)}
        self._by_context = contexts
        self.sequences = sequences
        self.stay, self.leave = _read_transitions(folder / "transition_matrices", len(phones))
        self.codebook_of_state = _codebooks_of_states(contexts, sequences)
        self.codebooks = self._read_codebooks(folder)

    def triphone(self, phone: int, left: int, right: int, *, begins: bool, ends: bool) -> int:
        """The state sequence (index into `sequences`) of a phone between two others, at its place in its word.

        One that was never heard in training is that of another place in a word, else of no context.
        """
        place = (_SINGLE if ends else _BEGIN) if begins else (_END if ends else _INSIDE)
        for other in _ELSEWHERE[place]:
            found = self._by_context.get((other, phone, left, right))
            if found is not None:
                return found
        return self._by_context[(_INSIDE, phone, -1, -1)]

    def alone(self, phone: int) -> int:
        """The state sequence of a phone in no context, as silence is."""
        return self._by_context[(_INSIDE, phone, -1, -1)]

    def _read_codebooks(self, folder: Path) -> list[Codebook]:
        means, variances = _read_gaussians(folder / "means"), _read_gaussians(folder / "variances")
        variances = np.maximum(variances, _LEAST_VARIANCE)
        constant = -0.5 * (np.log(2 * np.pi * variances) + means**2 / variances).sum(axis=-1, keepdims=True)
        # (phones, streams, 27, densities)
        projections = np.concatenate([constant, means / variances, -0.5 / variances], axis=-1).swapaxes(2, 3)
        level = (constant + 0.5 * (means**2 / variances).sum(axis=-1, keepdims=True)).max(axis=2)[..., 0] - _HIGHEST_LOG
        projections[:, :, 0] -= level[..., np.newaxis]
        quantised = _read_weights(folder / "sendump", len(self.codebook_of_state), means.shape[2])
        weights = np.exp(-_WEIGHT_STEP * np.arange(256)).astype(np.float32)
        books = []
        for phone in range(len(self.phones)):
            states = np.flatnonzero(self.codebook_of_state == phone).astype(np.int32)
            books.append(
                Codebook(
                    tuple(np.asfortranarray(projections[phone, s], np.float32) for s in range(STREAMS)),
                    tuple(level[phone].tolist()),
                    tuple(np.asfortranarray(weights[quantised[s][:, states]]) for s in range(STREAMS)),
                    states,
                )
            )
        return books


@loaded_once
def acoustic_model() -> AcousticModel:
    """The one model; reading it takes some 50 ms."""
    return AcousticModel(model_folder() / "en-us")


Contexts = dict[tuple[int, int, int, int], int]


def _read_definition(path: Path) -> tuple[list[str], Contexts, NDArray[np.int32]]:
    data = path.read_bytes()
    (described,) = struct.unpack_from("<i", data, 8)
    at = 12 + described
    phone_count, all_count, emitting, _, _, _, sequence_count, _, tree_size, _ = struct.unpack_from("<10i", data, at)
    if emitting != STATES:
        raise ValueError(f"{path}: {emitting} states a phone, not {STATES}")
    start = at = at + 40
    phones: list[str] = []
    for _ in range(phone_count):
        end = data.index(b"\0", at)
        phones.append(data[at:end].decode())
        at = end + 1
    at = start + (at - start + 3) // 4 * 4 + 8 * tree_size
    entry = np.dtype([("sequence", "<i4"), ("transitions", "<i4"), ("place", "u1"), ("context", "u1", 3)])
    entries = np.frombuffer(data, entry, all_count, at)
    at += entries.nbytes + 4
    sequences = np.frombuffer(data, "<u2", STATES * sequence_count, at).reshape(-1, STATES).astype(np.int32)
    contexts: Contexts = {(_INSIDE, phone, -1, -1): int(entries["sequence"][phone]) for phone in range(phone_count)}
    triphones = entries[phone_count:]
    keys = zip(triphones["place"].tolist(), *triphones["context"].T.tolist(), strict=True)
    contexts.update(zip(keys, triphones["sequence"].tolist(), strict=True))
    return phones, contexts, sequences


def _codebooks_of_states(contexts: Contexts, sequences: NDArray[np.int32]) -> NDArray[np.int32]:
    owner = np.zeros(int(sequences.max()) + 1, np.int32)
    phone_of_sequence = np.zeros(len(sequences), np.int32)
    phone_of_sequence[list(contexts.values())] = [key[1] for key in contexts]
    owner[sequences] = phone_of_sequence[:, None]
    return owner


def _after_header(path: Path) -> bytes:
    data = path.read_bytes()
    end = data.index(b"endhdr\n") + len(b"endhdr\n")
    if struct.unpack_from("<I", data, end) != (_BYTE_ORDER,):
        raise ValueError(f"{path}: not the byte order of this model")
    return data[end + 4 :]


def _read_gaussians(path: Path) -> NDArray[np.float64]:
    """The Gaussians of all phones, shape (phones, streams, densities, 13)."""
    data = _after_header(path)
    books, streams, densities, *widths, _ = struct.unpack_from("<7i", data)
    if streams != STREAMS or set(widths) != {STREAM_WIDTH}:
        raise ValueError(f"{path}: streams of {widths}, not {STREAMS} of {STREAM_WIDTH}")
    shape = (books, streams, densities, STREAM_WIDTH)
    return np.frombuffer(data, "<f4", int(np.prod(shape)), 28).reshape(shape).astype(np.float64)


def _read_transitions(path: Path, count: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Log probabilities of staying in a state and of leaving it for the next; shape (phones, states) each."""
    data = _after_header(path)
    shape = (count, STATES, STATES + 1)
    counts = np.frombuffer(data, "<f4", int(np.prod(shape)), 16).reshape(shape)
    shares = counts / counts.sum(axis=2, keepdims=True)
    index = np.arange(STATES)
    stay, leave = np.log(shares[:, index, index]), np.log(shares[:, index, index + 1])
    return stay.astype(np.float32), leave.astype(np.float32)


def _read_weights(path: Path, states: int, densities: int) -> NDArray[np.uint8]:
    """Quantised mixture weights, shape (streams, densities, states)."""
    data = path.read_bytes()
    at = 0
    while (length := struct.unpack_from("<i", data, at)[0]) > 0:
        at += 4 + length
    rows, columns = struct.unpack_from("<2i", data, at + 4)
    if (rows, columns) != (densities, states):
        raise ValueError(f"{path}: {rows} densities of {columns} states, not {densities} of {states}")
    return np.frombuffer(data, np.uint8, STREAMS * rows * columns, at + 12).reshape(STREAMS, rows, columns)
