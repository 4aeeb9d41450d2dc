"""The HMM graph of a segment: its word graph as states of phones in context, with silence between words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from oncue.acoustic.acoustic_model import SILENCE, STATES, AcousticModel
from oncue.acoustic.mfcc import FRAME_SHIFT_MS
from oncue.acoustic.phone_map import Phones

NOISE = -1
"""The state, in `HmmGraph.emission`, of sound that is no word of the text: music, a cough, an aside."""

SILENCE_COST = -40.0
"""Log probability of a pause between two words. A stop's closure is as quiet as a pause and belongs to its word: this is
what a pause must be worth before it is believed, some 50 ms of plain quiet (see `frame_features.QUIET`)."""

NOISE_COST = -30.0
"""Log probability of sound that is no word, between two words."""

NOISE_INSIDE_COST, SILENCE_INSIDE_COST = -0.3, -0.05
"""Log probability, a frame, of sound that is no word, and of a pause, before a word that follows the one before it: half a
second of either is nothing beside what tells a word, a verse of a song is more than any word weighs."""

LONGEST_NOISE_INSIDE_MS = 1500
"""Milliseconds of sound that is no word, before a word that follows the one before it, beyond which it is drawn out, too."""

LONGEST_VOWEL_MS, LONGEST_CONSONANT_MS = 500, 250
"""Milliseconds of a phone beyond which it is drawn out: of fluent speech, even before a pause, hardly one is as long (Klatt,
Linguistic uses of segmental duration in English, 1976; Crystal and House, Segmental durations in connected speech, 1988)."""

_UNLIMITED = 2**30
_VOWELS = frozenset(("AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW"))


@dataclass(frozen=True, slots=True)
class PronouncedEdge:
    """One edge of a segment's graph with the ways to say it, each a sequence of phones; none for a silent edge.

    `follows`: it is said soon after the edge before it.
    """

    start: int
    end: int
    probability: float
    ways: tuple[Phones, ...]
    follows: bool = False


@dataclass(frozen=True, slots=True)
class HmmGraph:
    """Nodes are phones in context, of `states` states each: node `n` has `states * n` and those after it.

    `emission` is the acoustic model's number of each state, `stay` and `enter` the log probabilities of staying in it and of
    coming to it from the one before it (for a node's first state that is not used). Arcs lead from a node's last state to
    another's first; they are sorted by their target. `edge` is the edge of the segment each node belongs to, -1 for silence.
    """

    emission: NDArray[np.int32]
    stay: NDArray[np.float32]
    enter: NDArray[np.float32]
    arc_from: NDArray[np.int32]
    arc_to: NDArray[np.int32]
    arc_cost: NDArray[np.float32]
    edge: NDArray[np.int32]
    longest: NDArray[np.int32]
    """The frames of each node beyond which it is drawn out."""
    begins: NDArray[np.bool_]
    """True for each node that is the first phone of its word."""
    initial: dict[int, float]
    """The nodes that a path may begin with, and the log probability of that."""
    final: dict[int, float]
    states: int = STATES

    @property
    def node_count(self) -> int:
        return len(self.edge)


@dataclass(slots=True)
class _Word:
    """One way to say one edge, while the graph is made: copies of its first and last phone, by the phone beside them."""

    edge: int
    phones: tuple[int, ...]
    start: int
    end: int
    cost: float
    follows: bool
    first: dict[int, list[int]] = field(default_factory=dict)
    last: dict[int, list[int]] = field(default_factory=dict)


_Followers = Sequence[tuple[_Word, float]]


@dataclass(frozen=True, slots=True)
class _Between:
    """The nodes that may lie between two words (silence, or sound that is no word) with the log probability of coming to
    each, and the words that may come then. `inside`: these follow the word before."""

    nodes: dict[int, float]
    followers: _Followers
    inside: bool


def build_graph(model: AcousticModel, edges: Sequence[PronouncedEdge], final: int) -> HmmGraph | None:
    """The states of a segment's graph from state 0 to `final`; None where no way leads there.

    Edges without a sound are passed in no time.
    """
    return _Builder(model, edges, final).build()


class _Builder:
    def __init__(self, model: AcousticModel, edges: Sequence[PronouncedEdge], final: int) -> None:
        self._model = model
        self._final = final
        self._silence = model.number[SILENCE]
        self._words: list[_Word] = []
        silent: dict[int, list[tuple[int, float]]] = {}
        for index, edge in enumerate(edges):
            cost = math.log(edge.probability)
            for way in edge.ways:
                phones = tuple(model.number[phone] for phone in way)
                self._words.append(_Word(index, phones, edge.start, edge.end, cost, edge.follows))
            if not edge.ways:
                silent.setdefault(edge.start, []).append((edge.end, cost))
        self._beyond = _closures({0, final, *(word.end for word in self._words)}, silent)
        self._starting: dict[int, list[_Word]] = {}
        for word in self._words:
            self._starting.setdefault(word.start, []).append(word)
        self._reached = _reached(edges)
        self._sequences: list[int] = []
        self._phones: list[int] = []
        self._edge: list[int] = []
        self._begins: list[bool] = []
        self._stays: list[float] = []
        self._longest: dict[int, int] = {}
        self._arcs: dict[tuple[int, int], float] = {}
        # What the ways to say one edge have alike at their beginning they share. A first phone is known by its edge and the
        # phone behind it, one inside by the node before it, which knows all that came before, and the phone behind it.
        self._entries: dict[tuple[int, tuple[int, ...]], dict[int, int]] = {}
        self._inside: dict[tuple[int, int], int] = {}

    def build(self) -> HmmGraph | None:
        followers = {state: list(self._followers(state)) for state in self._beyond}
        self._make_words(followers)
        between = {state: self._between(state, followers[state]) for state in self._beyond}
        initial, final = {node: 0.0 for part in between[0] for node in part.nodes}, {}
        for word, cost in followers[0]:
            for node in word.first[self._silence]:
                initial[node] = max(initial.get(node, -math.inf), cost)
        for state, parts in between.items():
            for part in parts:
                for wordless in part.nodes:
                    if self._final in self._beyond[state] and not part.inside:
                        final[wordless] = self._beyond[state][self._final]
                    for word, cost in part.followers:
                        for node in word.first[self._silence]:
                            self._arc(wordless, node, cost)
        for word in self._words:
            for node in word.last[self._silence]:
                for part in between[word.end]:
                    for wordless, cost in part.nodes.items():
                        self._arc(node, wordless, cost)
                if self._final in self._beyond[word.end]:
                    final[node] = self._beyond[word.end][self._final]
            for after, cost in followers[word.end]:
                for left in word.last[after.phones[0]]:
                    for right in after.first[word.phones[-1]]:
                        self._arc(left, right, cost)
        if not self._words or self._final not in self._reached:
            return None
        return self._graph(initial, final)

    def _between(self, state: int, followers: _Followers) -> list[_Between]:
        """What may lie after a state: before the words that follow what ends there, and before the others and the end.

        A word before which something is left out follows nothing.
        """
        inside = [one for one in followers if one[0].follows and one[0].start == state]
        others = [one for one in followers if not (one[0].follows and one[0].start == state)]
        parts = [self._wordless(inside, True)] if inside else []
        if others or not inside or self._final in self._beyond[state]:
            parts.append(self._wordless(others, False))
        return parts

    def _wordless(self, followers: _Followers, inside: bool) -> _Between:
        silence = self._node(self._model.alone(self._silence), self._silence, -1, True, SILENCE_INSIDE_COST * inside)
        noise = self._node(NOISE, self._silence, -1, True, NOISE_INSIDE_COST * inside)
        if inside:
            self._longest[noise] = LONGEST_NOISE_INSIDE_MS // FRAME_SHIFT_MS
        self._arc(silence, noise, NOISE_COST)
        self._arc(noise, silence, SILENCE_COST)
        return _Between({silence: SILENCE_COST, noise: NOISE_COST}, followers, inside)

    def _followers(self, state: int) -> Iterable[tuple[_Word, float]]:
        for beyond, cost in self._beyond[state].items():
            for word in self._starting.get(beyond, ()):
                yield word, cost + word.cost

    def _make_words(self, followers: dict[int, list[tuple[_Word, float]]]) -> None:
        left: dict[int, set[int]] = {id(word): {self._silence} for word in self._words}
        right: dict[int, set[int]] = {id(word): {self._silence} for word in self._words}
        for word in self._words:
            for after, _ in followers[word.end]:
                right[id(word)].add(after.phones[0])
                left[id(after)].add(word.phones[-1])
        for word in self._words:
            self._make_word(word, sorted(left[id(word)]), sorted(right[id(word)]))

    def _make_word(self, word: _Word, lefts: Sequence[int], rights: Sequence[int]) -> None:
        phones, model = word.phones, self._model
        if len(phones) == 1:
            made: dict[int, int] = {}
            for a in lefts:
                for b in rights:
                    sequence = model.triphone(phones[0], a, b, begins=True, ends=True)
                    if sequence not in made:
                        made[sequence] = self._node(sequence, phones[0], word.edge, True)
                    for side, phone in ((word.first, a), (word.last, b)):
                        if made[sequence] not in side.setdefault(phone, []):
                            side[phone].append(made[sequence])
            return
        beginning = (word.edge, phones[:2])
        if beginning not in self._entries:
            sequences = {a: model.triphone(phones[0], a, phones[1], begins=True, ends=False) for a in lefts}
            self._entries[beginning] = self._copies(word, 0, sequences)
        entries = self._entries[beginning]
        word.first = {a: [node] for a, node in entries.items()}
        before = sorted(set(entries.values()))
        for k in range(1, len(phones) - 1):
            place = (before[0], phones[k + 1])
            if place not in self._inside:
                sequence = model.triphone(phones[k], phones[k - 1], phones[k + 1], begins=False, ends=False)
                self._inside[place] = self._node(sequence, phones[k], word.edge, False)
            node = self._inside[place]
            for one in before:
                self._arc(one, node, 0.0)
            before = [node]
        exits = self._copies(
            word,
            len(phones) - 1,
            {b: model.triphone(phones[-1], phones[-2], b, begins=False, ends=True) for b in rights},
        )
        word.last = {b: [node] for b, node in exits.items()}
        for node in sorted(set(exits.values())):
            for one in before:
                self._arc(one, node, 0.0)

    def _copies(self, word: _Word, position: int, sequences: dict[int, int]) -> dict[int, int]:
        """One node for each different state sequence, by the neighbour it stands beside."""
        nodes: dict[int, int] = {}
        for sequence in sequences.values():
            if sequence not in nodes:
                nodes[sequence] = self._node(sequence, word.phones[position], word.edge, position == 0)
        return {phone: nodes[sequence] for phone, sequence in sequences.items()}

    def _node(self, sequence: int, phone: int, edge: int, begins: bool, stay: float = 0.0) -> int:
        self._sequences.append(sequence)
        self._phones.append(phone)
        self._edge.append(edge)
        self._begins.append(begins)
        self._stays.append(stay)
        return len(self._sequences) - 1

    def _arc(self, left: int, right: int, cost: float) -> None:
        self._arcs[right, left] = max(cost, self._arcs.get((right, left), -math.inf))

    def _graph(self, initial: dict[int, float], final: dict[int, float]) -> HmmGraph:
        model, phones, sequences = self._model, np.array(self._phones), np.array(self._sequences)
        arcs = sorted(self._arcs.items())
        to, source = np.array([key for key, _ in arcs], np.int32).reshape(-1, 2).T
        enter = np.full((len(phones), STATES), -np.inf, np.float32)
        enter[:, 1:] = model.leave[phones, :-1]
        longest = np.where(np.array(self._edge) < 0, _UNLIMITED, _longest(model)[phones]).astype(np.int32)
        longest[list(self._longest)] = list(self._longest.values())
        return HmmGraph(
            emission=np.where(sequences[:, None] < 0, NOISE, model.sequences[sequences]).reshape(-1),
            stay=(model.stay[phones] + np.array(self._stays, np.float32)[:, np.newaxis]).reshape(-1),
            enter=enter.reshape(-1),
            arc_from=source,
            arc_to=to,
            arc_cost=np.array([cost for _, cost in arcs], np.float32) + model.leave[phones[source], STATES - 1],
            edge=np.array(self._edge, np.int32),
            longest=longest,
            begins=np.array(self._begins, np.bool_),
            initial=initial,
            final=final,
        )


def _longest(model: AcousticModel) -> NDArray[np.int32]:
    """The frames of each phone beyond which it is drawn out."""
    longest_ms = [LONGEST_VOWEL_MS if phone in _VOWELS else LONGEST_CONSONANT_MS for phone in model.phones]
    return np.array(longest_ms, np.int32) // FRAME_SHIFT_MS


def _reached(edges: Sequence[PronouncedEdge]) -> set[int]:
    """The states that some way leads to from state 0."""
    following: dict[int, list[int]] = {}
    for edge in edges:
        following.setdefault(edge.start, []).append(edge.end)
    reached, waiting = {0}, [0]
    while waiting:
        new = set(following.get(waiting.pop(), ())) - reached
        reached |= new
        waiting += new
    return reached


def _closures(states: set[int], silent: dict[int, list[tuple[int, float]]]) -> dict[int, dict[int, float]]:
    """The states reached from each state without a sound, itself included, with the best way's log probability."""
    closures = {}
    for state in sorted(states):
        reached = {state: 0.0}
        waiting = [state]
        while waiting:
            at = waiting.pop()
            for to, cost in silent.get(at, ()):
                if reached[at] + cost > reached.get(to, -math.inf):
                    reached[to] = reached[at] + cost
                    waiting.append(to)
        closures[state] = reached
    return closures
