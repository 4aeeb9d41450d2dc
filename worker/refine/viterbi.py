"""The best path of many stretches at once through the states of what may be said in each, frame by frame, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from worker.refine.hmm_graph import HmmGraph

Floats = NDArray[np.float32]

_LOOK_BACK = 50
"""Frames looked at together for when a state was come to: most phones last less."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One stretch: its graph, and the log likelihood of each frame in each state it needs.

    `likelihood` has shape (frames, different states); `column` says which of them each state of the graph is.
    """

    graph: HmmGraph
    likelihood: Floats
    column: NDArray[np.int32]

    @property
    def frames(self) -> int:
        return len(self.likelihood)


@dataclass(frozen=True, slots=True)
class Visit:
    """A node on the best path, the frames spent in it, half-open, and the sum of their log likelihoods."""

    node: int
    first: int
    end: int
    likelihood: float


def best_paths(problems: Sequence[Problem]) -> list[list[Visit] | None]:
    """For each problem the nodes of its best path in order; None where it is too short for any path."""
    if not problems:
        return []
    order = sorted(range(len(problems)), key=lambda index: -problems[index].frames)
    search = _Search([problems[index] for index in order])
    search.run()
    paths: list[list[Visit] | None] = [None] * len(problems)
    for place, index in enumerate(order):
        paths[index] = search.trace(place)
    return paths


class _Search:
    """All problems side by side in one array of states, the longest first, so that those still running come first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self._problems = problems
        graphs = [problem.graph for problem in problems]
        (self._states,) = {graph.states for graph in graphs}
        self._nodes = [0, *accumulate(graph.node_count for graph in graphs)]
        columns = [0, *accumulate(problem.likelihood.shape[1] for problem in problems)]
        self._frames = [problem.frames for problem in problems]
        self._column = np.concatenate([p.column + c for p, c in zip(problems, columns, strict=False)])
        self._likelihood = np.zeros((max(self._frames), columns[-1]), np.float32)
        for problem, first in zip(problems, columns, strict=False):
            self._likelihood[: problem.frames, first : first + problem.likelihood.shape[1]] = problem.likelihood
        self._stay = np.concatenate([graph.stay for graph in graphs])
        self._enter = np.concatenate([graph.enter for graph in graphs])
        sources = [graph.arc_from + n for graph, n in zip(graphs, self._nodes, strict=False)]
        targets = [graph.arc_to + n for graph, n in zip(graphs, self._nodes, strict=False)]
        self._arc_from = np.concatenate(sources)
        self._arc_cost = np.concatenate([graph.arc_cost for graph in graphs])
        self._entered, self._first_arc = np.unique(np.concatenate(targets), return_index=True)
        self._arcs_until = [0, *accumulate(len(graph.arc_from) for graph in graphs)]
        self._entered_until = [0, *np.searchsorted(self._entered, self._nodes[1:]).tolist()]
        self._moved = np.zeros((max(self._frames), self._states * self._nodes[-1]), np.bool_)
        self._exits = np.empty((max(self._frames), self._nodes[-1]), np.float32)
        self._last: list[Floats] = [np.zeros(0, np.float32)] * len(problems)

    def run(self) -> None:
        """Follows every path to the last frame of its problem."""
        size = self._states
        value = np.full(size * self._nodes[-1], -np.inf, np.float32)
        for problem, first in zip(self._problems, self._nodes, strict=False):
            for node, cost in problem.graph.initial.items():
                value[size * (first + node)] = cost
        value += self._likelihood[0, self._column]
        self._exits[0] = value[size - 1 :: size]
        running = len(self._problems)
        for frame in range(1, self._frames[0] + 1):
            while running and self._frames[running - 1] == frame:
                running -= 1
                self._last[running] = value[size * self._nodes[running] : size * self._nodes[running + 1]].copy()
            if not running:
                return
            value = self._step(frame, value, running)

    def _step(self, frame: int, value: Floats, running: int) -> Floats:
        """The best log likelihood of being in each state in `frame`, from those in the frame before it."""
        size, nodes = self._states, self._nodes[running]
        states, arcs = size * nodes, self._arcs_until[running]
        entered = self._entered_until[running]
        value = value[:states]
        moving = np.empty(states, np.float32)
        moving[0] = -np.inf
        np.add(value[:-1], self._enter[1:states], out=moving[1:])
        coming = self._exits[frame - 1].take(self._arc_from[:arcs])
        coming += self._arc_cost[:arcs]
        moving[size * self._entered[:entered]] = np.maximum.reduceat(coming, self._first_arc[:entered])
        staying: Floats = value + self._stay[:states]
        np.greater(moving, staying, out=self._moved[frame, :states])
        np.maximum(moving, staying, out=staying)
        staying += self._likelihood[frame].take(self._column[:states])
        self._exits[frame, :nodes] = staying[size - 1 :: size]
        return staying

    def trace(self, place: int) -> list[Visit] | None:
        """The best path of one problem, followed back from its last frame."""
        problem, first, size = self._problems[place], self._nodes[place], self._states
        graph = problem.graph
        ends = {node: self._last[place][size * node + size - 1] + cost for node, cost in graph.final.items()}
        node = max(ends, key=lambda one: ends[one])
        if not np.isfinite(ends[node]):
            return None
        frame = end = self._frames[place]
        frame -= 1
        state = size * (first + node) + size - 1
        visits: list[Visit] = []
        total = 0.0
        while True:
            came = self._came(state, frame)
            total += float(problem.likelihood[came : frame + 1, problem.column[state - size * first]].sum())
            if state % size:
                state, frame = state - 1, came - 1
                continue
            node = state // size - first
            visits.append(Visit(node, came, end, total))
            total = 0.0
            if came == 0:
                return visits[::-1]
            frame = came - 1
            a, b = np.searchsorted(graph.arc_to, [node, node + 1])
            sources = graph.arc_from[a:b]
            coming = self._exits[frame, sources + first] + graph.arc_cost[a:b]
            state = size * (int(sources[int(np.argmax(coming))]) + first) + size - 1
            end = came

    def _came(self, state: int, frame: int) -> int:
        """The frame in which the path that is in `state` in `frame` came to it."""
        while frame > 0:
            earlier = max(0, frame - _LOOK_BACK)
            moves = self._moved[earlier + 1 : frame + 1, state]
            if moves.any():
                return frame - int(np.argmax(moves[::-1]))
            frame = earlier
        return 0
