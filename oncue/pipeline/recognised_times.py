"""Times of last resort: the recogniser's own, where neither the acoustic aligner nor attention has any."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from oncue.alignment.timing.slots import Slot
from oncue.alignment.timing.word_graph import AlignedWord
from oncue.pipeline.attention_times import SHORTEST_PLACE_MS
from oncue.pipeline.whisper_passes import Recognition


def recognised_times(wanted: Iterable[int], slots: Sequence[Slot], recognition: Recognition) -> list[AlignedWord]:
    """One place for each recognised word of the slots `wanted`, in milliseconds, at least `SHORTEST_PLACE_MS` long.

    It is the published token's where a slot matches as many tokens as words, else that of words that are not published.
    """
    found: list[AlignedWord] = []
    for index in wanted:
        slot = slots[index]
        paired = slot.matched and len(slot.tokens) == len(slot.words)
        for token, word in zip(slot.tokens if paired else [None] * len(slot.words), slot.words, strict=True):
            start_ms, end_ms = recognition.words[word].start_ms, recognition.words[word].end_ms
            found.append(AlignedWord(token, index, start_ms, max(start_ms + SHORTEST_PLACE_MS, end_ms), None))
    return found
