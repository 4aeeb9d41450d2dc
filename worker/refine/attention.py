"""Where the acoustic aligner finds no path: the decoder's cross-attention, teacher-forced on the published words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from alignment.model import Token
from alignment.timing.found import Found
from alignment.timing.script import Slot
from worker.listen import LATE_MS, Heard
from worker.recognizer.protocol import Recognizer

SHORTEST_MS = 20


def attention_times(
    wanted: Iterable[int],
    slots: Sequence[Slot],
    tokens: Sequence[Token],
    heard: Heard,
    recognizer: Recognizer,
    language: str,
) -> list[Found]:
    """Places for the matched tokens of the slots `wanted`, and for heard words in them that are not published.

    Each window in question is forced once, on everything said in it, so that the attention has the whole text to divide.
    """
    wanted_slots = set(wanted)
    by_window: dict[int, list[int]] = {}
    for index, slot in enumerate(slots):
        if slot.words:
            by_window.setdefault(heard.window_of_word[slot.words[0]], []).append(index)
    found: list[Found] = []
    for window_index, inside in by_window.items():
        if wanted_slots.isdisjoint(inside):
            continue
        said: list[tuple[str, int | None, int]] = []
        for index in inside:
            slot = slots[index]
            if slot.matched and slot.tokens:
                said += [(tokens[i].text, i, index) for i in slot.tokens]
            else:
                said += [(heard.words[j].text, None, index) for j in slot.words]
        window = heard.windows[window_index]
        times = recognizer.align_words(
            heard.encodings[window_index], [text for text, _, _ in said], language=language, duration_ms=window.duration_ms
        )
        for word, (_, token, index) in zip(times, said, strict=True):
            if index in wanted_slots and word.end_ms > word.start_ms:
                start_ms = max(window.start_ms, window.start_ms + word.start_ms - LATE_MS)
                end_ms = max(start_ms + SHORTEST_MS, window.start_ms + word.end_ms - LATE_MS)
                found.append(Found(token, index, start_ms, end_ms, None))
    return found
