"""Acceptance of published words that were aligned with the sound: which of them the sound does not bear out.

A gop (goodness of pronunciation) is a mean log-likelihood ratio a frame against a free loop of all phones: 0 and above is as
good a fit as any, below -4 another word.
"""

from __future__ import annotations

from collections.abc import Sequence

from oncue.acoustic.forced_aligner import AlignedEdge, Search

GOP_RUN_WORDS = 5
"""Words in a row whose gop is looked at together."""

LEAST_RUN_GOP = -3.0
"""Least gop of `GOP_RUN_WORDS` words in a row. One other word passes: it gets the time of what was said in its place, as it
would have if Whisper had been asked. Measured: on two windows of hand-labelled speech, a radio address and synthetic voices,
the worst five words were at -3.1 to -0.3 where the text was right; with three words replaced below -2.8 (nine of ten below
-3.7), with four more than were said below -6.9."""

LEAST_PAIR_GOP = -5.2
"""Least gop of the better of two words in a row, however short they are: where two words are printed that are not said, they
get the moment that is left for them, and weigh nothing among five. Measured: in an hour of such speech, and of it through a
telephone and in noise, no two words were both below -4.8 where the text was right; one may be, a swallowed `the` is at -9.
It finds two words more than were said in three of four places that the other limits let pass, two others in one of three."""

LEAST_MEAN_GOP = -1.5
"""Least gop of all words that are accepted together. Measured: where the text was right it was above -0.8 in clean sound,
above -1.6 through a telephone; of few words it is all that tells."""

LONGEST_UNCLAIMED_MS = 400
"""Most milliseconds of speech, too loud for a pause, that no word takes. Measured: up to 360 ms where the text was right,
above 560 ms where four words of it were missing; of two missing words half are noticed."""

MISPLACED_GOP = -4.0
"""Gop below which the sound beside a word may be that word's own."""

MISPLACED_UNCLAIMED_MS = 150
"""The same as `LONGEST_UNCLAIMED_MS` beside a word below `MISPLACED_GOP`."""


def implausible_spans(
    said: Sequence[AlignedEdge], start_ms: int | None, end_ms: int | None, search: Search, shift: float = 0.0
) -> list[range]:
    """Ranges of words (indices into `said`) that the sound does not bear out, in order of their last words.

    Sound that no word takes counts from `start_ms` to `end_ms`, or from the first word and to the last where one is None.
    `shift` is added to every limit of a gop: below 0 where right words fit this recording less than they do in English.
    """
    found: list[range] = []
    for k in range(len(said) + 1):
        if k >= GOP_RUN_WORDS and mean_gop(said[k - GOP_RUN_WORDS : k]) < LEAST_RUN_GOP + shift:
            found.append(range(k - GOP_RUN_WORDS, k))
        if k >= 2 and max(said[k - 2].gop, said[k - 1].gop) < LEAST_PAIR_GOP + shift:
            found.append(range(k - 2, k))
        before, after = said[k - 1] if k else None, said[k] if k < len(said) else None
        from_ms = before.end_ms if before else start_ms
        to_ms = after.start_ms if after else end_ms
        if from_ms is not None and to_ms is not None and _is_left_over(before, after, from_ms, to_ms, search, shift):
            found.append(range(max(0, k - GOP_RUN_WORDS), min(len(said), k + GOP_RUN_WORDS)))
    return found


def mean_gop(said: Sequence[AlignedEdge]) -> float:
    """The gop of all their frames together; 0 of no words."""
    total = sum(one.end_ms - one.start_ms for one in said)
    return sum(one.gop * (one.end_ms - one.start_ms) for one in said) / total if total else 0.0


def _is_left_over(
    before: AlignedEdge | None, after: AlignedEdge | None, from_ms: int, to_ms: int, search: Search, shift: float
) -> bool:
    misplaced = any(one is not None and one.gop < MISPLACED_GOP + shift for one in (before, after))
    return search.loud_speech_ms(from_ms, to_ms) > (MISPLACED_UNCLAIMED_MS if misplaced else LONGEST_UNCLAIMED_MS)
