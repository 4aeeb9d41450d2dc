"""The search of one window of a desk's sound for the words of a stretch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from oncue.acoustic.forced_aligner import AlignedEdge, SegmentSearch
from oncue.acoustic.frame_features import Evidence
from oncue.acoustic.network_windows import HeardPhones
from oncue.alignment.timing.word_graph import AlignedWord, Edge, Segment
from oncue.errors import OncueError
from oncue.jobs.desk_work import WordToTime
from oncue.model import Interval, RecognisedWord


class WordsDoNotFit(OncueError):
    """There is not enough sound for all of the words."""

    code = "words_do_not_fit"


def no_phones(_first: int, _last: int) -> HeardPhones | None:
    """What the phone network heard of a sound that it was not asked about: None."""
    return None


@dataclass(frozen=True, slots=True)
class StretchSound:
    """The facts of a recording that its words are timed by; see `RecognitionResult` for `speech` and `heard`.

    `evidence` gives the features of the frames [first, last), and `phones` what the phone network heard in them, its windows
    counted from `first`; None where it was not asked. Times count from the recording's first sample, and `holes` is where
    the file's clock has more.
    """

    language: str
    duration_ms: int
    evidence: Callable[[int, int], Evidence]
    speech: Sequence[Interval]
    heard: Sequence[RecognisedWord]
    holes: Sequence[Interval] = ()
    phones: Callable[[int, int], HeardPhones | None] = no_phones


@dataclass(frozen=True, slots=True)
class WindowSearch:
    """The search of one window: the words `indices` of all, from the sound's `start_ms` to `end_ms`."""

    indices: Sequence[int]
    words: Sequence[WordToTime]
    sound: StretchSound
    search: SegmentSearch
    start_ms: int
    end_ms: int
    offset_ms: int
    """Where the evidence of the search begins."""

    def places(self) -> dict[int, AlignedWord]:
        """The places of the words, by their indices. Raises `WordsDoNotFit`.

        All of them are taken to be said: a person wrote them. One that the sound does not have gets a low gop there.
        """
        edges = tuple(Edge(k, k + 1, self.words[i].text, i, 0) for k, i in enumerate(self.indices))
        said = self._found(edges, len(edges))
        if said is None:
            raise WordsDoNotFit(
                f"{len(edges)} words are more than can be said in {(self.end_ms - self.start_ms) / 1000:.1f} s: the times "
                "of what was edited stay estimated. Take out what is not said there, or set the times by hand."
            )
        return {i: _placed(i, one, self.words[i]) for i, one in zip(self.indices, said, strict=True)}

    def _found(self, edges: tuple[Edge, ...], final: int) -> list[AlignedEdge] | None:
        """The best way through a graph, on the recording's clock, and no word beyond the window, which may end between
        frames: there a person has fixed a time."""
        segment = Segment(self.start_ms - self.offset_ms, self.end_ms - self.offset_ms, edges, final, 0, 1)
        said = self.search.search([segment], lambda _count: None)[0]
        if said is None:
            return None
        return [
            replace(
                one,
                start_ms=max(one.start_ms + self.offset_ms, self.start_ms),
                end_ms=min(one.end_ms + self.offset_ms, self.end_ms),
            )
            for one in said
        ]


def _placed(index: int, one: AlignedEdge, word: WordToTime) -> AlignedWord:
    """The place of a word, its fixed times as they are."""
    start_ms, end_ms = one.start_ms, one.end_ms
    if word.start_pinned and word.start_ms is not None:
        start_ms = word.start_ms
    if word.end_pinned and word.end_ms is not None:
        end_ms = word.end_ms
    return AlignedWord(index, 0, min(start_ms, end_ms - 1), max(end_ms, start_ms + 1), one.gop, spread_ms=one.spread_ms)
