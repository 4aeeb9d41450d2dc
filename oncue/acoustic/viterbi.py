"""Viterbi search: the best path of a segment through its HMM graph, frame by frame, without a beam.

It is exact but for phones that are drawn out: how long a phone has lasted is known of the best way to it, and of no other.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from oncue.acoustic.acoustic_model import STATES
from oncue.acoustic.hmm_graph import HmmGraph
from oncue.acoustic.search_problem import Floats, Integers, SearchProblem, Visit
from oncue.system.compiled_code import compile_now, kept

_NEVER = np.float32(-np.inf)
DRAWN_OUT_COST = np.float32(-3.0)
"""Log probability of a frame by which a phone is drawn out. A vowel that is held fits so well that it bears this, before it
is sound that is no word; music that a consonant fits by chance does not."""

_FIRST, _SECOND, _THIRD = 1, 2, 4
_WAYS = 8
"""Base of what is kept of a node in a frame: the sum of its states that were entered, plus this many times the index of the
arc by which the first was entered best."""


def best_path(problem: SearchProblem) -> list[Visit] | None:
    """The nodes of the best path in order; None where the segment is too short for any path.

    Other threads run meanwhile. The first search on a machine takes some seconds longer: the loops are compiled, and kept.
    """
    _compile()
    return _best_path(problem)


@cache
def _compile() -> None:
    """Compiles both loops, by running them once."""
    graph = HmmGraph(
        emission=np.zeros(STATES, np.int32), stay=np.zeros(STATES, np.float32), enter=np.zeros(STATES, np.float32),
        arc_from=np.zeros(0, np.int32), arc_to=np.zeros(0, np.int32), arc_cost=np.zeros(0, np.float32),
        edge=np.zeros(1, np.int32), longest=np.ones(1, np.int32), begins=np.ones(1, np.bool_),
        initial={0: 0.0}, final={0: 0.0},
    )  # fmt: skip
    compile_now(lambda: _best_path(SearchProblem(graph, np.zeros((STATES, 1), np.float32), np.zeros(STATES, np.int32))))


def _best_path(problem: SearchProblem) -> list[Visit] | None:
    graph = problem.graph
    nodes = graph.node_count
    likelihood = np.ascontiguousarray(problem.likelihood, np.float32)
    column = problem.column.astype(np.int32).reshape(nodes, STATES)
    prior = problem.prior if problem.prior is not None else np.zeros((problem.frames, 1), np.float32)
    begin = np.searchsorted(graph.arc_to, np.arange(nodes + 1)).astype(np.int32)
    source = np.ascontiguousarray(graph.arc_from, np.int32)
    initial, final = _costs(graph.initial, nodes), _costs(graph.final, nodes)
    came = np.empty((problem.frames, nodes), np.uint32)
    ends = _forward(
        likelihood, column, graph.stay.reshape(nodes, STATES), graph.enter.reshape(nodes, STATES), begin, source,
        graph.arc_cost, initial, np.ascontiguousarray(prior, np.float32), graph.edge % prior.shape[1],
        np.ascontiguousarray(graph.longest, np.int32), came,
    )  # fmt: skip
    last = int(np.argmax(ends + final))
    if not np.isfinite(ends[last] + final[last]):
        return None
    visits, sums = _back(likelihood, column, begin, source, came, last)
    found = zip(visits[::-1].tolist(), sums[::-1].tolist(), strict=True)
    return [Visit(node, first, end, total) for (node, first, end), total in found]


def _costs(of_nodes: dict[int, float], count: int) -> Floats:
    costs = np.full(count, _NEVER, np.float32)
    costs[list(of_nodes)] = list(of_nodes.values())
    return costs


def _compiled(function: Any) -> Any:
    return kept(numba.njit(nogil=True)(function))


@_compiled
def _forward(
    likelihood: Floats,
    column: Integers,
    stay: Floats,
    enter: Floats,
    begin: Integers,
    source: Integers,
    cost: Floats,
    initial: Floats,
    prior: Floats,
    edge: Integers,
    longest: Integers,
    came: NDArray[np.uint32],
) -> Floats:
    """The log likelihood of being in each node's last state in the last frame, over every path.

    The arcs into node n are those from `begin[n]` to `begin[n + 1]`. `came`, shape (frames, nodes), is filled; see `_WAYS`.
    """
    nodes = len(stay)
    value = np.full((nodes, 3), _NEVER, np.float32)
    exits = np.full(nodes, _NEVER, np.float32)
    since = np.zeros((nodes, 3), np.int32)
    for node in range(nodes):
        value[node, 0] = initial[node] + likelihood[0, column[node, 0]] + prior[0, edge[node]]
    for frame in range(1, len(likelihood)):
        sound, near = likelihood[frame], prior[frame]
        for node in range(nodes):
            coming, way = _NEVER, 0
            for arc in range(begin[node], begin[node + 1]):
                by_arc = exits[source[arc]] + cost[arc]
                if by_arc > coming:
                    coming, way = by_arc, _WAYS * (arc - begin[node])
            first, second, third = value[node, 0], value[node, 1], value[node, 2]
            began = frame - longest[node]
            if since[node, 0] <= began:
                first += DRAWN_OUT_COST
            if since[node, 1] <= began:
                second += DRAWN_OUT_COST
            if since[node, 2] <= began:
                third += DRAWN_OUT_COST
            entering, ending = first + enter[node, 1], second + enter[node, 2]
            first, second, third = first + stay[node, 0], second + stay[node, 1], third + stay[node, 2]
            if ending > third:
                third, way = ending, way + _THIRD
                since[node, 2] = since[node, 1]
            if entering > second:
                second, way = entering, way + _SECOND
                since[node, 1] = since[node, 0]
            if coming > first:
                first, way = coming, way + _FIRST
                since[node, 0] = frame
            value[node, 0] = first + sound[column[node, 0]] + near[edge[node]]
            value[node, 1] = second + sound[column[node, 1]] + near[edge[node]]
            value[node, 2] = third + sound[column[node, 2]] + near[edge[node]]
            came[frame, node] = way
        for node in range(nodes):  # one by one: to assign all, numba would compile an error's text
            exits[node] = value[node, 2]
    return exits


@_compiled
def _back(
    likelihood: Floats, column: Integers, begin: Integers, source: Integers, came: NDArray[np.uint32], node: int
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """The path that ends in a node's last state, last visit first: (node, first frame, end), and each one's likelihood."""
    visits = np.empty((len(likelihood) // 3 + 1, 3), np.int32)
    sums = np.empty(len(visits), np.float64)
    count, total, state, end = 0, 0.0, 2, len(likelihood)
    for frame in range(len(likelihood) - 1, -1, -1):
        total += likelihood[frame, column[node, state]]
        way = came[frame, node]
        if frame > 0 and not way & (1 << state):
            continue
        if state > 0:
            state -= 1
            continue
        visits[count, 0], visits[count, 1], visits[count, 2] = node, frame, end
        sums[count] = total
        count += 1
        if frame > 0:
            node = source[begin[node] + way // _WAYS]
            total, state, end = 0.0, 2, frame
    return visits[:count], sums[:count]
