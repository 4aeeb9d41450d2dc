"""Placement: one place in the recording for each token, in order, of all that was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from oncue.alignment.timing.slots import LONGEST_REPLACEMENT, Slot
from oncue.alignment.timing.word_graph import AlignedWord
from oncue.model import RecognisedWord, Token, WordStatus

LEAST_GOP = -3.5
"""Least mean gop of words in whose place Whisper heard nothing: below this it is another sound, or none.
Where it heard other words, the published ones have been weighed against those already."""

FOREIGN_GOP = -6.0
FAR_MS = 500
"""A matched word that sounds as little like what was said as that, so far from where it was heard, was not found: in noise
nine of ten such were said where they were heard."""

SHORTEST_WORD_MS = 20


def place_tokens(
    tokens: Sequence[Token], recognised: Sequence[RecognisedWord], slots: Sequence[Slot], found: Sequence[AlignedWord]
) -> dict[int, AlignedWord]:
    """The place of every token that is in the audio, by token index; starts never run backwards, ends are after starts.

    Tokens that were replaced by other words in speech (`door` printed, `long` said) share the time of those, `estimated`.
    """
    placed: dict[int, AlignedWord] = {}
    for slot_index, group in groupby(sorted(found, key=lambda one: one.slot), key=lambda one: one.slot):
        slot = slots[slot_index]
        said = list(group)
        written = [one for one in said if one.token is not None]
        if written:
            if slot.words or _fits(written):
                placed.update((one.token, _witnessed(one, slot, recognised)) for one in written if one.token is not None)
            continue
        if slot.matched or _may_replace(slot, tokens, recognised):
            placed.update(_share(slot.tokens, tokens, slot_index, said[0].start_ms, said[-1].end_ms, said))
    return _in_order(placed)


def _witnessed(one: AlignedWord, slot: Slot, recognised: Sequence[RecognisedWord]) -> AlignedWord:
    """Where it was found, or for a matched word with nothing for it there, where it was heard."""
    if not slot.matched or len(slot.tokens) != 1 or one.gop is None or one.gop >= FOREIGN_GOP:
        return one
    start_ms, end_ms = recognised[slot.words[0]].start_ms, recognised[slot.words[-1]].end_ms
    if end_ms - start_ms < SHORTEST_WORD_MS or max(start_ms - one.end_ms, one.start_ms - end_ms) <= FAR_MS:
        return one
    return AlignedWord(one.token, one.slot, start_ms, end_ms, one.gop, WordStatus.ESTIMATED)


def _fits(written: Sequence[AlignedWord]) -> bool:
    frames = [one.end_ms - one.start_ms for one in written]
    gops = [one.gop for one in written if one.gop is not None]
    if len(gops) < len(written):
        return True
    return sum(gop * length for gop, length in zip(gops, frames, strict=True)) / sum(frames) >= LEAST_GOP


def _may_replace(slot: Slot, tokens: Sequence[Token], recognised: Sequence[RecognisedWord]) -> bool:
    if not 0 < len(slot.tokens) <= LONGEST_REPLACEMENT or not slot.words:
        return False
    written = sum(len(tokens[i].text) for i in slot.tokens)
    heard = sum(len(recognised[j].text) for j in slot.words)
    return 1 / 3 <= written / heard <= 3


def _share(
    indices: Sequence[int], tokens: Sequence[Token], slot: int, start_ms: int, end_ms: int, said: Sequence[AlignedWord]
) -> dict[int, AlignedWord]:
    """The span from `start_ms` to `end_ms` divided among tokens by their letters."""
    if end_ms - start_ms < SHORTEST_WORD_MS * len(indices):
        return {}
    letters = [max(1, len(tokens[i].text)) for i in indices]
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


def _in_order(placed: Mapping[int, AlignedWord]) -> dict[int, AlignedWord]:
    """Overlaps between segments or windows (a few tens of milliseconds) are cut; what would run backwards is dropped."""
    ordered: dict[int, AlignedWord] = {}
    floor_ms = 0
    for index in sorted(placed):
        one = placed[index]
        start_ms, end_ms = max(one.start_ms, floor_ms), one.end_ms
        if end_ms - start_ms < min(SHORTEST_WORD_MS, one.end_ms - one.start_ms):
            continue
        ordered[index] = AlignedWord(one.token, one.slot, start_ms, end_ms, one.gop, one.status)
        floor_ms = end_ms
    return ordered
