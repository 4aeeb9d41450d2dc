"""What the network is shown: the encoder's states and cepstra of a window in noise, and the phones of its clean sound."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from bench.phone_network.degraded import Degrader
from bench.phone_network.labels import labels
from bench.phone_network.speech import CleanWindow
from oncue.acoustic.frame_features import Evidence, gather
from oncue.acoustic.gmm import channel_mean, slopes
from oncue.asr.protocol import EncoderRecognizer
from oncue.audio.gain import normalise
from oncue.audio.pcm import SAMPLE_RATE_HZ, Pcm

VERSIONS = 2
"""Times that each window is taken, each in other noise."""

_LONGEST = 24 * SAMPLE_RATE_HZ
_SHORTEST = 2 * SAMPLE_RATE_HZ
_FRAME, _POSITION = SAMPLE_RATE_HZ // 100, SAMPLE_RATE_HZ // 50


@dataclass(frozen=True, slots=True)
class Example:
    """A window in noise: states, shape (positions, width), cepstra with slopes, (frames, 39), and classes, (frames,)."""

    states: NDArray[np.float16]
    sound: NDArray[np.float32]
    classes: NDArray[np.int16]


def examples(
    windows: Sequence[CleanWindow], recognizer: EncoderRecognizer, folder: Path, rng: Generator
) -> Iterator[Example]:
    """All windows in noise whose voice says their text. `folder` is for a file of samples."""
    degrader = Degrader([window.samples for window in windows], rng)
    for index, window in enumerate(windows):
        found = labels(_evidence(window.samples, folder), window.text)
        if found is None:
            continue
        for _ in range(VERSIONS):
            samples = degrader.degraded(index)
            cepstra = _evidence(samples, folder).cepstra
            for first in range(0, len(samples), _LONGEST):
                part = samples[first : first + _LONGEST]
                if len(part) < _SHORTEST:
                    continue
                frames = slice(first // _FRAME, (first + len(part)) // _FRAME)
                sound = cepstra[frames] - channel_mean(cepstra[frames])
                states = recognizer.encode(normalise(part))[: len(part) // _POSITION + 1]
                yield Example(states, slopes(sound), found[frames][: len(sound)])


def _evidence(samples: NDArray[np.int16], folder: Path) -> Evidence:
    path = folder / "window.pcm"
    path.write_bytes(samples.astype("<i2").tobytes())
    pcm = Pcm.open(path)
    return gather(pcm, [(0, pcm.duration_ms)], threads=1)
