"""Times of last resort: the recogniser's own, where neither the acoustic aligner nor attention has any."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from oncue.alignment.timing.found import Found
from oncue.alignment.timing.slots import Slot
from oncue.pipeline.whisper_passes import Recognition

SHORTEST_MS = 20


def recognised_times(wanted: Iterable[int], slots: Sequence[Slot], recognition: Recognition) -> list[Found]:
    """One place for each recognised word of the slots `wanted`, in milliseconds, at least `SHORTEST_MS` long.

    It is the published token's where a slot matches as many tokens as words, else that of words that are not published.
    """
    found: list[Found] = []
    for index in wanted:
        slot = slots[index]
        paired = slot.matched and len(slot.tokens) == len(slot.words)
        for token, word in zip(slot.tokens if paired else [None] * len(slot.words), slot.words, strict=True):
            start_ms, end_ms = recognition.words[word].start_ms, recognition.words[word].end_ms
            found.append(Found(token, index, start_ms, max(start_ms + SHORTEST_MS, end_ms), None))
    return found
