"""The best path of many stretches at once through the states of what may be said in each, frame by frame, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worker.refine.hmm_graph import HmmGraph

Floats = NDArray[np.float32]

_LOOK_BACK = 50
"""Frames looked at together for when a state was come to: most phones last less."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One stretch: its graph, and the log likelihood of each frame in each state it needs.

    `likelihood` has shape (frames, different states); `column` says which of them each state of the graph is. `prior` has
    shape (frames, edges + 1): what is added in all states of an edge, and last of what lies between; it counts for the path,
    not in the likelihood of a visit.
    """

    graph: HmmGraph
    likelihood: Floats
    column: NDArray[np.int32]
    prior: Floats | None = None

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


class _Network:
    """The states of all problems side by side, in arrays of shape (states, nodes), and the arcs between their nodes.

    Arcs lie in layers: the first of every node, then the second of those that have one, and so on. `several` are the nodes
    with more than one, those with the most first: the nodes of any layer but the first are the first of them.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        graphs = [problem.graph for problem in problems]
        columns = [0, *accumulate(_width(problem) for problem in problems)]
        nodes = [0, *accumulate(graph.node_count for graph in graphs)]
        self.count = nodes[-1]
        (self.states,) = {graph.states for graph in graphs}
        self.column = self._by_state([p.column + c for p, c in zip(problems, columns, strict=False)]).astype(np.intp)
        self.prior = [
            (slice(n, n + p.graph.node_count), c + p.likelihood.shape[1] + (p.graph.edge % p.prior.shape[1]).astype(np.intp))
            for p, c, n in zip(problems, columns, nodes, strict=False)
            if p.prior is not None
        ]
        self.stay = self._by_state([graph.stay for graph in graphs])
        self.enter = self._by_state([graph.enter for graph in graphs])[1:]
        source = np.concatenate([graph.arc_from + n for graph, n in zip(graphs, nodes, strict=False)]).astype(np.intp)
        target = np.concatenate([graph.arc_to + n for graph, n in zip(graphs, nodes, strict=False)])
        cost = np.concatenate([graph.arc_cost for graph in graphs])
        order = np.argsort(target, kind="stable")
        source, cost = source[order], cost[order]
        arcs = np.bincount(target, minlength=self.count)
        begins = np.cumsum(arcs) - arcs
        entered = np.flatnonzero(arcs)
        self.source, self.cost = np.zeros(self.count, np.intp), np.full(self.count, -np.inf, np.float32)
        self.source[entered], self.cost[entered] = source[begins[entered]], cost[begins[entered]]
        self.several = np.argsort(-arcs, kind="stable")[: int((arcs > 1).sum())]
        self.layers = [
            (source[layer], cost[layer])
            for k in range(1, int(arcs.max(initial=0)))
            for layer in [begins[self.several[: int((arcs > k).sum())]] + k]
        ]

    def _by_state(self, arrays: Sequence[NDArray[Any]]) -> NDArray[Any]:
        return np.ascontiguousarray(np.concatenate(arrays).reshape(-1, self.states).T)

    def step(self, value: Floats, exits: Floats, likelihood: Floats, moved: NDArray[np.bool_]) -> Floats:
        """The best log likelihood of being in each state, from the frame before; `moved` is set where it was entered.

        `exits` are the values of the last states in the frame before, `likelihood` is that of the frame in each column.
        """
        moving = np.empty_like(value)
        np.add(value[:-1], self.enter, out=moving[1:])
        np.take(exits, self.source, out=moving[0], mode="clip")
        moving[0] += self.cost
        if self.layers:
            best = moving[0].take(self.several)
            for source, cost in self.layers:
                coming = exits.take(source, mode="clip")
                coming += cost
                np.maximum(best[: len(coming)], coming, out=best[: len(coming)])
            moving[0, self.several] = best
        staying: Floats = value + self.stay
        np.greater(moving, staying, out=moved)
        np.maximum(moving, staying, out=staying)
        staying += likelihood.take(self.column, mode="clip")
        for nodes, columns in self.prior:
            staying[:, nodes] += likelihood.take(columns, mode="clip")
        return staying


