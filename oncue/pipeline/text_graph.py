"""Word graphs of the published text: of what may be said after a place in it, before it, or between two."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from oncue.alignment.one_sentence import goes_on
from oncue.alignment.timing.word_graph import Edge
from oncue.model import Token
from oncue.text.normalize import match_keys

LONGEST_ASIDE = 40
"""Most tokens in a row, of a headline or a credit, that may be read aloud; of more it is taken that they are not."""

ASIDE_SAID = 0.5
"""Probability that a headline or a credit is read aloud."""

MOST_ASIDE_LETTERS = 2000
"""Most letters of headlines and credits in one graph, beside the letters it is asked for: what may be left out must not keep
out what follows it."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Tokens that are all said or, of an aside, all left out."""

    tokens: tuple[int, ...]
    aside: bool


@dataclass(frozen=True, slots=True)
class WordGraph:
    """What may be said in a stretch of sound, as edges from state 0 to `final`."""

    edges: tuple[Edge, ...]
    final: int


class WordGraphBuilder:
    """Builds the word graphs of one text. A place in it is the index of the token that begins there."""

    def __init__(self, tokens: Sequence[Token], language: str) -> None:
        self._tokens = tokens
        sounding = [i for i, token in enumerate(tokens) if token.speakable and match_keys(token.text, language)]
        self._groups: list[_Group] = []
        for aside, run in groupby(sounding, key=lambda i: tokens[i].kind is not None):
            indices = list(run)
            if not aside:
                self._groups += [_Group((i,), aside=False) for i in indices]
            elif len(indices) <= LONGEST_ASIDE:
                self._groups.append(_Group(tuple(indices), aside=True))
        self._firsts = [group.tokens[0] for group in self._groups]

    def after(self, first: int, until: int, letters: float) -> WordGraph | None:
        """The graph of the text from `first` on, at least so many letters of it or all before `until`.

        It may end after any word. None where there are no words.
        """
        return self._graph(self._forth(first, until), letters, open_end=True)

    def before(self, last: int, until: int, letters: float) -> WordGraph | None:
        """The graph of the text before `last`, at least so many letters of it or all from `until` on.

        It may begin with any word. None where there are no words.
        """
        return self._graph(self._back(until, last), letters, open_start=True)

    def between(self, first: int, last: int, letters: float) -> WordGraph | None:
        """The graph of all of the text from one place to another; None where that is more letters than so many.

        None where there are no words, as in the other two.
        """
        return self._graph(self._forth(first, last), letters)

    def _forth(self, first: int, last: int) -> Iterable[tuple[_Group, tuple[int, ...]]]:
        for k in range(max(0, bisect_right(self._firsts, first) - 1), bisect_left(self._firsts, last)):
            group = self._groups[k]
            if inside := tuple(i for i in group.tokens if first <= i < last):
                yield group, inside

    def _back(self, first: int, last: int) -> Iterable[tuple[_Group, tuple[int, ...]]]:
        for k in range(bisect_left(self._firsts, last) - 1, -1, -1):
            group = self._groups[k]
            if group.tokens[-1] < first:
                return
            if inside := tuple(i for i in group.tokens if first <= i < last):
                yield group, inside

    def _graph(
        self,
        groups: Iterable[tuple[_Group, tuple[int, ...]]],
        enough: float,
        *,
        open_start: bool = False,
        open_end: bool = False,
    ) -> WordGraph | None:
        chosen: list[tuple[bool, tuple[int, ...]]] = []
        spoken = asides = 0
        for group, inside in groups:
            chosen.append((group.aside, inside))
            letters = sum(len(self._tokens[i].text) for i in inside)
            spoken, asides = (spoken, asides + letters) if group.aside else (spoken + letters, asides)
            if spoken >= enough or asides >= MOST_ASIDE_LETTERS:
                if open_start or open_end:
                    break
                return None
        edges: list[Edge] = []
        state, before = 0, None
        for aside, inside in reversed(chosen) if open_start else chosen:
            if aside:
                edges.append(Edge(state, state + len(inside), None, None, 0, 1 - ASIDE_SAID))
            for k, i in enumerate(inside):
                probability = ASIDE_SAID if aside and not k else 1.0
                follows = before is not None and goes_on(self._tokens, before, i)
                edges.append(Edge(state, state + 1, self._tokens[i].text, i, 0, probability, follows=follows))
                state, before = state + 1, i
        if not edges:
            return None
        if open_start:
            edges += [Edge(0, at, None, None, 0) for at in range(1, state)]
        if open_end:
            edges += [Edge(at, state, None, None, 0) for at in range(1, state)]
        return WordGraph(tuple(edges), state)
