"""The windows that Whisper is given where the text is followed by its sound: some inside a long run, those beside a gap."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

PROBE_EVERY = 12
"""Most windows from one that Whisper is given to the next inside a long run: an hour is followed from 22 places or more side
by side. Measured on an hour of right text: 17 rounds, with 16 windows instead 22; Whisper heard 17 windows either way, as
the text was followed further where it had heard some."""

LONGEST_UNPROBED = 32
"""Windows in a row, a quarter of an hour, that are followed from their two ends alone, without loading Whisper.

Measured, in processor time: tiny.en is loaded in 0.6 s and hears a window in 1.2 s, a block is searched in 0.3 s. A quarter
of an hour takes some 23 rounds of two blocks, with two probes a third of that: sixteen cores gain about as much by it as
they lose to Whisper, two cores only lose."""

MOST_AT_ONCE = 8
"""Most windows in a row that Whisper is given before the text is followed again."""

MOST_SHARE = 0.25
"""The same as a share of the windows in a row that it had to be given beside them: each time all of the text is matched with
all that was recognised."""


def probes(run: range) -> list[int]:
    """Windows inside a run, evenly spaced, at most `PROBE_EVERY` apart; none of a run that is not long."""
    if len(run) <= LONGEST_UNPROBED:
        return []
    parts = -(-len(run) // PROBE_EVERY)
    return [run[len(run) * k // parts] for k in range(1, parts)]


def beside(run: range, heard: AbstractSet[int]) -> list[int]:
    """The windows of a run of unknown ones that are to be recognised next, in order.

    They are at its ends, the more, the more in a row beside it had to be; of a long run some inside it, for the text to
    be followed from there as well.
    """
    before = after = 0
    while run.start - 1 - before in heard:
        before += 1
    while run.stop + after in heard:
        after += 1
    left, right = (max(1, min(count, MOST_AT_ONCE), int(MOST_SHARE * count)) for count in (before, after))
    return sorted({*run[:left], *probes(run), *run[-right:]})
