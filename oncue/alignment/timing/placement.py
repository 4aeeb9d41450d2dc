"""Placement: one place in the recording for each token, in order, of all that was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from oncue.alignment.timing.segment_graph import MS_PER_LETTER
from oncue.alignment.timing.slots import LONGEST_REPLACEMENT, Slot
from oncue.alignment.timing.word_graph import AlignedWord
from oncue.model import Interval, RecognisedWord, Token, WordStatus
from oncue.text.numbers import about_letters, is_figure

LEAST_GOP = -3.5
"""Least mean gop of words in whose place Whisper heard nothing: below this it is another sound, or none.
Where it heard other words, the published ones have been weighed against those already."""

ORDINARY_GOP = -1.3
"""Least mean gop of a recording's words that were surely heard, for `LEAST_GOP` to hold as it is. A unit below
that of right words in English, so that it holds there; other languages are below it, as the acoustic model's phones are
English."""

MOST_LENIENT_SHIFT = -1.0
"""Most that `LEAST_GOP` is lowered by in a recording whose right words fit worse than that."""

FOREIGN_GOP = -6.0
FAR_MS = 500
"""A matched word that sounds as little like what was said as that, so far from where it was heard, was not found: in noise
nine of ten such were said where they were heard."""

SHORTEST_WORD_MS = 20

LEAST_FIGURE_MS = 120
"""Of speech for each figure between two words: the shortest digits are said in as much."""


def place_tokens(
    tokens: Sequence[Token],
    recognised: Sequence[RecognisedWord],
    slots: Sequence[Slot],
    found: Sequence[AlignedWord],
    speech: Sequence[Interval] = (),
) -> dict[int, AlignedWord]:
    """The place of every token that is in the audio, by token index; starts never run backwards, ends are after starts.

    Tokens that were replaced by other words in speech (`door` printed, `long` said) share the time of those, `estimated`.
    So do figures between two words that were heard: nobody knows how they were read. `speech` are half-open intervals in
    milliseconds, in order, where somebody speaks.
    """
    placed: dict[int, AlignedWord] = {}
    least_gop = LEAST_GOP + fit_shift(found, slots)
    for slot_index, group in groupby(sorted(found, key=lambda one: one.slot), key=lambda one: one.slot):
        slot = slots[slot_index]
        said = list(group)
        written = [one for one in said if one.token is not None]
        if written:
            if slot.words or _mean_gop(written) >= least_gop:
                placed.update((one.token, _witnessed(one, slot, recognised)) for one in written if one.token is not None)
            continue
        if slot.matched or _may_replace(slot, tokens, recognised):
            placed.update(_share(slot.tokens, tokens, slot_index, said[0].start_ms, said[-1].end_ms, said))
    ordered = in_order(placed)
    between = _figures_between(ordered, tokens, slots, speech)
    return dict(sorted({**ordered, **between}.items())) if between else ordered


def _figures_between(
    placed: Mapping[int, AlignedWord], tokens: Sequence[Token], slots: Sequence[Slot], speech: Sequence[Interval]
) -> dict[int, AlignedWord]:
    """Places for the figures without one, between two words that were heard, where there is speech between those."""
    found: dict[int, AlignedWord] = {}
    for index, slot in enumerate(slots):
        if slot.matched or not slot.tokens or not all(i not in placed and is_figure(tokens[i].text) for i in slot.tokens):
            continue
        before, after = _neighbour(slots, index, -1), _neighbour(slots, index, 1)
        if before is None or after is None or before not in placed or after not in placed:
            continue
        a, b = placed[before].end_ms, placed[after].start_ms
        inside = [(max(a, start_ms), min(b, end_ms)) for start_ms, end_ms in speech if start_ms < b and end_ms > a]
        start_ms, end_ms = max(inside, key=lambda one: one[1] - one[0], default=(a, a))
        most_ms = MS_PER_LETTER * 2 * sum(about_letters(tokens[i].text) for i in slot.tokens)
        if end_ms - start_ms >= LEAST_FIGURE_MS * len(slot.tokens):
            found.update(_share(slot.tokens, tokens, index, start_ms, min(end_ms, start_ms + most_ms), ()))
    return found


def _neighbour(slots: Sequence[Slot], index: int, step: int) -> int | None:
    """The token beside a slot, if it was heard as written."""
    beside = index + step
    while 0 <= beside < len(slots) and not slots[beside].tokens:
        beside += step
    if not 0 <= beside < len(slots) or not slots[beside].matched:
        return None
    return slots[beside].tokens[0 if step > 0 else -1]


def _witnessed(one: AlignedWord, slot: Slot, recognised: Sequence[RecognisedWord]) -> AlignedWord:
    """The word where it was found, or for a matched word with nothing for it there, where it was heard."""
    if not slot.located or len(slot.tokens) != 1 or one.gop is None or one.gop >= FOREIGN_GOP:
        return one
    start_ms, end_ms = recognised[slot.words[0]].start_ms, recognised[slot.words[-1]].end_ms
    if end_ms - start_ms < SHORTEST_WORD_MS or max(start_ms - one.end_ms, one.start_ms - end_ms) <= FAR_MS:
        return one
    return AlignedWord(one.token, one.slot, start_ms, end_ms, one.gop, WordStatus.ESTIMATED)


def fit_shift(found: Sequence[AlignedWord], slots: Sequence[Slot]) -> float:
    """What is added to a least gop, by how well the words fit that were surely heard; 0 where nobody knows."""
    sure = [one for one in found if one.token is not None and one.gop is not None and slots[one.slot].sure]
    return min(0.0, max(MOST_LENIENT_SHIFT, _mean_gop(sure) - ORDINARY_GOP)) if sure else 0.0


def _mean_gop(words: Sequence[AlignedWord]) -> float:
    """The mean gop of all frames of some words; 0 where the method has none for one of them, or none takes time."""
    gops = [(one.gop, one.end_ms - one.start_ms) for one in words if one.gop is not None]
    total = sum(length for _, length in gops)
    return sum(gop * length for gop, length in gops) / total if total and len(gops) == len(words) else 0.0


def _may_replace(slot: Slot, tokens: Sequence[Token], recognised: Sequence[RecognisedWord]) -> bool:
    if not 0 < len(slot.tokens) <= LONGEST_REPLACEMENT or not slot.words:
        return False
    heard = sum(len(recognised[j].text) for j in slot.words)
    # A figure may be said in a word or in many.
    least = sum(len(tokens[i].text) for i in slot.tokens)
    most = sum(2 * about_letters(tokens[i].text) if is_figure(tokens[i].text) else len(tokens[i].text) for i in slot.tokens)
    return most / heard >= 1 / 3 and least / heard <= 3


def _share(
    indices: Sequence[int], tokens: Sequence[Token], slot: int, start_ms: int, end_ms: int, said: Sequence[AlignedWord]
) -> dict[int, AlignedWord]:
    """The span from `start_ms` to `end_ms` divided among tokens by their letters."""
    if end_ms - start_ms < SHORTEST_WORD_MS * len(indices):
        return {}
    letters = [max(1, about_letters(tokens[i].text)) for i in indices]
    gops = [one.gop for one in said if one.gop is not None]
    gop = min(gops) if gops else None
    places: dict[int, AlignedWord] = {}
    done = 0
    for index, size in zip(indices, letters, strict=True):
        a = start_ms + (end_ms - start_ms) * done // sum(letters)
        done += size
        b = start_ms + (end_ms - start_ms) * done // sum(letters)
        places[index] = AlignedWord(index, slot, a, b, gop, WordStatus.ESTIMATED)
    return places


def in_order(placed: Mapping[int, AlignedWord]) -> dict[int, AlignedWord]:
    """The places without overlaps: those between segments or windows (a few tens of milliseconds) are cut, and a place that
    would run backwards is dropped."""
    ordered: dict[int, AlignedWord] = {}
    floor_ms = 0
    for index in sorted(placed):
        one = placed[index]
        start_ms, end_ms = max(one.start_ms, floor_ms), one.end_ms
        if end_ms - start_ms < min(SHORTEST_WORD_MS, one.end_ms - one.start_ms):
            continue
        ordered[index] = replace(one, start_ms=start_ms, end_ms=end_ms)
        floor_ms = end_ms
    return ordered
