"""The forced aligner: for each segment of a recording the words said in it and their times, by the words' own sounds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from oncue.acoustic.acoustic_model import SILENCE, STATES, acoustic_model
from oncue.acoustic.border_medians import moved_to_medians
from oncue.acoustic.border_rules import end_before_pause_ms
from oncue.acoustic.frame_features import NOT_SPEECH, Evidence
from oncue.acoustic.gmm import channel_mean, feature_streams, log_likelihoods
from oncue.acoustic.hmm_graph import NOISE, HmmGraph, PronouncedEdge, build_graph
from oncue.acoustic.lexicon import MODEL_LANGUAGE, MOST_PRONUNCIATIONS, Lexicon, lexicon
from oncue.acoustic.mfcc import FRAME_CENTRE_MS, FRAME_SHIFT_MS
from oncue.acoustic.network_windows import NetworkWindow, NetworkWindows, heard_by
from oncue.acoustic.phone_network import PhoneNetwork
from oncue.acoustic.pronouncer import OWN_PRONOUNCER, Pronouncer
from oncue.acoustic.search_problem import BorderPosterior, SearchProblem, Visit
from oncue.alignment.timing.word_graph import Edge, Segment
from oncue.system.cpus import usable_cores

NOISE_LIKELIHOOD = -4.0
"""Log likelihood a frame of sound that is no word, relative to the best of all phones, as the words' own are. Words said are
above it (half of them above 0, nineteen in twenty above -2.4), words not said mostly below. At -5 a few more words said in
noise are found, and a short word may lie on the wrong side of a loud hiss."""

FOREIGN_NOISE_LIKELIHOOD = -5.0
"""`NOISE_LIKELIHOOD` in other languages than the acoustic model's: their words fit it less, and lost their ends to noise."""

HEARD_WITHIN_MS = 500
ELSEWHERE = -2.0
"""Log likelihood of a word this far from where the recogniser heard it. In Spanish and French, where the acoustic model is a
stranger, it keeps one word in twenty from straying; in English it changes nothing."""

MOST_FOREIGN = MOST_PRONUNCIATIONS - 1
"""Most pronunciations of a quoted word as in its own language; one more is as in the language it is quoted in."""

_CHUNK_FRAMES = 625
"""Frames in a piece of a segment: the pieces' likelihoods are computed side by side."""


@dataclass(frozen=True, slots=True)
class AlignedEdge:
    """One edge of a segment's word graph on the best path: half-open times in milliseconds of the recording, and its gop.

    `edge` is its index in `Segment.edges`. `gop` (goodness of pronunciation) is the mean log-likelihood ratio a frame of the
    edge's phones against the best of all phones in no context: about 0 where the word was said, below -4 for another word.
    `spread_ms` is the larger of its borders' spreads (see `BorderPosterior`), None where the aligner tells none. `phones` is
    how many it has.
    """

    edge: int
    start_ms: int
    end_ms: int
    gop: float
    spread_ms: float | None = None
    phones: int = 1


def load_search() -> None:
    """Makes ready, so that the first search does not wait: the acoustic model, and the machine code of the search."""
    graph = build_graph(acoustic_model(), [PronouncedEdge(0, 1, 1.0, (("AH",),))], 1)
    assert graph is not None
    states, column = np.unique(graph.emission, return_inverse=True)
    problem = SearchProblem(graph, np.zeros((STATES, len(states)), np.float32), column.astype(np.int32), None)
    _border_posteriors(problem, _best_path(problem) or [])


def _best_path(problem: SearchProblem) -> list[Visit] | None:
    # Importing numba takes a quarter of a second: here, it is imported while the recording is decoded.
    from oncue.acoustic.viterbi import best_path

    return best_path(problem)


def _border_posteriors(problem: SearchProblem, path: Sequence[Visit]) -> Sequence[BorderPosterior]:
    from oncue.acoustic.border_posterior import border_posteriors

    return border_posteriors(problem, path)


class Search(Protocol):
    """A forced aligner of one recording: `SegmentSearch`, and those of callers and tests. Raises nothing of its own."""

    def search(self, segments: Sequence[Segment], on_done: Callable[[int], None]) -> list[list[AlignedEdge] | None]: ...

    def loud_speech_ms(self, start_ms: int, end_ms: int) -> int: ...


@runtime_checkable
class EncoderAidedSearch(Search, Protocol):
    """A forced aligner that also listens to Whisper's encoder where the sound is masked; asked for with `isinstance`."""

    def is_masked(self, start_ms: int, end_ms: int) -> bool:
        """True where any sound between two times is masked, by noise or by a telephone."""

    def listen(
        self, network: PhoneNetwork, states: NDArray[np.floating], start_ms: int, end_ms: int
    ) -> NetworkWindow | None:
        """What a network hears in a window by the encoder's states, shape (positions, width); None where it has no frame."""

    def take(self, window: NetworkWindow, classes: tuple[str, ...]) -> None:
        """Takes what a network that tells `classes` apart heard in a window, for the words in it. Not while it searches."""


