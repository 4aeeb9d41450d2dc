"""The search of one window of a desk's sound for the words of a stretch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from oncue.acoustic.forced_aligner import AlignedEdge, SegmentSearch
from oncue.acoustic.frame_features import Evidence
from oncue.alignment.match import match
from oncue.alignment.timing.placement import place_tokens
from oncue.alignment.timing.segment_graph import SegmentGraph
from oncue.alignment.timing.slots import build_slots
from oncue.alignment.timing.word_graph import AlignedWord, Edge, Segment
from oncue.errors import OncueError
from oncue.jobs.desk_work import WordToTime
from oncue.model import Interval, RecognisedWord, Token

DOUBTFUL_GOP = -3.0
"""Gop of a word below which it may not be what is said: 98 of 100 words put in by chance are below, and 6 of 100 right ones,
which a second search finds all the same."""


class WordsDoNotFit(OncueError):
    """There is not enough sound for all of the words."""

    code = "words_do_not_fit"


@dataclass(frozen=True, slots=True)
class StretchSound:
    """The facts of a recording that its words are timed by; see `RecognitionResult` for `speech` and `heard`.

    `evidence` gives the features of the frames [first, last). Times count from the recording's first sample, and `holes` is
    where the file's clock has more.
    """

    language: str
    duration_ms: int
    evidence: Callable[[int, int], Evidence]
    speech: Sequence[Interval]
    heard: Sequence[RecognisedWord]
    holes: Sequence[Interval] = ()


@dataclass(frozen=True, slots=True)
class WindowSearch:
    """The search of one window: the words `indices` of all, from the sound's `start_ms` to `end_ms`."""

    indices: Sequence[int]
    words: Sequence[WordToTime]
    tokens: Sequence[Token]
    sound: StretchSound
    search: SegmentSearch
    start_ms: int
    end_ms: int
    offset_ms: int
    """Where the evidence of the search begins."""

    def places(self) -> dict[int, AlignedWord]:
        """The places of the words, by their indices. Raises `WordsDoNotFit`.

        Where the sound bears out that all of them are said, that is all; elsewhere they are weighed against what Whisper
        heard, as in the whole alignment: a word that nobody says gets no place, and leaves its neighbours theirs.
        """
        edges = tuple(Edge(k, k + 1, self.words[i].text, i, 0) for k, i in enumerate(self.indices))
        said = self._found(edges, len(edges))
        if said is None:
            raise WordsDoNotFit(
                f"{len(edges)} words are more than can be said in {(self.end_ms - self.start_ms) / 1000:.1f} s: the times "
                "of what was edited stay estimated. Take out what is not said there, or set the times by hand."
            )
        beside_heard = self._beside_heard() if self._is_doubtful(said) else None
        if beside_heard is not None:
            return beside_heard
        return {i: _placed(i, one, self.words[i]) for i, one in zip(self.indices, said, strict=True)}

    def _found(self, edges: tuple[Edge, ...], final: int) -> list[AlignedEdge] | None:
        """The best way through a graph, on the recording's clock."""
        segment = Segment(self.start_ms - self.offset_ms, self.end_ms - self.offset_ms, edges, final, 0, 1)
        said = self.search.search([segment], lambda _count: None)[0]
        if said is None:
            return None
        return [replace(one, start_ms=one.start_ms + self.offset_ms, end_ms=one.end_ms + self.offset_ms) for one in said]

    def _is_doubtful(self, said: Sequence[AlignedEdge]) -> bool:
        """True where the sound is another than that of a word that is wanted."""
        return any(one.gop < DOUBTFUL_GOP for i, one in zip(self.indices, said, strict=True) if self.words[i].wanted)

    def _beside_heard(self) -> dict[int, AlignedWord] | None:
        """The places of the words that are said, weighed against what was heard; None where too little was for that."""
        tokens = [self.tokens[i] for i in self.indices]
        middle = [(word, (word.start_ms + word.end_ms) // 2) for word in self.sound.heard]
        heard = [word for word, at_ms in middle if self.start_ms <= at_ms < self.end_ms]
        language, speech = self.sound.language, self.sound.speech
        matches = match(tokens, heard, language).matches if heard else ()
        if 2 * sum(one.token_end - one.token_start for one in matches) < len(tokens):
            return None
        slots = build_slots(tokens, heard, matches, language)
        edges, final = SegmentGraph(slots, tokens, heard, speech, self.start_ms, self.end_ms).edges(0, len(slots))
        # The search knows tokens in other languages by their places among all words.
        named = tuple(edge if edge.token is None else replace(edge, token=self.indices[edge.token]) for edge in edges)
        said = self._found(named, final) or []
        found = [AlignedWord(edges[one.edge].token, edges[one.edge].slot, one.start_ms, one.end_ms, one.gop) for one in said]
        placed = place_tokens(tokens, heard, slots, found, speech)
        return {self.indices[k]: _pinned(one, self.indices[k], self.words[self.indices[k]]) for k, one in placed.items()}


def _placed(index: int, one: AlignedEdge, word: WordToTime) -> AlignedWord:
    return _pinned(AlignedWord(index, 0, one.start_ms, one.end_ms, one.gop), index, word)


def _pinned(one: AlignedWord, index: int, word: WordToTime) -> AlignedWord:
    """The place of a word, its fixed times as they are."""
    start_ms, end_ms = one.start_ms, one.end_ms
    if word.start_pinned and word.start_ms is not None:
        start_ms = word.start_ms
    if word.end_pinned and word.end_ms is not None:
        end_ms = word.end_ms
    return AlignedWord(index, 0, min(start_ms, end_ms - 1), max(end_ms, start_ms + 1), one.gop, one.status)
