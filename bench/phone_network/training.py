"""The training of the network, in torch: two convolutions over time above a projection of the encoder's states."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from torch import nn

from bench.phone_network.features import Example
from bench.phone_network.labels import NO_LABEL, class_names

PROJECTED, WIDTH = 96, 160
STEPS = (2, 3)
"""Frames from one place that a convolution looks at to the next."""
_PLACES = (5, 3)
_DROPOUT = 0.1
_SMOOTHING = 0.03
_EPOCHS = 4
_BATCH, _FRAMES = 8, 600
_RATE = 3e-3
_DECAY = 1e-2
_RARE = 50.0
"""Frames that are added to those of each class before their shares are taken."""
_FRAME_AT = 1.28
"""A frame's middle, in frames after its beginning."""


class _Network(nn.Module):  # type: ignore[misc] # torch is not read by mypy
    def __init__(self, states: int, sound: int, classes: int) -> None:
        super().__init__()
        self.project = nn.Linear(states, PROJECTED)
        widths = (PROJECTED + sound, WIDTH, WIDTH)
        self.convolutions = nn.ModuleList(
            nn.Conv1d(widths[k], widths[k + 1], places, dilation=step, padding=step * (places // 2))
            for k, (places, step) in enumerate(zip(_PLACES, STEPS, strict=True))
        )
        self.output = nn.Conv1d(WIDTH, classes, 1)
        self.dropout = nn.Dropout(_DROPOUT)

    def forward(self, states: torch.Tensor, at: torch.Tensor, sound: torch.Tensor) -> torch.Tensor:
        """Scores, shape (batch, classes, frames); `at` is each frame's place among the states."""
        known = self.project(states).transpose(1, 2)
        before = at.long()
        index = before[:, None].expand(-1, PROJECTED, -1)
        low, high = known.gather(2, index), known.gather(2, index + 1)
        known = torch.relu(low + (high - low) * (at - before)[:, None])
        values = torch.cat([self.dropout(known), sound.transpose(1, 2)], 1)
        for convolution in self.convolutions:
            values = self.dropout(torch.relu(convolution(values)))
        scores: torch.Tensor = self.output(values)
        return scores


class _Batches:
    """Pieces of examples, normalised."""

    def __init__(self, examples: Sequence[Example], rng: Generator) -> None:
        self._examples = examples
        self._rng = rng
        states = np.concatenate([one.states for one in examples]).astype(np.float32)
        self.mean, self.scale = states.mean(axis=0), states.std(axis=0)
        self.sound_scale = np.concatenate([one.sound for one in examples]).std(axis=0)
        frames = np.array([len(one.classes) for one in examples])
        self._shares = frames / frames.sum()
        self.per_epoch = int(frames.sum()) // (_BATCH * _FRAMES)

    def next(self) -> tuple[torch.Tensor, ...]:
        chosen = self._rng.choice(len(self._examples), _BATCH, p=self._shares)
        pieces = [self._piece(self._examples[index]) for index in chosen]
        return tuple(torch.from_numpy(np.stack(parts)) for parts in zip(*pieces, strict=True))

    def _piece(self, one: Example) -> tuple[NDArray[Any], ...]:
        first = int(self._rng.integers(max(1, len(one.classes) - _FRAMES)))
        last = min(first + _FRAMES, len(one.classes))
        at = np.minimum((np.arange(first, first + _FRAMES) + _FRAME_AT) / 2, len(one.states) - 1.001)
        begin = int(at[0])
        states = (one.states[begin : begin + _FRAMES // 2 + 2].astype(np.float32) - self.mean) / self.scale
        states = np.pad(states, ((0, _FRAMES // 2 + 2 - len(states)), (0, 0)), "edge")
        sound = np.pad(one.sound[first:last] / self.sound_scale, ((0, first + _FRAMES - last), (0, 0)))
        classes = np.pad(one.classes[first:last], (0, first + _FRAMES - last), constant_values=NO_LABEL)
        return states, (at - begin).astype(np.float32), sound.astype(np.float32), classes.astype(np.int64)


def train(examples: Sequence[Example], path: Path, seed: int) -> str:
    """Trains the network, writes it to `path`, and gives the file's SHA-256."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)  # of several, sums depend on how many there are
    batches = _Batches(examples, np.random.default_rng(seed))
    names = class_names()
    network = _Network(len(batches.mean), len(batches.sound_scale), len(names))
    steps = _EPOCHS * batches.per_epoch
    optimizer = torch.optim.AdamW(network.parameters(), _RATE, weight_decay=_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, steps)
    for step in range(steps):
        states, at, sound, classes = batches.next()
        scores = network(states, at, sound)
        loss = nn.functional.cross_entropy(scores, classes, ignore_index=NO_LABEL, label_smoothing=_SMOOTHING)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if step % 50 == 0 or step == steps - 1:
            right = (scores.argmax(1) == classes)[classes != NO_LABEL].float().mean()
            print(f"step {step} of {steps}: loss {loss:.2f}, {right:.0%} of frames right", flush=True)
    counts = np.bincount(np.concatenate([one.classes[one.classes >= 0] for one in examples]), minlength=len(names)) + _RARE
    return _write(network, batches, names, np.log(counts / counts.sum()), path)


def _write(network: _Network, batches: _Batches, names: Sequence[str], log_prior: NDArray[np.float64], path: Path) -> str:
    layers = [*network.convolutions, network.output]
    arrays: dict[str, NDArray[Any]] = {
        "states_mean": batches.mean,
        "states_scale": batches.scale,
        "cepstra_scale": batches.sound_scale.astype(np.float32),
        "log_prior": log_prior.astype(np.float32),
        "classes": np.array(names),
        "steps": np.array([*STEPS, 1]),
        "weights_0": _array(network.project.weight).T.astype(np.float16),
        "biases_0": _array(network.project.bias),
    }
    for k, layer in enumerate(layers, 1):
        arrays[f"weights_{k}"] = _array(layer.weight).transpose(2, 1, 0).astype(np.float16)
        arrays[f"biases_{k}"] = _array(layer.bias)
    packed = io.BytesIO()
    np.savez_compressed(packed, **arrays)  # type: ignore[arg-type]
    path.write_bytes(packed.getvalue())
    return hashlib.sha256(packed.getvalue()).hexdigest()


def _array(parameter: Any) -> NDArray[np.float32]:
    values: NDArray[np.float32] = parameter.detach().numpy()
    return values