class SegmentSearch:
    """The forced aligner of one recording. `threads` 0 means one for each core.

    `token_language` gives the language of each token that is in another one than `language`, by token index.
    """

    def __init__(
        self,
        language: str,
        evidence: Evidence,
        threads: int = 0,
        token_language: Mapping[int, str] = MappingProxyType({}),
        pronouncer: Pronouncer = OWN_PRONOUNCER,
    ) -> None:
        self._lexicon = Lexicon(language, pronouncer)
        self._foreign_lexicons = {token: lexicon(code, pronouncer) for token, code in token_language.items()}
        self._noise = NOISE_LIKELIHOOD if language == MODEL_LANGUAGE else FOREIGN_NOISE_LIKELIHOOD
        self._evidence = evidence
        self._threads = threads or usable_cores()
        self._chunks = ThreadPoolExecutor(self._threads)
        self._model = acoustic_model()
        self._silence = self._model.sequences[self._model.alone(self._model.number[SILENCE])]
        self._network_windows = NetworkWindows()

    def is_masked(self, start_ms: int, end_ms: int) -> bool:
        """See `EncoderAidedSearch.is_masked`."""
        masked = self._evidence.masked
        return masked is not None and bool(masked[start_ms // FRAME_SHIFT_MS : end_ms // FRAME_SHIFT_MS].any())

    def listen(
        self, network: PhoneNetwork, states: NDArray[np.floating], start_ms: int, end_ms: int
    ) -> NetworkWindow | None:
        """See `EncoderAidedSearch.listen`."""
        masked = self._evidence.masked
        if masked is None:
            return None
        return heard_by(network, states, self._evidence.cepstra, masked, start_ms, end_ms)

    def take(self, window: NetworkWindow, classes: tuple[str, ...]) -> None:
        """See `EncoderAidedSearch.take`."""
        self._network_windows.add(window, classes)

    def search(self, segments: Sequence[Segment], on_done: Callable[[int], None]) -> list[list[AlignedEdge] | None]:
        """The edges said in each segment, in order, or None where nothing that may be said fits into its time.

        `on_done` is called with the count of finished segments. The result does not depend on the number of threads.
        """
        results: list[list[AlignedEdge] | None] = [None] * len(segments)
        longest_first = sorted(range(len(segments)), key=lambda index: segments[index].start_ms - segments[index].end_ms)
        # numpy would otherwise divide every product among all cores, and the threads would wait for each other.
        with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(self._threads) as pool:
            searched = pool.map(self._search, [segments[index] for index in longest_first])
            for done, (index, said) in enumerate(zip(longest_first, searched, strict=True), start=1):
                results[index] = said
                on_done(done)
        return results

    def loud_speech_ms(self, start_ms: int, end_ms: int) -> int:
        """Milliseconds between two times in which the detector hears speech and it is too loud for a pause."""
        frames = slice(start_ms // FRAME_SHIFT_MS, end_ms // FRAME_SHIFT_MS)
        loud = (self._evidence.silence[frames] < 0) & ~self._evidence.speechless[frames]
        return FRAME_SHIFT_MS * int(loud.sum())

    def _search(self, segment: Segment) -> list[AlignedEdge] | None:
        problem = self.problem(segment)
        path = None if problem is None else _best_path(problem)
        if problem is None or path is None:
            return None
        first = segment.start_ms // FRAME_SHIFT_MS
        sound = self._evidence.part(slice(first, first + problem.frames))
        return self._said(problem, path, _border_posteriors(problem, path), first, sound)

    def problem(self, segment: Segment) -> SearchProblem | None:
        """What is searched for in a segment; None where nothing may be said in it."""
        frames = slice(segment.start_ms // FRAME_SHIFT_MS, segment.end_ms // FRAME_SHIFT_MS)
        cepstra = self._evidence.cepstra[frames]
        edges = [self._pronounced(edge) for edge in segment.edges]
        graph = build_graph(self._model, edges, segment.final) if len(cepstra) else None
        if graph is None:
            return None
        states, column = np.unique(graph.emission, return_inverse=True)
        likelihood = np.full((len(cepstra), len(states)), self._noise, np.float32)
        real = states != NOISE
        streams = feature_streams(cepstra, channel_mean(cepstra))
        chunks = [slice(first, first + _CHUNK_FRAMES) for first in range(0, len(cepstra), _CHUNK_FRAMES)]

        def judge(chunk: slice) -> None:
            found = log_likelihoods(self._model, streams[:, chunk], states[real])
            likelihood[chunk, real] = self._network_windows.mixed(found, states[real], frames.start + chunk.start)

        list(self._chunks.map(judge, chunks) if len(chunks) > 1 else map(judge, chunks))
        silent = np.isin(states, self._silence)
        likelihood[:, silent] += self._evidence.silence[frames, np.newaxis]
        if not segment.beyond_speech:
            likelihood[np.ix_(self._evidence.speechless[frames], real & ~silent)] -= NOT_SPEECH
        return SearchProblem(graph, likelihood, column.astype(np.int32), _near_heard(segment, len(cepstra)))

    def _said(
        self,
        problem: SearchProblem,
        path: Sequence[Visit],
        posteriors: Sequence[BorderPosterior],
        first_frame: int,
        sound: Evidence,
    ) -> list[AlignedEdge] | None:
        """The edges on a path; None where nothing is said on it. `posteriors` are those of the visits' beginnings, and last
        that of the path's end; `sound` is the segment's."""
        said: list[AlignedEdge] = []
        words = _words_on(path, problem.graph)
        if not words:
            return None
        places = [self._place(k, words, problem, path, sound) for k in range(len(words))]
        for (begins, ends), (start_ms, end_ms) in zip(words, moved_to_medians(words, places, posteriors), strict=True):
            word = path[begins:ends]
            gop = sum(visit.likelihood for visit in word) / (word[-1].end - word[0].first)
            spread_ms = max(posteriors[begins].spread_ms, posteriors[ends].spread_ms)
            offset_ms = FRAME_SHIFT_MS * first_frame
            edge = int(problem.graph.edge[word[0].node])
            said.append(AlignedEdge(edge, offset_ms + start_ms, offset_ms + end_ms, gop, spread_ms, len(word)))
        return said

    def _place(
        self, index: int, words: Sequence[tuple[int, int]], problem: SearchProblem, path: Sequence[Visit], sound: Evidence
    ) -> tuple[int, int]:
        """The start and end of a word, by the path and the rules for ends before pauses, in milliseconds of the segment."""
        begins, ends = words[index]
        first, end = path[begins].first, path[ends - 1].end
        pause_end = path[words[index + 1][0]].first if index + 1 < len(words) else problem.frames
        start_ms, end_ms = (FRAME_SHIFT_MS * frame + FRAME_CENTRE_MS for frame in (first, end))
        if pause_end > end:
            ruled_ms = end_before_pause_ms(self._phone(path[ends - 1], problem.graph), first, end, pause_end, sound)
            end_ms = end_ms if ruled_ms is None else ruled_ms
        return start_ms, end_ms

    def _phone(self, visit: Visit, graph: HmmGraph) -> str:
        return self._model.phones[int(self._model.codebook_of_state[graph.emission[STATES * visit.node]])]

    def _pronounced(self, edge: Edge) -> PronouncedEdge:
        ways = self._lexicon.pronunciations(edge.text) if edge.text is not None else ()
        if edge.text is not None and edge.token in self._foreign_lexicons:
            # Said as where it comes from, or as where it is quoted.
            ways = (*self._foreign_lexicons[edge.token].pronunciations(edge.text)[:MOST_FOREIGN], *ways[:1])
        elif edge.text is not None and edge.token is not None:
            # What was heard is held against its full sounds: the published text is the authority.
            ways = (*ways, *self._lexicon.reduced_pronunciations(edge.text))
        return PronouncedEdge(edge.start, edge.end, edge.probability, ways, edge.follows)


def _words_on(path: Sequence[Visit], graph: HmmGraph) -> list[tuple[int, int]]:
    """The visits [first, last) of each word on a path."""
    words: list[tuple[int, int]] = []
    for index, visit in enumerate(path):
        if graph.edge[visit.node] < 0:
            continue
        first = index if graph.begins[visit.node] else words.pop()[0]
        words.append((first, index + 1))
    return words


def _near_heard(segment: Segment, frames: int) -> NDArray[np.float32] | None:
    """The log likelihood against each edge in each frame, shape (frames, edges + 1), as the recogniser heard its words at
    another time."""
    if all(edge.heard_ms is None for edge in segment.edges):
        return None
    at_ms = segment.start_ms + FRAME_SHIFT_MS * np.arange(frames)
    away = np.zeros((frames, len(segment.edges) + 1), np.float32)
    for column, edge in zip(away.T, segment.edges, strict=False):
        if edge.heard_ms is not None:
            column[(at_ms < edge.heard_ms[0] - HEARD_WITHIN_MS) | (at_ms > edge.heard_ms[1] + HEARD_WITHIN_MS)] = ELSEWHERE
    return away
