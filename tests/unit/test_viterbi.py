"""The best path against a dynamic programme written for understanding."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from oncue.acoustic.acoustic_model import STATES
from oncue.acoustic.hmm_graph import LONGEST_CONSONANT_MS, NOISE, HmmGraph, build_graph
from oncue.acoustic.mfcc import FRAME_SHIFT_MS
from oncue.acoustic.search_problem import SearchProblem, Visit
from oncue.acoustic.viterbi import best_path
from tests.unit.graph_ways import MODEL, built, drawn, edge_graphs

Numbers = NDArray[np.float64]


MANY_FRAMES = 100


def problem_of(graph: HmmGraph, frames: int, seed: int) -> SearchProblem:
    """A stretch of `frames` frames that sound like anything."""
    states, column = np.unique(graph.emission, return_inverse=True)
    likelihood = np.random.default_rng(seed).normal(-3, 4, (frames, len(states))).astype(np.float32)
    return SearchProblem(graph, likelihood, column.astype(np.int32))


@st.composite
def problems(draw: st.DrawFn) -> SearchProblem:
    edges, final = draw(edge_graphs())
    graph = build_graph(MODEL, edges, final)
    assume(graph is not None)
    assert graph is not None
    graph = replace(graph, longest=np.full_like(graph.longest, MANY_FRAMES))
    return problem_of(graph, draw(st.integers(1, 40)), draw(st.integers(0, 2**32 - 1)))


def _moves(graph: HmmGraph) -> Numbers:
    """The log probability of every move from a state (row) to a state (column)."""
    states = STATES * graph.node_count
    moves = np.full((states, states), -np.inf)
    for state in range(states):
        moves[state, state] = graph.stay[state]
        if state % STATES:
            moves[state - 1, state] = graph.enter[state]
    for source, target, cost in zip(graph.arc_from, graph.arc_to, graph.arc_cost, strict=True):
        moves[STATES * source + STATES - 1, STATES * target] = cost
    return moves


def best_score(problem: SearchProblem) -> float:
    """The log probability of the best path: every state against every state, frame by frame."""
    graph, sound = problem.graph, problem.likelihood[:, problem.column].astype(np.float64)
    moves = _moves(graph)
    score = np.full(STATES * graph.node_count, -np.inf)
    for node, cost in graph.initial.items():
        score[STATES * node] = cost + sound[0, STATES * node]
    for frame in sound[1:]:
        score = (score[:, np.newaxis] + moves).max(axis=0) + frame
    return max(float(score[STATES * node + STATES - 1]) + cost for node, cost in graph.final.items())


def score_along(problem: SearchProblem, path: list[Visit]) -> tuple[float, list[float]]:
    """The log probability of the best path through exactly these nodes in these frames, and the likelihood of each visit."""
    graph, moves = problem.graph, _moves(problem.graph)
    total = graph.initial[path[0].node] + graph.final[path[-1].node]
    likelihoods = []
    for before, visit in zip([None, *path], path, strict=False):
        states = slice(STATES * visit.node, STATES * (visit.node + 1))
        if before is not None:
            total += moves[STATES * before.node + STATES - 1, STATES * visit.node]
        sound = problem.likelihood[:, problem.column[states]][visit.first : visit.end].astype(np.float64)
        # (the best score so far, the likelihood in it) of being in each of the three states
        at = [(sound[0, 0], sound[0, 0]), (-np.inf, 0.0), (-np.inf, 0.0)]
        inside = moves[states, states]
        for frame in sound[1:]:
            best = [max((at[k][0] + inside[k, state], at[k][1]) for k in range(STATES)) for state in range(STATES)]
            at = [(score + fit, sum_ + fit) for (score, sum_), fit in zip(best, frame, strict=True)]
        total += at[-1][0]
        likelihoods.append(float(at[-1][1]))
    return float(total), likelihoods


@given(problems())
def test_no_path_is_better_than_the_one_found(problem: SearchProblem) -> None:
    best = best_score(problem)
    path = best_path(problem)
    if path is None:
        assert best == -np.inf
    else:
        assert score_along(problem, path)[0] == pytest.approx(best, abs=1e-3)


@given(problems())
def test_a_path_fills_the_time_and_follows_the_arcs(problem: SearchProblem) -> None:
    path = best_path(problem)
    assume(path is not None)
    assert path is not None
    graph = problem.graph
    arcs = {*zip(graph.arc_from.tolist(), graph.arc_to.tolist(), strict=True)}
    assert path[0].first == 0
    assert path[-1].end == problem.frames
    assert all(visit.end - visit.first >= STATES for visit in path)
    for one, other in pairwise(path):
        assert one.end == other.first
        assert (one.node, other.node) in arcs
    assert path[0].node in graph.initial
    assert path[-1].node in graph.final


@given(problems())
def test_a_visit_says_how_well_its_frames_fit(problem: SearchProblem) -> None:
    path = best_path(problem)
    assume(path is not None)
    assert path is not None
    assert [visit.likelihood for visit in path] == pytest.approx(score_along(problem, path)[1], abs=1e-3)


def test_a_state_may_be_stayed_in_for_seconds() -> None:
    graph = built("0 1 K AE T", final=1)
    problem = problem_of(graph, 700, seed=4)
    likelihood = np.full_like(problem.likelihood, -20)
    word = [node for node in range(graph.node_count) if graph.edge[node] >= 0]
    for node, frames in zip(word, [(0, 10), (10, 660), (660, 700)], strict=True):
        likelihood[slice(*frames), problem.column[STATES * node : STATES * (node + 1)]] = 0
    path = best_path(SearchProblem(graph, likelihood, problem.column))
    assert path == [Visit(word[0], 0, 10, 0.0), Visit(word[1], 10, 660, 0.0), Visit(word[2], 660, 700, 0.0)]


def _beside_music(phone: int, fit: float) -> list[Visit]:
    """The phones of `K AE T`, said after or before 80 frames that sound like no word and a little like this one of them."""
    graph = built("0 1 K AE T", final=1)
    problem = problem_of(graph, 120, seed=5)
    likelihood = np.full_like(problem.likelihood, -20)
    likelihood[:, problem.column[graph.emission == NOISE]] = -4
    word = [node for node in range(graph.node_count) if graph.edge[node] >= 0]
    columns = [problem.column[STATES * node : STATES * (node + 1)] for node in word]
    music, said = (slice(0, 80), slice(80, 120)) if phone == 0 else (slice(40, 120), slice(0, 40))
    likelihood[music, columns[phone]] = fit
    for frames, column in zip([(0, 10), (10, 30), (30, 40)], columns, strict=True):
        likelihood[said][slice(*frames), column] = 0
    path = best_path(SearchProblem(graph, likelihood, problem.column))
    assert path is not None
    return [visit for visit in path if visit.node in word]


@pytest.mark.parametrize("phone", [0, 2])
def test_a_consonant_is_not_drawn_out_over_music_that_it_fits_better_than_noise_does(phone: int) -> None:
    longest = LONGEST_CONSONANT_MS // FRAME_SHIFT_MS
    first, *_, last = _beside_music(phone, fit=-3)
    assert last.end - first.first <= 30 + longest
    assert (first.first >= 60) if phone == 0 else (last.end <= 60)


@pytest.mark.parametrize("phone", [0, 2])
def test_a_phone_that_fits_as_well_as_any_is_held_as_long_as_it_sounds(phone: int) -> None:
    first, *_, last = _beside_music(phone, fit=0)
    assert (first.first, last.end) == (0, 120)


@pytest.mark.parametrize("frames", range(1, 16))
def test_five_phones_need_three_frames_each(frames: int) -> None:
    problem = problem_of(built("0 1 K AE T", "1 2 S IH", final=2), frames, seed=1)
    path = best_path(problem)
    assert (path is None) == (frames < 15)


@pytest.mark.parametrize("lines", [["0 1 K AE T"], ["0 1 K AE T", "2 3 D AO G"], ["1 2 K AE T", "2 3 D AO G"]])
def test_a_final_state_that_cannot_be_reached_is_reached_by_no_path(lines: list[str]) -> None:
    graph = build_graph(MODEL, drawn(*lines), 3)
    assert graph is None or best_path(problem_of(graph, 60, seed=2)) is None


def test_the_word_that_sounds_better_is_said_and_its_borders_are_where_the_sound_changes() -> None:
    graph = built("0 1 K AE T", "0 1 D AO G", final=1)
    problem = problem_of(graph, 30, seed=3)
    likelihood = np.full_like(problem.likelihood, -20)
    dog = [node for node in range(graph.node_count) if graph.edge[node] == 1]
    silence = next(node for node in graph.initial if graph.edge[node] < 0 and node in graph.arc_from)
    for node, frames in zip([silence, *dog, silence], [(0, 6), (6, 12), (12, 15), (15, 25), (25, 30)], strict=True):
        likelihood[slice(*frames), problem.column[STATES * node : STATES * (node + 1)]] = 0
    path = best_path(SearchProblem(graph, likelihood, problem.column))
    assert path is not None
    assert [(visit.node, visit.first, visit.end) for visit in path if graph.edge[visit.node] >= 0] == [
        (dog[0], 6, 12),
        (dog[1], 12, 15),
        (dog[2], 15, 25),
    ]
    assert all(visit.likelihood == 0 for visit in path if graph.edge[visit.node] >= 0)


def test_a_word_that_is_not_heard_at_that_time_is_not_said_however_it_sounds() -> None:
    graph = built("0 1 K AE T", "0 1 D AO G", final=1)
    problem = problem_of(graph, 30, seed=3)
    prior = np.zeros((30, 3), np.float32)

    def said() -> set[int]:
        path = best_path(SearchProblem(graph, problem.likelihood, problem.column, prior))
        assert path is not None
        return {int(graph.edge[visit.node]) for visit in path} - {-1}

    (word,) = said()
    prior[:, word] = -1000
    assert said() == {1 - word}
