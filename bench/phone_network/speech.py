"""The clean speech that the network is trained on: windows of some twenty seconds, and what is said in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from bench.phone_network.sources import Sound, SpeechSources, Spoken, at_rate
from bench.sounds import RATE_HZ
from oncue.acoustic.acoustic_model import model_folder

READER_PITCHES = (1.0, 0.92, 1.08)
"""Each recording of a person is taken at these speeds, too: another throat and another pace."""

VOICES = {"hibari": 6.0, "slt": 1.8, "rms": 1.8, "awb": 1.8, "kal16": 0.6}
"""Minutes of each synthetic voice: hibari's, and those of flite."""

PITCHES = {"hibari": (1.0, 0.78, 0.84, 0.9, 1.06, 1.12), "kal16": (1.0, 1.1)}
_OTHER_PITCHES = (1.0, 0.9, 1.1)

_PROSE = ("/usr/share/common-licenses/GPL-3", "/usr/share/common-licenses/GFDL-1.3")
_SMALL = """
the a of to and in is that it was for on are with as his they at be this from i have or by one had not but what all were when
we there can an your which their said if do
"""
_WINDOW_SAMPLES = 22 * RATE_HZ
_LEVEL = 3000.0


@dataclass(frozen=True, slots=True)
class CleanWindow:
    """Some seconds of one voice, samples at 16 kHz, and all that it says."""

    samples: NDArray[np.int16]
    text: str


def clean_windows(sources: SpeechSources, rng: Generator) -> Iterator[CleanWindow]:
    """All windows, those of people first."""
    for _, spoken in sources.readers():
        for pitch in READER_PITCHES:
            yield from _packed([Spoken(at_rate(one.samples, RATE_HZ * pitch), one.text) for one in spoken], rng)
    sentences = _Sentences(rng)
    for voice, minutes in VOICES.items():
        say: Callable[[str, float], Spoken] = (
            sources.hibari if voice == "hibari" else lambda text, slow, name=voice: sources.flite(name, text, slow)  # type: ignore[misc]
        )
        pitches = PITCHES.get(voice, _OTHER_PITCHES)
        for pitch in pitches:
            said: list[Spoken] = []
            while sum(len(one.samples) for one in said) < minutes * 60 * RATE_HZ / len(pitches):
                one = say(sentences.next(), rng.uniform(0.85, 1.25))
                said.append(Spoken(_trimmed(at_rate(one.samples, RATE_HZ * pitch)), one.text))
            yield from _packed(said, rng)


class _Sentences:
    """Sentences to be said: half of them of licences' prose, half of words of the dictionary, in any order."""

    def __init__(self, rng: Generator) -> None:
        self._rng = rng
        self._small = _SMALL.split()
        self._prose = [one for path in _PROSE for one in _plain_sentences(Path(path).read_text(encoding="utf-8"))]
        lines = (model_folder() / "cmudict-en-us.dict").read_text(encoding="utf-8").splitlines()
        self._words = [word for line in lines if re.fullmatch("[a-z]{3,9}", word := line.split()[0])]

    def next(self) -> str:
        if self._rng.random() < 0.5:
            return self._prose[self._rng.integers(len(self._prose))]
        said: list[str] = []
        for _ in range(self._rng.integers(4, 8)):
            if self._rng.random() < 0.5:
                said.append(self._small[self._rng.integers(len(self._small))])
            said.append(self._words[self._rng.integers(len(self._words))])
        return " ".join(said)


def _plain_sentences(text: str) -> Iterator[str]:
    for part in re.split(r"(?<=[.;:,])\s", " ".join(text.split())):
        words = re.findall("[A-Za-z']+", part)
        if 4 <= len(words) <= 14 and not any(word.isupper() and len(word) > 1 for word in words):
            yield " ".join(words)


def _trimmed(samples: Sound) -> Sound:
    loud = np.flatnonzero(np.abs(samples) > 0.01 * np.abs(samples).max())
    return samples[max(0, loud[0] - RATE_HZ // 20) : loud[-1] + RATE_HZ // 10]


def _packed(spoken: Sequence[Spoken], rng: Generator) -> Iterator[CleanWindow]:
    """Sentences with pauses between them, in windows."""
    held: list[Spoken] = []
    for one in [*spoken, None]:
        if held and (one is None or sum(len(each.samples) for each in held) + len(one.samples) > _WINDOW_SAMPLES):
            yield _window(held, rng)
            held = []
        if one is not None:
            held.append(one)


def _window(spoken: Sequence[Spoken], rng: Generator) -> CleanWindow:
    parts: list[Sound] = []
    for one in spoken:
        parts += [np.zeros(int(RATE_HZ * rng.uniform(0.15, 0.9))), one.samples]
    samples = np.concatenate([*parts, np.zeros(RATE_HZ // 4)])
    samples *= _LEVEL / np.sqrt(np.mean(samples[np.abs(samples) > 200] ** 2))
    samples += rng.standard_normal(len(samples)) * rng.uniform(1, 4)  # no room is as quiet as zeros are
    return CleanWindow(samples.clip(-32_000, 32_000).astype(np.int16), " ".join(one.text for one in spoken))
