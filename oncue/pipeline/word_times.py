"""Times of the published words of a whole recording: stretch by stretch, wider where one fails, then by attention."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from oncue.acoustic.forced_aligner import AlignedEdge, Search
from oncue.alignment.timing.placement import place_tokens
from oncue.alignment.timing.segments import LONGEST_WITHOUT_PAUSE_MS, cut_stretches, make_stretch
from oncue.alignment.timing.slots import Slot
from oncue.alignment.timing.word_graph import AlignedWord, Stretch
from oncue.asr.protocol import EncoderRecognizer, Recognizer
from oncue.model import Interval, Token
from oncue.pipeline.attention_times import attention_times
from oncue.pipeline.recognised_times import recognised_times
from oncue.pipeline.whisper_passes import Recognition

SUSPICIOUS_GOP = -5.0
"""Gop of a stretch's first or last words below which they may be on the wrong side of a cut."""

EDGE_WORDS = 2
"""Words at each end of a stretch whose gop is looked at together."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What is known of one recording before its words are timed.

    `pauses` and `speech` are intervals in milliseconds, in order.
    """

    duration_ms: int
    recognition: Recognition
    pauses: Sequence[Interval]
    speech: Sequence[Interval]
    language: str


def time_words(
    recording: Recording,
    tokens: Sequence[Token],
    slots: Sequence[Slot],
    recognizer: Callable[[], Recognizer],
    search: Search | None,
    on_progress: Callable[[float], None],
) -> tuple[dict[int, AlignedWord], str]:
    """The place of every token that is in the audio, by token index, and the name of the method.

    That is `pocketsphinx` with a search; without one `cross-attention`, or `recogniser` where the recogniser has no encoder
    outputs and only its own times are left. `recognizer` is called only where a word has no place by the search.
    """
    found: list[AlignedWord] = []
    unplaced: Sequence[int] = range(len(slots))
    fallback = "cross-attention"
    if search is not None:
        found, unplaced = search_all(recording, tokens, slots, search, on_progress)
    if unplaced:
        known, asked = recording.recognition, recognizer()
        if isinstance(asked, EncoderRecognizer):
            found += attention_times(unplaced, slots, tokens, known, asked, recording.language, recording.pauses)
        else:
            found += recognised_times(unplaced, slots, known)
            fallback = "recogniser"
    return place_tokens(tokens, recording.recognition.words, slots, found), fallback if search is None else "pocketsphinx"


def search_all(
    recording: Recording,
    tokens: Sequence[Token],
    slots: Sequence[Slot],
    search: Search,
    on_progress: Callable[[float], None],
) -> tuple[list[AlignedWord], list[int]]:
    """The places that the acoustic search found, and the indices of the slots it found no path for."""
    words = recording.recognition.words
    cut = cut_stretches(slots, tokens, words, recording.pauses, recording.speech, recording.duration_ms)
    found: list[AlignedWord] = []
    stretches: list[Stretch] = []
    for stretch in cut:
        confirmed = _confirmed(range(stretch.first_slot, stretch.last_slot), slots, recording.recognition)
        if confirmed is None:
            stretches.append(stretch)
        else:
            found += confirmed
    results = search.search(stretches, lambda count: on_progress(count / max(1, len(stretches))))
    wider = [
        make_stretch(
            slots, stretches[a].first_slot, stretches[b].last_slot, stretches[a].start_ms, stretches[b].end_ms,
            tokens, words, recording.speech,
        )
        for a, b in widened([_is_suspicious(said) for said in results], stretches)
    ]  # fmt: skip
    again = search.search(wider, lambda count: None)
    failed: list[int] = []
    replaced: set[int] = set()
    for stretch, said in zip(wider, again, strict=True):
        if said is not None:
            found += _found(stretch, said)
            replaced.update(range(stretch.first_slot, stretch.last_slot))
    for stretch, said in zip(stretches, results, strict=True):
        if stretch.first_slot in replaced:
            continue
        if said is None:
            failed += range(stretch.first_slot, stretch.last_slot)
        else:
            found += _found(stretch, said)
    return found, failed


def _confirmed(indices: range, slots: Sequence[Slot], recognition: Recognition) -> list[AlignedWord] | None:
    """The places of a stretch whose every word the sound has confirmed already; None where one has still to be found."""
    found: list[AlignedWord] = []
    for index in indices:
        slot = slots[index]
        if not slot.sure or len(slot.tokens) != len(slot.words):
            return None
        for token, word in zip(slot.tokens, (recognition.words[j] for j in slot.words), strict=True):
            if word.gop is None:
                return None
            found.append(AlignedWord(token, index, word.start_ms, word.end_ms, word.gop))
    return found


def _is_suspicious(said: list[AlignedEdge] | None) -> bool:
    if said is None:
        return True
    edges = (said[:EDGE_WORDS], said[-EDGE_WORDS:])
    return any(sum(one.gop for one in edge) / len(edge) < SUSPICIOUS_GOP for edge in edges if edge)


def widened(suspicious: Sequence[bool], stretches: Sequence[Stretch]) -> list[tuple[int, int]]:
    """Ranges (first, last, both included) of stretches to be searched as one: each suspicious one with its neighbours.

    Where they are many in a row, as many as may be searched as one.
    """
    ranges: list[tuple[int, int]] = []

    def adjoin(left: int, right: int) -> bool:
        return left >= 0 and right < len(stretches) and stretches[left].last_slot == stretches[right].first_slot

    for index, bad in enumerate(suspicious):
        if not bad:
            continue
        a, b = index - adjoin(index - 1, index), index + adjoin(index, index + 1)
        if ranges and a <= ranges[-1][1]:
            first = ranges[-1][0]
            if stretches[b].end_ms - stretches[first].start_ms <= LONGEST_WITHOUT_PAUSE_MS:
                ranges[-1] = (first, b)
                continue
            a = ranges[-1][1] + 1
        ranges.append((a, b))
    return [one for one in ranges if one[0] < one[1]]


def _found(stretch: Stretch, said: Sequence[AlignedEdge]) -> list[AlignedWord]:
    return [
        AlignedWord(stretch.edges[one.edge].token, stretch.edges[one.edge].slot, one.start_ms, one.end_ms, one.gop)
        for one in said
    ]
