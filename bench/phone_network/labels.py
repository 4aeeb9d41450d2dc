"""The phones of clean speech with a known text, frame by frame: by the forced aligner's own Gaussians."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oncue.acoustic.acoustic_model import STATES, acoustic_model
from oncue.acoustic.forced_aligner import SegmentSearch
from oncue.acoustic.frame_features import Evidence
from oncue.acoustic.mfcc import FRAME_SHIFT_MS
from oncue.acoustic.search_problem import SearchProblem, Visit
from oncue.acoustic.viterbi import best_path
from oncue.alignment.timing.word_graph import Edge, Segment

NO_LABEL = -1
LEAST_GOP = -2.5
"""Mean gop of a window below which its voice does not say its text."""


def class_names() -> list[str]:
    """The classes that the network tells apart: silence, and each phone's states."""
    model = acoustic_model()
    phones = [name for name in model.phones if name != "SIL" and not name.startswith("+")]
    return ["SIL", *(f"{phone}.{state}" for phone in phones for state in range(STATES))]


def labels(evidence: Evidence, text: str) -> NDArray[np.int16] | None:
    """The class of each frame, `NO_LABEL` where it is none; None where the text is not what is said."""
    words = text.split()
    edges = tuple(Edge(k, k + 1, word, k, 0) for k, word in enumerate(words))
    segment = Segment(0, FRAME_SHIFT_MS * len(evidence.cepstra), edges, len(words), 0, 1)
    problem = SegmentSearch("en", evidence, threads=1).problem(segment)
    path = None if problem is None else best_path(problem)
    if problem is None or path is None:
        return None
    if np.mean([one.likelihood / (one.end - one.first) for one in path]) < LEAST_GOP:
        return None
    found = np.full(problem.frames, NO_LABEL, np.int16)
    for visit in path:
        found[visit.first : visit.end] = _classes(problem, visit)
    return found


def _classes(problem: SearchProblem, visit: Visit) -> NDArray[np.int16]:
    model, names = acoustic_model(), class_names()
    frames = visit.end - visit.first
    emission = int(problem.graph.emission[STATES * visit.node])
    if emission < 0:
        return np.full(frames, NO_LABEL, np.int16)
    phone = model.phones[model.codebook_of_state[emission]]
    if phone == "SIL":
        return np.full(frames, names.index(phone), np.int16)
    columns = problem.column[STATES * visit.node : STATES * visit.node + STATES]
    return names.index(f"{phone}.0") + _states(problem.likelihood[visit.first : visit.end, columns])


def _states(likelihood: NDArray[np.float32]) -> NDArray[np.int16]:
    """The state of each frame of a phone: its likeliest division in three, each of a frame at least."""
    frames = len(likelihood)
    sums = np.concatenate([np.zeros((1, STATES)), np.cumsum(likelihood, axis=0)])
    first, second = np.triu_indices(frames, k=1)
    first, second = first[first > 0], second[first > 0]
    fit = sums[first, 0] + sums[second, 1] - sums[first, 1] + sums[frames, 2] - sums[second, 2]
    best = int(np.argmax(fit))
    at = np.arange(frames)
    states: NDArray[np.int16] = ((at >= first[best]).astype(np.int16) + (at >= second[best])).astype(np.int16)
    return states
