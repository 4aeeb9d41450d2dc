"""The states of a stretch's graph: what a way through them says is a way through the edges, and each of those is there."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncue.acoustic.acoustic_model import SILENCE, STATES, acoustic_model
from oncue.acoustic.hmm_graph import HmmGraph, PronouncedEdge, build_graph
from oncue.acoustic.phone_map import Phones

MODEL = acoustic_model()

# Among them pairs that are frequent, rare and never heard side by side in English.
_PHONES = ("AH", "T", "NG", "ZH")


def drawn(*lines: str) -> list[PronouncedEdge]:
    """Edges from `0 1 K AE T / K AA T` or, without a sound, `0 1`; a probability other than 1 stands last, in brackets."""
    edges = []
    for line in lines:
        line, _, probability = line.partition(" (")
        start, end, *phones = line.split()
        ways = tuple(tuple(way.split()) for way in " ".join(phones).split(" / ") if way)
        edges.append(PronouncedEdge(int(start), int(end), float(probability.rstrip(")") or 1), ways))
    return edges


@st.composite
def edge_graphs(draw: st.DrawFn) -> tuple[list[PronouncedEdge], int]:
    """Edges that only lead forward, a few of them without a sound, and a final state; it may be out of reach."""
    final = draw(st.integers(1, 4))
    way = st.lists(st.sampled_from(_PHONES), min_size=1, max_size=3).map(tuple)
    edges = st.builds(
        lambda states, probability, ways: PronouncedEdge(min(states), max(states), probability, tuple(ways)),
        st.lists(st.integers(0, final), min_size=2, max_size=2, unique=True),
        st.sampled_from([1.0, 0.5, 1e-6]),
        st.lists(way, max_size=2, unique=True),
    )
    return draw(st.lists(edges, min_size=1, max_size=6)), final


Spoken = tuple[tuple[int, Phones], ...]
"""What a way through a graph says: edges and how each is pronounced."""


def spoken_in_edges(edges: Sequence[PronouncedEdge], final: int) -> dict[Spoken, float]:
    """All that may be said from state 0 to `final`, with the log probability of the best way to say it."""
    said: dict[Spoken, float] = {}

    def walk(state: int, so_far: Spoken, cost: float) -> None:
        if state == final:
            said[so_far] = max(cost, said.get(so_far, -math.inf))
        for index, edge in enumerate(edges):
            if edge.start == state:
                after = [(*so_far, (index, way)) for way in edge.ways] or [so_far]
                for spoken in after:
                    walk(edge.end, spoken, cost + math.log(edge.probability))

    walk(0, (), 0.0)
    return said


Sound = tuple[int, tuple[int, ...]]
"""What a node sounds like: its edge, -1 between words, and the numbers of its states in the model."""


class Ways:
    """The ways through the nodes of a graph."""

    def __init__(self, graph: HmmGraph) -> None:
        self.graph = graph
        emission = graph.emission.reshape(-1, STATES).tolist()
        self.sounds: list[Sound] = [
            (edge, tuple(states)) for edge, states in zip(graph.edge.tolist(), emission, strict=True)
        ]  # fmt: skip
        # Every state of the model belongs to one phone; sound between words is passed as silence is.
        owner = MODEL.codebook_of_state.tolist()
        self.phones = [SILENCE if edge < 0 else MODEL.phones[owner[states[0]]] for edge, states in self.sounds]
        self.arcs: list[dict[int, float]] = [{} for _ in self.phones]
        columns = (graph.arc_from.tolist(), graph.arc_to.tolist(), graph.arc_cost.tolist())
        for source, target, cost in zip(*columns, strict=True):
            self.arcs[source][target] = cost - float(MODEL.leave[MODEL.number[self.phones[source]], -1])

    def spoken(self) -> set[Spoken]:
        """All that may be said."""
        said: set[Spoken] = set()
        seen: set[tuple[int, Spoken]] = set()

        def walk(node: int, so_far: Spoken) -> None:
            edge = self.sounds[node][0]
            if edge >= 0 and self.graph.begins[node]:
                so_far = (*so_far, (edge, (self.phones[node],)))
            elif edge >= 0:
                assert so_far, f"node {node} is inside a word that has not begun"
                (*before, (current, phones)) = so_far
                assert current == edge, f"from edge {current} into the middle of edge {edge}"
                so_far = (*before, (edge, (*phones, self.phones[node])))
            if (node, so_far) in seen:
                return
            seen.add((node, so_far))
            if node in self.graph.final:
                said.add(so_far)
            for target in self.arcs[node]:
                walk(target, so_far)

        for node in self.graph.initial:
            walk(node, ())
        return said

    def best(self, spoken: Spoken, pauses: Sequence[bool]) -> float:
        """The log probability of the arcs of the best way that sounds exactly so; minus infinity where there is none."""
        sounds = sounds_of(spoken, pauses)
        at = {node: cost for node, cost in self.graph.initial.items() if self.sounds[node] == sounds[0]}
        for sound in sounds[1:]:
            following: dict[int, float] = {}
            for node, so_far in at.items():
                for target, cost in self.arcs[node].items():
                    if self.sounds[target] == sound:
                        following[target] = max(so_far + cost, following.get(target, -math.inf))
            at = following
        final = self.graph.final
        return max((cost + final[node] for node, cost in at.items() if node in final), default=-math.inf)


def sounds_of(spoken: Spoken, pauses: Sequence[bool]) -> list[Sound]:
    """What is heard, with a pause or none before each word and after the last: every phone as its neighbours make it."""
    line: list[tuple[int, str, bool, bool]] = []
    for pause, (edge, phones) in zip(pauses, (*spoken, (-1, ())), strict=True):
        if pause:
            line.append((-1, SILENCE, True, True))
        last = len(phones) - 1
        line += [(edge, phone, place == 0, place == last) for place, phone in enumerate(phones)]
    sounds: list[Sound] = []
    for place, (edge, phone, begins, ends) in enumerate(line):
        left, right = (line[at][1] if 0 <= at < len(line) else SILENCE for at in (place - 1, place + 1))
        number = MODEL.number
        context = MODEL.triphone(number[phone], number[left], number[right], begins=begins, ends=ends)
        sequence = MODEL.alone(number[phone]) if edge < 0 else context
        sounds.append((edge, tuple(MODEL.sequences[sequence].tolist())))
    return sounds


def with_and_without_pauses(spoken: Spoken) -> Iterator[tuple[bool, ...]]:
    return product([False, True], repeat=len(spoken) + 1)


def no_pauses(spoken: Spoken) -> list[bool]:
    return [False] * (len(spoken) + 1)


def built(*lines: str, final: int) -> HmmGraph:
    graph = build_graph(MODEL, drawn(*lines), final)
    assert graph is not None
    return graph


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
