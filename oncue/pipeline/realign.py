"""The words of a stretch timed anew after an edit, by their sound alone: no Whisper, and nothing but the stretch is read.

A search begins and ends in pauses, and reaches some 25 s around the words in question, as the alignment of the whole does:
the channel is estimated from what is searched. It looks at the same frames of 10 ms, so that the same words get the same
borders. A time that a person has fixed parts two searches.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from oncue.acoustic.forced_aligner import AlignedEdge, SegmentSearch
from oncue.acoustic.frame_features import Evidence
from oncue.acoustic.lexicon import can_pronounce
from oncue.acoustic.mfcc import FRAME_SHIFT_MS
from oncue.acoustic.pronouncer import OWN_PRONOUNCER, Pronouncer
from oncue.alignment.confidence import confidences
from oncue.alignment.file_clock import FileClock
from oncue.alignment.match import match
from oncue.alignment.timing.placement import place_tokens
from oncue.alignment.timing.segment_graph import SegmentGraph
from oncue.alignment.timing.slots import build_slots
from oncue.alignment.timing.word_graph import AlignedWord, Edge, Segment
from oncue.audio.speech_intervals import Speech
from oncue.errors import OncueError
from oncue.jobs.desk_work import StretchToTime, WordToTime
from oncue.model import Interval, RecognisedWord, Token
from oncue.pipeline.acceptance import implausible_spans
from oncue.pipeline.realigned_windows import SearchWindow, search_windows
from oncue.text.code_switches import find_code_switches
from oncue.text.normalize import match_keys

LONGEST_SEARCH_MS = 25_000
"""The sound that is searched at once, where pauses allow it: about what the alignment of the whole searches.

