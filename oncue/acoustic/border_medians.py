"""The border between two words that follow each other without a pause: the median of where the sound allows it to be.

The best path has the likeliest place of each border. Where the sound changes slowly, as between two vowels, that may be at
one end of all the likely ones; the median has half of them on either side, and is off by the least in the mean. Beside a
pause the path's place stays: there loudness and rules say more than the phones do.
"""

from __future__ import annotations

from collections.abc import Sequence

from oncue.acoustic.acoustic_model import STATES
from oncue.acoustic.mfcc import FRAME_SHIFT_MS
from oncue.acoustic.search_problem import BorderPosterior

LEAST_WORD_MS = STATES * FRAME_SHIFT_MS
"""Least that is left of each word: as long as a phone lasts at least."""


def moved_to_medians(
    words: Sequence[tuple[int, int]], places: Sequence[tuple[int, int]], posteriors: Sequence[BorderPosterior]
) -> list[tuple[int, int]]:
    """The start and end of each word in milliseconds, those between two words being the medians.

    `words` are the visits [first, last) of each, `places` their times by the path and the rules, and `posteriors` those of
    each visit's beginning. Words stay in order, and as long as `LEAST_WORD_MS` if they were.
    """
    borders = [list(place) for place in places]
    first = 0
    for last, (_, ends) in enumerate(words):
        if last + 1 < len(words) and words[last + 1][0] == ends:
            continue
        start_ms, end_ms = places[first][0], places[last][1]
        # The medians of borders are as far apart as words are long at least, but each is rounded by itself.
        if end_ms - start_ms >= LEAST_WORD_MS * (last + 1 - first):
            least_ms = start_ms
            for left in range(first, last):
                median_ms = places[left + 1][0] + round(posteriors[words[left][1]].median_ms)
                most_ms = end_ms - LEAST_WORD_MS * (last - left)
                least_ms = min(max(median_ms, least_ms + LEAST_WORD_MS), most_ms)
                borders[left][1] = borders[left + 1][0] = least_ms
        first = last + 1
    return [(start_ms, end_ms) for start_ms, end_ms in borders]
