"""Cuts a long stretch, whose text is all said in order, at its pauses: by a quick look at three frames at a time.

An exact search takes time and memory by the square of a stretch's length; what it does in a minute and a half takes a tenth
of that in pieces. To find the pieces, phones are taken for one sound each and three frames for one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from worker.refine.hmm_graph import HmmGraph
from worker.refine.viterbi import Problem, Visit, best_paths

POOLED_FRAMES = 3
"""The fewest that a phone lasts."""

LEAST_PAUSE_FRAMES = 30
"""Of the exact search, all of them quiet: the quick look may be wrong about which sound is a word, not about a silence."""

LEAST_PIECE_FRAMES = 300


def cut_at_pauses(problem: Problem, quiet: NDArray[np.bool_]) -> list[tuple[int, int]] | None:
    """Where to cut: the index of the edge that a piece begins with, and its first frame; the two ends are not among them.

    The edges must be in the order in which they are said; `quiet` says which frames are as quiet as a pause. None where
    the edges do not fit into the time.
    """
    (path,) = best_paths([_pooled(problem)])
    if path is None:
        return None
    cuts: list[tuple[int, int]] = []
    since = 0
    for pause in _pauses(path, problem.graph):
        first, length = _longest(quiet[POOLED_FRAMES * pause.first : POOLED_FRAMES * pause.end])
        frame = POOLED_FRAMES * pause.first + first + length // 2
        if length >= LEAST_PAUSE_FRAMES and frame - since >= LEAST_PIECE_FRAMES:
            cuts.append((pause.node, frame))
            since = frame
    return cuts


def _pooled(problem: Problem) -> Problem:
    graph = problem.graph
    count = problem.frames // POOLED_FRAMES
    frames = problem.likelihood[: count * POOLED_FRAMES].reshape(count, POOLED_FRAMES, -1).sum(axis=1)
    columns = problem.column.reshape(graph.node_count, graph.states).T
    likelihood: NDArray[np.float32] = frames[:, columns[0]]
    for column in columns[1:]:
        likelihood += frames[:, column]
    likelihood /= len(columns)
    return Problem(graph.coarse(), likelihood, np.arange(graph.node_count, dtype=np.int32))


def _pauses(path: Sequence[Visit], graph: HmmGraph) -> list[Visit]:
    """What lies before a word on a path; `node` is here the edge of that word."""
    pauses: list[Visit] = []
    begun: int | None = None
    for visit in path:
        if graph.edge[visit.node] < 0:
            begun = visit.first if begun is None else begun
        elif begun is not None:
            pauses.append(Visit(int(graph.edge[visit.node]), begun, visit.first, 0.0))
            begun = None
    return pauses


def _longest(mask: NDArray[np.bool_]) -> tuple[int, int]:
    """The first index and the length of the longest run of True."""
    edges = np.flatnonzero(np.diff(mask.astype(np.int8), prepend=0, append=0)).reshape(-1, 2)
    if not len(edges):
        return 0, 0
    first, end = edges[int(np.argmax(edges[:, 1] - edges[:, 0]))]
    return int(first), int(end - first)
