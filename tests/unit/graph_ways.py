"""Graphs of a stretch's states drawn as lines, and all ways through their edges and through their states."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import product

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
