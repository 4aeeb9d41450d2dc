"""Words of a text that were not heard although somebody speaks in their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oncue.alignment.heard_words import Hearing
from oncue.audio.speech_intervals import Speech
from oncue.model import Interval

FASTEST_WORD_MS = 250
"""Milliseconds of speech that a word takes at least, on the whole: of fewer there is no room for all that is missing."""


@dataclass(frozen=True, slots=True)
class Unexplained:
    """How many words of a text were not heard while somebody speaks in their place, as a share of those and the words that
    were heard (0..1), and between which times they are, in milliseconds and in order."""

    share: float
    places: tuple[Interval, ...]


def unexplained(hearing: Hearing, speech: Sequence[Interval], duration_ms: int) -> Unexplained:
    """The words that were not heard: of each place no more than can be said in the `speech` there.

    So words that nobody says do not count, and speech that is not published does not either.
    """
    spoken = Speech(speech)
    places: list[Interval] = []
    heard = lacking = missing = from_ms = 0

    def close(to_ms: int) -> None:
        nonlocal lacking
        room = min(missing, spoken.between_ms(from_ms, to_ms) // FASTEST_WORD_MS) if from_ms < to_ms else 0
        if room:
            lacking += room
            places.append((from_ms, to_ms))

    for slot in hearing.slots:
        if slot.matched and slot.words:
            close(hearing.words[slot.words[0]].start_ms)
            heard += len(slot.tokens)
            missing, from_ms = 0, hearing.words[slot.words[-1]].end_ms
        else:
            missing += len(slot.tokens)
    close(duration_ms)
    return Unexplained(lacking / (heard + lacking) if lacking else 0.0, tuple(places))
