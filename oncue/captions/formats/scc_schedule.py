"""When the words of pop-on captions are sent, at one a frame: each caption is loaded while the one before it is shown.

A decoder has two memories. Words go into the one that is not shown; `END_OF_CAPTION` exchanges the two, so that a caption
shows on the frame of that code if all of it has been sent by then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oncue.caption_readers.cea608 import END_OF_CAPTION, ERASE_DISPLAYED, EXTENDED, is_code

_SHOW = (END_OF_CAPTION, END_OF_CAPTION)
_CLEAR = (ERASE_DISPLAYED, ERASE_DISPLAYED)
LATE_FRAMES = 2
"""A caption that shows within so many frames of its time is on time."""

# Where there is no time to take a caption away, it stays until the next one if that is less than half a second: a shorter
# hole would flicker.
_HOLE_FRAMES = 15


@dataclass(frozen=True, slots=True)
class Load:
    """The words that load a caption, without those that show it; `rough` has fewer, for it is not as well centred, and
    `bare` still fewer, for codes that erase and place are sent once: CTA-608-E, 8.6, advises to repeat them, and decoders
    need them once."""

    words: Sequence[int]
    rough: Sequence[int]
    bare: Sequence[int]


@dataclass(frozen=True, slots=True)
class Burst:
    """Words that are sent one after the other, the first one at `frame`."""

    frame: int
    words: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """The bursts in their order, and the frame on which each caption shows."""

    bursts: tuple[Burst, ...]
    shown: tuple[int, ...]


def schedule(loads: Sequence[Load], spans: Sequence[tuple[int, int]]) -> Schedule:
    """The schedule of captions that are to be shown in `spans`, which are in order and do not overlap.

    A caption is loaded as late as it can be, but for the code that takes the former away, which is sent on its frame. Where
    captions follow each other faster than they can be sent, they show late, and for as long as they should have.
    """
    bursts: list[Burst] = []
    shown: list[int] = []
    free = 0  # the first frame in which nothing is sent yet
    clear: int | None = None  # the frame on which the caption before is to go, if nothing replaces it earlier
    for load, (first, last) in zip(loads, spans, strict=True):
        words, show, cleared = _placed(load, first, free, clear)
        if cleared and clear is not None:
            (before, after), show = _around(words, show, free, clear)
            bursts += [burst for burst in (before, Burst(clear, _CLEAR), after) if burst.words]
        else:
            bursts.append(Burst(show - len(words), (*words,)))
        if bursts[-1].frame + len(bursts[-1].words) == show:
            bursts[-1] = Burst(bursts[-1].frame, (*bursts[-1].words, *_SHOW))  # by custom one line
        else:
            bursts.append(Burst(show, _SHOW))
        shown.append(show)
        free = show + len(_SHOW)
        clear = max(free, last if show - first <= LATE_FRAMES else show + last - first)
    if clear is not None:
        bursts.append(Burst(clear, _CLEAR))
    return Schedule(tuple(bursts), tuple(shown))


def _placed(load: Load, first: int, free: int, clear: int | None) -> tuple[Sequence[int], int, bool]:
    """The words to send, the frame to show them on, and whether the caption before is taken away before that."""
    cleared = clear is not None and clear + len(_CLEAR) <= first
    for words in (load.words, load.rough, load.bare):
        needed = len(words) + (len(_CLEAR) if cleared else 0)
        if free + needed <= first:
            return words, first, cleared
    show = max(first, free + len(load.bare))
    if clear is not None and show - clear >= _HOLE_FRAMES:
        return load.bare, max(first, free + len(load.bare) + len(_CLEAR)), True
    return load.bare, show, False


def _around(words: Sequence[int], show: int, free: int, clear: int) -> tuple[tuple[Burst, Burst], int]:
    """The words before the code at `clear` and those after it, all on one side where there is room.

    Also the frame to show them on, which is a little later where the words cannot be divided just there.
    """
    after = clear + len(_CLEAR)
    if after + len(words) <= show:
        return (Burst(free, ()), Burst(show - len(words), (*words,))), show
    if free + len(words) <= clear:
        return (Burst(clear - len(words), (*words,)), Burst(after, ())), show
    at = max(place for place in _places(words) if place <= clear - free)
    show = max(show, after + len(words) - at)
    return (Burst(clear - at, (*words[:at],)), Burst(show - (len(words) - at), (*words[at:],))), show


def _places(words: Sequence[int]) -> list[int]:
    """Where words may be divided: not between a code and its repetition, nor before a code that replaces a character."""
    places = [0]
    at = 0
    while at < len(words):
        doubled = is_code(words[at]) and words[at : at + 1] == words[at + 1 : at + 2]
        at += 2 if doubled else 1
        if at >= len(words) or words[at] not in EXTENDED:
            places.append(at)
    return places
