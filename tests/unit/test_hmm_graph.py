"""The states of a stretch's graph: what a way through them says is a way through the edges, and each of those is there."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from oncue.acoustic.acoustic_model import SILENCE, STATES
from oncue.acoustic.hmm_graph import NOISE, NOISE_INSIDE_COST, HmmGraph, PronouncedEdge, build_graph
from tests.unit.graph_ways import (
    MODEL,
    Ways,
    built,
    drawn,
    edge_graphs,
    no_pauses,
    spoken_in_edges,
    with_and_without_pauses,
)


def _texts(graph: HmmGraph) -> list[str]:
    """What may be said, by edge: `0:K AE T 1:S`."""
    return sorted(" ".join(f"{edge}:{' '.join(phones)}" for edge, phones in said) for said in Ways(graph).spoken())


@given(edge_graphs())
def test_what_the_states_may_say_is_what_the_edges_may_say(drawn_graph: tuple[list[PronouncedEdge], int]) -> None:
    edges, final = drawn_graph
    graph = build_graph(MODEL, edges, final)
    expected = spoken_in_edges(edges, final)
    if graph is None:
        assert not any(expected)
    else:
        assert Ways(graph).spoken() == set(expected)


@given(edge_graphs())
def test_all_that_may_be_said_has_a_way_of_phones_in_their_right_context_with_and_without_pauses(
    drawn_graph: tuple[list[PronouncedEdge], int],
) -> None:
    edges, final = drawn_graph
    graph = build_graph(MODEL, edges, final)
    for spoken in spoken_in_edges(edges, final):
        if graph is not None and spoken:
            ways = Ways(graph)
            assert all(ways.best(spoken, pauses) > -math.inf for pauses in with_and_without_pauses(spoken))


@given(edge_graphs())
def test_a_way_is_as_probable_as_its_edges(drawn_graph: tuple[list[PronouncedEdge], int]) -> None:
    """Beside what its pauses cost, which they cost too where every edge is sure."""
    edges, final = drawn_graph
    graph = build_graph(MODEL, edges, final)
    sure = build_graph(MODEL, [replace(edge, probability=1.0) for edge in edges], final)
    for spoken, cost in spoken_in_edges(edges, final).items():
        if graph is not None and sure is not None and spoken:
            assert Ways(graph).best(spoken, no_pauses(spoken)) == pytest.approx(cost, abs=1e-4)
            for pauses in with_and_without_pauses(spoken):
                more = Ways(graph).best(spoken, pauses) - Ways(sure).best(spoken, pauses)
                assert more == pytest.approx(cost, abs=1e-4)


@given(edge_graphs())
def test_the_arrays_of_a_graph_belong_together(drawn_graph: tuple[list[PronouncedEdge], int]) -> None:
    edges, final = drawn_graph
    graph = build_graph(MODEL, edges, final)
    if graph is None:
        return
    assert len(graph.emission) == len(graph.stay) == len(graph.enter) == STATES * graph.node_count
    assert len(graph.begins) == graph.node_count
    assert (np.diff(graph.arc_to) >= 0).all(), "arcs are sorted by their target"
    assert len({*zip(graph.arc_from.tolist(), graph.arc_to.tolist(), strict=True)}) == len(graph.arc_from)
    assert ((graph.arc_from >= 0) & (graph.arc_from < graph.node_count)).all()
    assert ((graph.arc_to >= 0) & (graph.arc_to < graph.node_count)).all()
    assert (graph.arc_cost <= 0).all()
    assert (graph.stay < 0).all()
    inside = np.arange(len(graph.enter)) % STATES > 0
    assert ((graph.enter[inside] < 0) & np.isfinite(graph.enter[inside])).all()
    assert ((graph.edge >= -1) & (graph.edge < len(edges))).all()
    assert {*graph.initial, *graph.final} <= set(range(graph.node_count))


def test_words_follow_each_other() -> None:
    assert _texts(built("0 1 K AE T", "1 2 S", final=2)) == ["0:K AE T 1:S"]


def test_one_of_several_words_may_be_said() -> None:
    graph = built("0 1 K AE T", "0 1 D AO G", "1 2 S IH T S", final=2)
    assert _texts(graph) == ["0:K AE T 2:S IH T S", "1:D AO G 2:S IH T S"]


def test_a_word_has_several_pronunciations() -> None:
    assert _texts(built("0 1 DH AH / DH IY", "1 2 EH N D", final=2)) == ["0:DH AH 1:EH N D", "0:DH IY 1:EH N D"]


def test_a_word_that_may_be_left_out_is_said_or_not() -> None:
    graph = built("0 1 K AE T", "1 2 D AO G", "1 2 (0.5)", "2 3 S IH T", final=3)
    assert _texts(graph) == ["0:K AE T 1:D AO G 3:S IH T", "0:K AE T 3:S IH T"]


def test_longer_and_shorter_ways_meet_again() -> None:
    graph = built("0 1 K AE", "1 2 T AO", "0 2 D AO G", "2 3 S IH", final=3)
    assert _texts(graph) == ["0:K AE 1:T AO 3:S IH", "2:D AO G 3:S IH"]


def test_a_chain_of_edges_without_a_sound_costs_what_they_cost_together() -> None:
    lines = ["0 1 K AE T", "1 2 (0.5)", "2 3 (0.25)", "3 4 (0.5)", "4 5 S IH T"]
    assert _texts(built(*lines, final=5)) == ["0:K AE T 4:S IH T"]
    spoken = ((0, ("K", "AE", "T")), (4, ("S", "IH", "T")))
    way = Ways(built(*lines, final=5)).best(spoken, no_pauses(spoken))
    assert way == pytest.approx(math.log(0.5 * 0.25 * 0.5), abs=1e-5)


def test_of_two_chains_without_a_sound_the_more_probable_one_counts() -> None:
    spoken = ((0, ("K", "AE")), (5, ("S", "IH")))
    for lines in (
        ["0 1 K AE", "1 2 (0.5)", "2 4 (0.5)", "1 3 (0.9)", "3 4 (0.9)", "4 5 S IH"],
        ["0 1 K AE", "1 3 (0.9)", "3 4 (0.9)", "1 2 (0.5)", "2 4 (0.5)", "4 5 S IH"],
    ):
        way = Ways(built(*lines, final=5)).best(spoken, no_pauses(spoken))
        assert way == pytest.approx(math.log(0.9 * 0.9), abs=1e-5)


def test_edges_without_a_sound_may_stand_first_and_last() -> None:
    graph = built("0 1 (0.5)", "1 2 K AE T", "2 3 (0.25)", "3 4 (0.5)", final=4)
    assert _texts(graph) == ["1:K AE T"]
    way = Ways(graph).best(((1, ("K", "AE", "T")),), [False, False])
    assert way == pytest.approx(math.log(0.5 * 0.25 * 0.5), abs=1e-5)


def test_a_path_may_pause_before_between_and_after_words() -> None:
    graph = built("0 1 K AE T", "1 2 S IH T", final=2)
    spoken = ((0, ("K", "AE", "T")), (1, ("S", "IH", "T")))
    for pauses in with_and_without_pauses(spoken):
        assert Ways(graph).best(spoken, pauses) > -math.inf
    assert Ways(graph).best(spoken, [False, True, False]) < Ways(graph).best(spoken, no_pauses(spoken))


def test_a_word_of_one_phone_sounds_as_its_neighbours_on_both_sides_make_it() -> None:
    """`a` between `what` and each of two words, or pauses: its vowel has a left and a right neighbour at once."""
    lines = ["0 1 W AH T / W AA", "1 2 AH", "2 3 M AE N", "2 3 S IH T", "2 3"]
    graph = built(*lines, final=3)
    assert len(Ways(graph).spoken()) == 6
    for spoken in Ways(graph).spoken():
        for pauses in with_and_without_pauses(spoken):
            assert Ways(graph).best(spoken, pauses) > -math.inf
    vowels = [node for node in range(graph.node_count) if graph.edge[node] == 1]
    assert all(graph.begins[node] for node in vowels)
    assert len(vowels) > 1


def test_words_of_one_phone_may_stand_in_a_row() -> None:
    graph = built("0 1 AY", "1 2 AH", "2 3 OW", final=3)
    assert _texts(graph) == ["0:AY 1:AH 2:OW"]
    spoken = ((0, ("AY",)), (1, ("AH",)), (2, ("OW",)))
    for pauses in with_and_without_pauses(spoken):
        assert Ways(graph).best(spoken, pauses) > -math.inf


def _stays_between(lines: list[str], followers: set[int], final: int) -> list[tuple[float, set[int]]]:
    """The cost of a frame of noise at each place between words, and the edges of the words that it leads to."""
    edges = [replace(edge, follows=index in followers) for index, edge in enumerate(drawn(*lines))]
    graph = build_graph(MODEL, edges, final)
    assert graph is not None
    noise = [node for node in range(graph.node_count) if graph.emission[STATES * node] == NOISE]
    free = float(MODEL.stay[MODEL.number[SILENCE], 0])
    found = []
    for node in noise:
        led = {int(graph.edge[to]) for source, to in zip(graph.arc_from, graph.arc_to, strict=True) if source == node} - {-1}
        found.append((round(float(graph.stay[STATES * node]) - free, 3), led))
    return found


def test_sound_that_is_no_word_costs_each_frame_before_a_word_that_follows() -> None:
    assert _stays_between(["0 1 K AE T", "1 2 S IH T", "2 3 D AO G"], {1}, 3) == [
        (0.0, {0}),
        (NOISE_INSIDE_COST, {1}),
        (0.0, {2}),
        (0.0, set()),
    ]


def test_a_word_before_which_another_is_left_out_follows_nothing() -> None:
    found = _stays_between(["0 1 K AE T", "1 2 S IH T", "1 2 (0.5)", "2 3 D AO G"], {1, 2, 3}, 3)
    assert (0.0, {3}) in found
    assert (NOISE_INSIDE_COST, {1}) in found
    assert (NOISE_INSIDE_COST, {3}) in found


def test_edges_that_lead_nowhere_are_not_on_any_way() -> None:
    graph = built("0 1 K AE T", "0 2 D AO G", "1 3 S IH T", "4 3 R AE T", final=3)
    assert _texts(graph) == ["0:K AE T 2:S IH T"]


def test_nothing_but_edges_without_a_sound_is_no_graph() -> None:
    assert build_graph(MODEL, drawn("0 1", "1 2 (0.5)"), 2) is None
    assert build_graph(MODEL, [], 0) is None


@pytest.mark.parametrize(
    "lines",
    [["0 1 K AE T"], ["0 1 K AE T", "2 3 D AO G"], ["1 2 K AE T", "2 3 D AO G"], ["0 1 K AE T", "1 2", "2 1 S IH"]],
)
def test_no_way_to_the_final_state_is_no_graph(lines: list[str]) -> None:
    assert build_graph(MODEL, drawn(*lines), 3) is None
