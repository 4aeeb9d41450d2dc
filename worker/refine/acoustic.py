"""One stretch of audio against the graph of what may be said in it, by pocketsphinx's finite-state search."""

from __future__ import annotations

import importlib.util
import math
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FRAME_MS = 10
FRAME_CENTRE_MS = 8
"""A frame sees 25.6 ms and the next begins 10 ms later: between two frames lies 10 f + (25.6 - 10) / 2 ms."""

BEAMS = (1e-48, 1e-80, 1e-200)
"""Tried in turn. The narrow beam places word ends best; the wide ones find a path where the text and the audio differ."""


def model_folder() -> Path:
    """Where the `pocketsphinx` wheel keeps its English acoustic model and dictionary."""
    spec = importlib.util.find_spec("pocketsphinx")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("pocketsphinx is not installed")
    return Path(spec.origin).parent / "model" / "en-us"


@dataclass(frozen=True, slots=True)
class PronouncedEdge:
    """One edge of a stretch's graph with the ways to say it, each its phones joined by `_`; none for a silent edge."""

    start: int
    end: int
    probability: float
    ways: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One edge of the graph as it was found: times from the stretch's start, mean log-likelihood ratio a frame.

    `score` compares the edge's phones with the best of all phones, frame by frame: 0 is a perfect fit, -1 good, below -4
    another word.
    """

    edge: int
    start_ms: int
    end_ms: int
    score: float


class AcousticAligner:
    """A pocketsphinx decoder. Not thread-safe; costs 30 MB and a tenth of a second.

    It knows phones, no words and no language, and imports nothing else of this project: it lives in processes of its own.
    """

    def __init__(self) -> None:
        self._decoders: dict[float, Any] = {}

    def align(self, samples: NDArray[np.int16], edges: Sequence[PronouncedEdge], final: int) -> list[Said] | None:
        """The edges said in `samples` (16 kHz), in order, or None when no path through the graph fits."""
        if not edges:
            return None
        transitions: list[tuple[Any, ...]] = []
        edge_of: dict[tuple[int, str], list[tuple[int, int]]] = {}
        for index, edge in enumerate(edges):
            for name in edge.ways or ("",):
                transitions.append((edge.start, edge.end, edge.probability, *([name] if name else [])))
                edge_of.setdefault((edge.start, name), []).append((index, edge.end))
        for beam in BEAMS:
            words = self._search(beam, samples, transitions, final)
            path = _trace(words, edge_of, final)
            if path is not None:
                return path
        return None

    def _search(
        self, beam: float, samples: NDArray[np.int16], transitions: list[tuple[Any, ...]], final: int
    ) -> list[tuple[str, int, int, float]]:
        decoder = self._decoder(beam)
        for transition in transitions:
            if len(transition) == 4 and decoder.lookup_word(transition[3]) is None:
                decoder.add_word(transition[3], transition[3].replace("_", " "), False)
        try:
            decoder.add_fsg("stretch", decoder.create_fsg("stretch", 0, final, transitions))
            decoder.activate_search("stretch")
            decoder.start_utt()
            decoder.process_raw(samples.tobytes(), full_utt=True)
            decoder.end_utt()
            segments = decoder.seg() or ()
            return [
                (segment.word, segment.start_frame, segment.end_frame + 1, math.log(max(segment.ascore, 1e-300)))
                for segment in segments
                if not segment.word.startswith(("<", "[", "("))
            ]
        except RuntimeError:
            self._decoders.pop(beam, None)  # its state is unknown after an error
            return []

    def _decoder(self, beam: float) -> Any:
        if beam not in self._decoders:
            from pocketsphinx import Decoder

            # An empty dictionary: the words of a stretch are added as their phones, which a pronouncing dictionary of
            # 130,000 words would only slow down. Silence costs nothing: speech decides where it is.
            with tempfile.NamedTemporaryFile(suffix=".dict") as empty:
                self._decoders[beam] = Decoder(
                    hmm=str(model_folder() / "en-us"), dict=empty.name, lm=None, loglevel="FATAL",
                    beam=beam, pbeam=beam, wbeam=beam if beam < BEAMS[0] else 7e-29, silprob=1.0, lw=1.0,
                )  # fmt: skip
        return self._decoders[beam]


def _trace(
    words: Sequence[tuple[str, int, int, float]], edge_of: dict[tuple[int, str], list[tuple[int, int]]], final: int
) -> list[Said] | None:
    """The path through the graph that says exactly `words`; None when it does not reach the final state."""
    reached: dict[int, list[Said]] = {0: []}
    _skip(reached, edge_of)
    for word, start, end, score in words:
        following: dict[int, list[Said]] = {}
        for state, path in reached.items():
            for edge, to in edge_of.get((state, word), ()):
                said = Said(
                    edge, FRAME_MS * start + FRAME_CENTRE_MS, FRAME_MS * end + FRAME_CENTRE_MS, score / max(1, end - start)
                )
                following.setdefault(to, [*path, said])
        _skip(following, edge_of)
        reached = following
    return reached.get(final) if words else None


def _skip(reached: dict[int, list[Said]], edge_of: dict[tuple[int, str], list[tuple[int, int]]]) -> None:
    """Adds every state that can be reached from `reached` without a word."""
    waiting = list(reached)
    while waiting:
        state = waiting.pop()
        for _, to in edge_of.get((state, ""), ()):
            if to not in reached:
                reached[to] = reached[state]
                waiting.append(to)
