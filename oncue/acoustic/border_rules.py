"""Rules for where a word ends before a pause, by what voices and stops do.

A sonorant ends where its voice does: breath and the room's echo behind it are no part of the word. A stop ends with its
burst, which may come after a closure as quiet as a pause.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oncue.acoustic.frame_features import QUIET, Evidence
from oncue.acoustic.mfcc import FRAME_CENTRE_MS, FRAME_SHIFT_MS
from oncue.acoustic.phone_manner import manner

_SONORANTS = frozenset({"vowel", "nasal", "liquid", "glide"})

LEAST_PAUSE_FRAMES = 4
"""Frames of a pause behind a sonorant, at least one of which is surely quiet."""

TAIL_DB = 13.0
"""Decibels below the loudest of a sonorant's end from which on sound without voice is not of the word; louder, it is a
creaking voice."""

LONGEST_TAIL_FRAMES = 8
"""Most frames without voice that are taken off: a longer stretch is one that is voiced too faintly to be told."""

_LOUDEST_WITHIN_FRAMES = 20
_FADES_FRAMES = 1
"""Frames behind the last voiced one that are left to the word."""

LONGEST_CLOSURE_FRAMES = 15
"""Frames behind the end of a stop in which its burst may come."""

NEXT_WORD_FRAMES = 3
"""Frames before the next word that are its own beginning."""

LEAST_CLOSURE_FRAMES = 2
BURST_DB = 12.0
"""Decibels by which a burst is louder than the closure before it and the pause, and falls until it is over."""

_LONGEST_BURST_FRAMES = 15
"""Frames of a burst with the breath behind it: the longest aspiration measured in 18 languages is 154 ms (Cho and Ladefoged,
Variation and universals in VOT, 1999), and breath is drawn for longer."""

_OVER_ABOVE_PAUSE_DB = 6.0
_PAUSE_FRAMES = 40


def end_before_pause_ms(phone: str, first: int, end: int, pause_end: int, sound: Evidence) -> int | None:
    """Where a word ends that ends in `phone`, in milliseconds from the first frame; None where the rules say nothing.

    It takes the frames [first, end) by the search, and a pause follows up to the frame `pause_end`.
    """
    pause = sound.silence[end:pause_end]
    if not len(pause) or pause.max() < QUIET / 2:
        return None  # no pause, but sound that is no word
    how = manner(phone)
    found = None
    if how in _SONORANTS:
        found = _end_of_voice(first, end, pause_end, sound)
    elif how == "stop":
        found = _end_of_burst(end, pause_end, sound.loudness_db)
    return None if found is None else round(FRAME_SHIFT_MS * found + FRAME_CENTRE_MS)


def _end_of_voice(first: int, end: int, pause_end: int, sound: Evidence) -> float | None:
    if pause_end - end < LEAST_PAUSE_FRAMES:
        return None
    tail_db = float(sound.loudness_db[max(first, end - _LOUDEST_WITHIN_FRAMES) : end].max()) - TAIL_DB
    last = end
    while last > first and not sound.voiced[last - 1] and sound.loudness_db[last - 1] <= tail_db:
        last -= 1
    return last + _FADES_FRAMES if last > first and _FADES_FRAMES < end - last <= LONGEST_TAIL_FRAMES else None


def _end_of_burst(end: int, pause_end: int, loudness_db: NDArray[np.float32]) -> float | None:
    until = min(pause_end - NEXT_WORD_FRAMES, len(loudness_db))
    closure = loudness_db[end : min(end + LONGEST_CLOSURE_FRAMES, until)]
    if len(closure) <= LEAST_CLOSURE_FRAMES:
        return None
    loudest = int(np.argmax(closure))
    burst_db = float(closure[loudest])
    pause_db = float(np.percentile(loudness_db[end : min(end + _PAUSE_FRAMES, until)], 20))
    if loudest < LEAST_CLOSURE_FRAMES or burst_db - max(pause_db, float(closure[:loudest].min())) < BURST_DB:
        return None
    over_db = max(burst_db - BURST_DB, pause_db + _OVER_ABOVE_PAUSE_DB)
    begins = loudest
    while closure[begins - 1] > over_db:  # ends within the closure, part of which is quieter than that
        begins -= 1
    for frame in range(end + loudest + 1, min(end + begins + _LONGEST_BURST_FRAMES + 1, until)):
        if loudness_db[frame] <= over_db:
            before_db = loudness_db[frame - 1]
            return frame + float((before_db - over_db) / (before_db - loudness_db[frame])) - 0.5
    return None
