"""Times of published words by the decoder's cross-attention, teacher-forced on them: where the acoustic aligner has none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import takewhile

from oncue.alignment.timing.slots import Slot
from oncue.alignment.timing.word_graph import AlignedWord
from oncue.asr.protocol import EncoderRecognizer
from oncue.model import Interval, Token
from oncue.pipeline.whisper_passes import LATE_MS, Recognition

SHORTEST_PLACE_MS = 20
"""Shortest word, in milliseconds."""

LEAST_LEFT_MS = 200
"""Least milliseconds left of a word that a pause was in: it was said on the far side of it, and said whole."""


def attention_times(
    wanted: Iterable[int],
    slots: Sequence[Slot],
    tokens: Sequence[Token],
    recognition: Recognition,
    recognizer: EncoderRecognizer,
    language: str,
    pauses: Sequence[Interval],
) -> list[AlignedWord]:
    """One place, in milliseconds, for each matched token of the slots `wanted` and each recognised word there that is not
    published.

    Each window in question is forced once, on everything said in it, so that the attention has the whole text to divide.
    Attention knows no pause: a word ends where the next begins. `pauses`, in milliseconds and in order, part them.
    """
    wanted_slots = set(wanted)
    by_window: dict[int, list[int]] = {}
    for index, slot in enumerate(slots):
        if slot.words:
            by_window.setdefault(recognition.window_of_word[slot.words[0]], []).append(index)
    found: list[AlignedWord] = []
    for window_index, inside in by_window.items():
        if wanted_slots.isdisjoint(inside):
            continue
        said: list[tuple[str, int | None, int]] = []
        for index in inside:
            slot = slots[index]
            if slot.matched and slot.tokens:
                said += [(tokens[i].text, i, index) for i in slot.tokens]
            else:
                said += [(recognition.words[j].text, None, index) for j in slot.words]
        window = recognition.windows[window_index]
        encoding, texts = recognition.encodings[window_index], [text for text, _, _ in said]
        times = recognizer.align_words(encoding, texts, language=language, duration_ms=window.duration_ms)
        places = [
            (window.start_ms + word.start_ms - LATE_MS, window.start_ms + word.end_ms - LATE_MS)
            for word in times
            if word.end_ms > word.start_ms
        ]
        placed = [whose for word, whose in zip(times, said, strict=True) if word.end_ms > word.start_ms]
        for (start_ms, end_ms), (_, token, index) in zip(beside_pauses(places, pauses), placed, strict=True):
            if index in wanted_slots:
                start_ms = max(window.start_ms, start_ms)
                found.append(AlignedWord(token, index, start_ms, max(start_ms + SHORTEST_PLACE_MS, end_ms), None))
    return found


def beside_pauses(words: Sequence[Interval], pauses: Sequence[Interval]) -> list[Interval]:
    """The intervals `words` (milliseconds, in order) with the longest pause between two of them in neither of the two.

    The first word does not begin, and the last does not end, in a pause. What is left of a word that a pause was in is at
    least `LEAST_LEFT_MS` long, or half of it.
    """
    moved: list[Interval] = []
    at = 0
    for start_ms, end_ms in words:
        left = (sum(moved[-1]) // 2) if moved else start_ms
        pause, at = _longest_pause(left, max((start_ms + end_ms) // 2, end_ms - LEAST_LEFT_MS), pauses, at)
        if pause and moved:
            moved[-1] = (moved[-1][0], pause[0])
        begun = pause is not None and (bool(moved) or pause[0] == start_ms)
        moved.append((pause[1] if pause and begun else start_ms, end_ms))
    if moved:
        start_ms, end_ms = moved[-1]
        pause, _ = _longest_pause((start_ms + end_ms) // 2, end_ms, pauses, at)
        moved[-1] = (start_ms, pause[0] if pause and pause[1] == end_ms else end_ms)
    return moved


def _longest_pause(left: int, right: int, pauses: Sequence[Interval], at: int) -> tuple[Interval | None, int]:
    """The part of the longest pause that lies between two times, and the first pause, from `at` on, that does not end before
    them."""
    while at < len(pauses) and pauses[at][1] <= left:
        at += 1
    inside = [(max(a, left), min(b, right)) for a, b in takewhile(lambda pause: pause[0] < right, pauses[at:])]
    return max(inside, key=lambda pause: pause[1] - pause[0], default=None), at