Measured on a radio address with words exchanged, added and left out, and put right again: of the borders of all words in
the window 99.0 % were within 10 ms of those of the whole alignment with 25 s, 97.7 % with 15 s."""

SAME_MS = 10
"""Most ms by which a word beside the stretch may have moved and still be where it was; then those beyond it are, too."""


class LanguageNotTimed(OncueError):
    """The words of the language cannot be pronounced here, and the sound alone does not time them."""

    code = "language_not_timed"


class WordsDoNotFit(OncueError):
    """There is not enough sound for all of the words."""

    code = "words_do_not_fit"


@dataclass(frozen=True, slots=True)
class RealignedWord:
    """A word's times in milliseconds of the file's clock, how sure they are, 0..1, and its gop (see `AlignedWord`)."""

    start_ms: int
    end_ms: int
    confidence: float
    gop: float | None


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


def realign(
    stretch: StretchToTime, sound: StretchSound, *, threads: int = 1, pronouncer: Pronouncer = OWN_PRONOUNCER
) -> dict[str, RealignedWord]:
    """The new times of the words that are wanted, by id, and of those beside them that have moved with them; none for words
    that the sound does not have.

    Raises `LanguageNotTimed`, and `WordsDoNotFit` where no way through the sound says them all.
    """
    if not can_pronounce(sound.language, pronouncer):
        raise LanguageNotTimed(
            f"Words in {sound.language} are not timed by their sound alone: the times of what was edited stay estimated. "
            "Set them by hand, or align the whole again."
        )
    clock = FileClock(sound.holes)
    words = [_on_sound(word, clock) for word in stretch.words]
    tokens = _tokens(words)
    sounding = [i for i, token in enumerate(tokens) if match_keys(token.text, sound.language)]
    windows = search_windows([words[i] for i in sounding], sound.duration_ms, LONGEST_SEARCH_MS)
    switches = {
        token: one.language
        for one in find_code_switches(tokens, sound.language)
        for token in range(one.token_start, one.token_end)
    }
    placed: dict[int, AlignedWord] = {}
    for window in windows:
        indices = sounding[window.first : window.last]
        placed |= _opened(window, indices, words, tokens, sound, switches, threads, pronouncer).places()
    sure = _confidences(placed, tokens, sound)
    return {
        words[i].id: RealignedWord(*clock.interval((placed[i].start_ms, placed[i].end_ms)), sure[i], placed[i].gop)
        for i in _moved(words, placed)
    }


def _on_sound(word: WordToTime, clock: FileClock) -> WordToTime:
    """The word with its times on the clock of the decoded sound."""
    start_ms, end_ms = (None if ms is None else clock.sound_ms(ms) for ms in (word.start_ms, word.end_ms))
    return replace(word, start_ms=start_ms, end_ms=end_ms)


def _tokens(words: Sequence[WordToTime]) -> list[Token]:
    tokens: list[Token] = []
    at = 0
    for word in words:
        tokens.append(Token(word.text, at, at + len(word.text)))
        at += len(word.text) + 1
    return tokens


@dataclass(frozen=True, slots=True)
class _Search:
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
        if not self._is_doubtful(said):
            return {i: _placed(i, one, self.words[i]) for i, one in zip(self.indices, said, strict=True)}
        return self._beside_heard()

    def _found(self, edges: tuple[Edge, ...], final: int) -> list[AlignedEdge] | None:
        """The best way through a graph, on the recording's clock."""
        segment = Segment(self.start_ms - self.offset_ms, self.end_ms - self.offset_ms, edges, final, 0, 1)
        said = self.search.search([segment], lambda _count: None)[0]
        if said is None:
            return None
        return [replace(one, start_ms=one.start_ms + self.offset_ms, end_ms=one.end_ms + self.offset_ms) for one in said]

    def _is_doubtful(self, said: Sequence[AlignedEdge]) -> bool:
        """True where the sound does not bear out the words that are wanted, or those beside them."""
        local = [replace(one, start_ms=one.start_ms - self.offset_ms, end_ms=one.end_ms - self.offset_ms) for one in said]
        wanted = {k for k, i in enumerate(self.indices) if self.words[i].wanted}
        return any(
            not wanted.isdisjoint(range(span.start - 1, span.stop + 1))
            for span in implausible_spans(local, None, None, self.search)
        )

    def _beside_heard(self) -> dict[int, AlignedWord]:
        tokens = [self.tokens[i] for i in self.indices]
        middle = [(word, (word.start_ms + word.end_ms) // 2) for word in self.sound.heard]
        heard = [word for word, at_ms in middle if self.start_ms <= at_ms < self.end_ms]
        language, speech = self.sound.language, self.sound.speech
        matches = match(tokens, heard, language).matches if heard else ()
        slots = build_slots(tokens, heard, matches, language)
        edges, final = SegmentGraph(slots, tokens, heard, speech, self.start_ms, self.end_ms).edges(0, len(slots))
        said = self._found(edges, final) or []
        found = [AlignedWord(edges[one.edge].token, edges[one.edge].slot, one.start_ms, one.end_ms, one.gop) for one in said]
        placed = place_tokens(tokens, heard, slots, found, speech)
        return {self.indices[k]: _pinned(one, self.indices[k], self.words[self.indices[k]]) for k, one in placed.items()}


def _opened(
    window: SearchWindow,
    indices: Sequence[int],
    words: Sequence[WordToTime],
    tokens: Sequence[Token],
    sound: StretchSound,
    switches: dict[int, str],
    threads: int,
    pronouncer: Pronouncer,
) -> _Search:
    """A window made ready to be searched."""
    start_ms, end_ms = window.start_ms, window.end_ms
    if not window.pinned:
        start_ms, end_ms = Speech(sound.speech).within(start_ms, end_ms) or (start_ms, end_ms)
    first, last = start_ms // FRAME_SHIFT_MS, -(-end_ms // FRAME_SHIFT_MS)
    search = SegmentSearch(sound.language, sound.evidence(first, last), threads, switches, pronouncer)
    return _Search(indices, words, tokens, sound, search, start_ms, end_ms, first * FRAME_SHIFT_MS)


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


def _confidences(placed: dict[int, AlignedWord], tokens: Sequence[Token], sound: StretchSound) -> dict[int, float]:
    """The confidence of each place, by what Whisper heard there."""
    if not placed:
        return {}
    from_ms = min(one.start_ms for one in placed.values())
    to_ms = max(one.end_ms for one in placed.values())
    heard = [word for word in sound.heard if word.end_ms > from_ms and word.start_ms < to_ms]
    matches = match(tokens, heard, sound.language).matches if heard else ()
    return confidences(placed, tokens, matches, heard, sound.language)


def _moved(words: Sequence[WordToTime], placed: dict[int, AlignedWord]) -> list[int]:
    """The placed words that are wanted, and those beside them up to the first on each side that is where it was.

    A word that is fixed on both sides is not told of.
    """
    order = sorted(i for i in placed if not (words[i].start_pinned and words[i].end_pinned))
    runs = [(wanted, list(run)) for wanted, run in groupby(order, key=lambda i: words[i].wanted)]
    told: list[int] = []
    for at, (wanted, run) in enumerate(runs):
        if wanted:
            told += run
            continue
        from_left = _until_same(run, words, placed) if at else []
        from_right = _until_same(run[::-1], words, placed) if at + 1 < len(runs) else []
        told += sorted({*from_left, *from_right})
    return told


def _until_same(run: Sequence[int], words: Sequence[WordToTime], placed: dict[int, AlignedWord]) -> list[int]:
    found: list[int] = []
    for i in run:
        word, place = words[i], placed[i]
        before = (word.start_ms or 0, word.end_ms or 0)
        if all(abs(a - b) <= SAME_MS for a, b in zip(before, (place.start_ms, place.end_ms), strict=True)):
            break
        found.append(i)
    return found
