"""The word graph of a segment of a recording, which an acoustic search walks, and a word that was found in one."""

from __future__ import annotations

from dataclasses import dataclass

from oncue.model import Interval, WordStatus


@dataclass(frozen=True, slots=True)
class Edge:
    """One way from a state of a segment's graph to a later one: saying `text`, or nothing when it is None.

    `token` is the published token said; None for heard words that are not published. `slot` is the index of its slot.
    `probability` is of taking this edge, against others from the same state; what is heard outweighs all but close calls.
    `heard_ms` is where the recogniser heard the words of the slot, give or take half a second; None where it heard none.
    `follows`: it is said soon after the edge before it, as both are of one sentence.
    """

    start: int
    end: int
    text: str | None
    token: int | None
    slot: int
    probability: float = 1.0
    heard_ms: Interval | None = None
    follows: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the recording and the graph of what may be said in it, from state 0 to `final`.

    `beyond_speech`: words may as well lie where the detector hears no speech.
    """

    start_ms: int
    end_ms: int
    edges: tuple[Edge, ...]
    final: int
    first_slot: int
    last_slot: int
    beyond_speech: bool = False


@dataclass(frozen=True, slots=True)
class AlignedWord:
    """One published token (or, with `token` None, heard words that are not published) with its place in the recording.

    `gop` (goodness of pronunciation) is a mean log-likelihood ratio a frame against the best of all phones (0 is a perfect
    fit), or None where the method has none. `slot` is the index of the slot it belongs to. `spread_ms` is how far the sound
    allows the worse of its borders to be from there, on average; None where it was not placed by the sound. `unheard`:
    nothing was heard for it, and it lies where the sound has room for it between words that were heard.
    """

    token: int | None
    slot: int
    start_ms: int
    end_ms: int
    gop: float | None
    status: WordStatus = WordStatus.ALIGNED
    spread_ms: float | None = None
    unheard: bool = False
