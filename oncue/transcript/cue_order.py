"""The order of a caption file's cues, by their times, and those that stand in it twice."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from oncue.caption_readers.cues import SourceCue
from oncue.text.language_id import near_languages, shares

_LEAST_PART = 5
"""Cues of a file that was put behind another one. Fewer are out of order."""

_SAMPLE_CUES = 60
_SAMPLE_CHARS = 2_000


def in_order(cues: Sequence[SourceCue]) -> tuple[list[SourceCue], tuple[str, ...]]:
    """The cues by their start, and a notice where that is not the order of the file. Without a time a cue stays behind the
    one before it.

    Where the times start again and the language is the same, parts were joined without moving their times: such a file is
    in order as it is. In another language it is a second track of the same programme.
    """
    starts: list[int] = []
    for cue in cues:
        starts.append(cue.start_ms if cue.start_ms is not None else starts[-1] if starts else -(10**12))
    if all(earlier <= later for earlier, later in pairwise(starts)):
        return list(cues), ()
    if parts := _joined_parts(cues, starts):
        notice = (
            f"times_start_again: the file has {parts} parts with times of their own; they were read in the file's order."
        )
        return list(cues), (notice,)
    order = sorted(range(len(cues)), key=starts.__getitem__)
    moved = sum(starts[k] < starts[k - 1] for k in range(1, len(starts)))
    notice = (
        f"order_by_time: the cues were not in the order of their times (at {moved} of {len(cues)}); they were put in order."
    )
    return [cues[k] for k in order], (notice,)


def without_duplicates(cues: Sequence[SourceCue]) -> tuple[list[SourceCue], tuple[str, ...]]:
    """The cues without those that have the times and the words of another one, and a notice that counts them."""
    seen: set[tuple[int, int | None, tuple[str, ...]]] = set()
    kept: list[SourceCue] = []
    for cue in cues:
        if cue.start_ms is not None:
            key = (cue.start_ms, cue.end_ms, cue.texts)
            if key in seen:
                continue
            seen.add(key)
        kept.append(cue)
    left = len(cues) - len(kept)
    if not left:
        return kept, ()
    return kept, (
        f"repeated_cues_left_out: {left} of {len(cues)} cues stand in the file twice, with the same times and words.",
    )


def _joined_parts(cues: Sequence[SourceCue], starts: Sequence[int]) -> int:
    """How many parts in order of their own stand in a row, 0 where it is something else."""
    bounds = [0, *(k for k in range(1, len(starts)) if starts[k] < starts[k - 1]), len(starts)]
    parts = [range(start, end) for start, end in pairwise(bounds)]
    if any(len(part) < _LEAST_PART for part in parts):
        return 0
    # A part that starts again does so at the beginning; a cue out of order is a little too late.
    if any(starts[part[0]] > (starts[part[-1]] + starts[0]) / 2 for part in parts[1:]):
        return 0
    if any(starts[later[0]] > (starts[earlier[0]] + starts[earlier[-1]]) / 2 for earlier, later in pairwise(parts)):
        return 0
    languages = [_language(cues, part) for part in parts]
    same = all(language in near_languages(languages[0]) for language in languages)
    return len(parts) if same else 0


def _language(cues: Sequence[SourceCue], part: range) -> str:
    step = max(1, len(part) // _SAMPLE_CUES)
    sample = " ".join(" ".join(cues[k].texts) for k in part[::step])[:_SAMPLE_CHARS]
    found = shares(sample or "-")
    return max(found, key=lambda code: found[code])