def _width(problem: Problem) -> int:
    columns: int = problem.likelihood.shape[1]
    return columns if problem.prior is None else columns + problem.prior.shape[1]


def _side_by_side(problems: Sequence[Problem]) -> Floats:
    """The columns of all problems, and after those of each its prior's, for as many frames as the longest has."""
    if len(problems) == 1 and problems[0].prior is None:
        return problems[0].likelihood
    whole = np.zeros((max(problem.frames for problem in problems), sum(map(_width, problems))), np.float32)
    at = 0
    for problem in problems:
        for part in (problem.likelihood, problem.prior):
            if part is not None:
                whole[: problem.frames, at : at + part.shape[1]] = part
                at += part.shape[1]
    return whole


class _Search:
    """All problems side by side, the longest first, so that those still running come first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self._problems = problems
        self._nodes = [0, *accumulate(problem.graph.node_count for problem in problems)]
        (self._states,) = {problem.graph.states for problem in problems}
        self._frames = [problem.frames for problem in problems]
        self._likelihood = _side_by_side(problems)
        self._moved = np.zeros((max(self._frames), self._states, self._nodes[-1]), np.bool_)
        self._exits = np.empty((max(self._frames), self._nodes[-1]), np.float32)

    def run(self) -> None:
        """Follows every path to the last frame of its problem."""
        network = _Network(self._problems)
        value = np.full((self._states, self._nodes[-1]), -np.inf, np.float32)
        for problem, first in zip(self._problems, self._nodes, strict=False):
            for node, cost in problem.graph.initial.items():
                value[0, first + node] = cost
        value += self._likelihood[0, network.column]
        self._exits[0] = value[-1]
        running = len(self._problems)
        for frame in range(1, self._frames[0]):
            if self._frames[running - 1] == frame:
                running = sum(frames > frame for frames in self._frames)
                network = _Network(self._problems[:running])
                value = np.ascontiguousarray(value[:, : network.count])
            count = network.count
            value = network.step(
                value, self._exits[frame - 1, :count], self._likelihood[frame], self._moved[frame, :, :count]
            )
            self._exits[frame, :count] = value[-1]

    def trace(self, place: int) -> list[Visit] | None:
        """The best path of one problem, followed back from its last frame."""
        problem, first = self._problems[place], self._nodes[place]
        graph = problem.graph
        frame, end = self._frames[place] - 1, self._frames[place]
        ends = {node: self._exits[frame, first + node] + cost for node, cost in graph.final.items()}
        node = max(ends, key=lambda one: ends[one])
        if not np.isfinite(ends[node]):
            return None
        state = self._states - 1
        visits: list[Visit] = []
        total = 0.0
        while True:
            came = self._came(state, first + node, frame)
            column = problem.column[self._states * node + state]
            total += float(problem.likelihood[came : frame + 1, column].sum())
            if state:
                state, frame = state - 1, came - 1
                continue
            visits.append(Visit(node, came, end, total))
            total = 0.0
            if came == 0:
                return visits[::-1]
            frame = came - 1
            a, b = np.searchsorted(graph.arc_to, [node, node + 1])
            sources = graph.arc_from[a:b]
            coming = self._exits[frame, sources + first] + graph.arc_cost[a:b]
            node, state, end = int(sources[int(np.argmax(coming))]), self._states - 1, came

    def _came(self, state: int, node: int, frame: int) -> int:
        """The frame in which the path that is in a state in `frame` came to it."""
        while frame > 0:
            earlier = max(0, frame - _LOOK_BACK)
            moves = self._moved[earlier + 1 : frame + 1, state, node]
            if moves.any():
                return frame - int(np.argmax(moves[::-1]))
            frame = earlier
        return 0
