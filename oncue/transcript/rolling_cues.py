"""Captions that scroll upwards or are written word by word: what stays on screen is in several cues, and was said once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from oncue.caption_readers.cues import SourceCue

_LEAST_PAIRS = 3
_LEAST_WORDS = 4
"""Words of a cue of one line that is shown twice in a row by a fault of the file. "No. No." may be said."""


def without_repeated_lines(cues: Sequence[SourceCue]) -> Iterator[SourceCue]:
    """The cues without the lines that they repeat from the cue before, where more than half of them do so."""
    texts = [cue.texts for cue in cues]
    repeats = [_repeated_lines(earlier, later) for earlier, later in pairwise(texts)]
    grows = [_grows(earlier, later) for earlier, later in pairwise(texts)]
    counted = sum(
        bool(many) and (len(later) + len(earlier) > 2 or len(later[0].split()) >= _LEAST_WORDS)
        for many, (earlier, later) in zip(repeats, pairwise(texts), strict=True)
    )
    rolling = len(texts) > _LEAST_PAIRS and counted * 2 > len(texts)
    growing = len(texts) > _LEAST_PAIRS and (sum(grows) + counted) * 2 > len(texts) and sum(grows) >= _LEAST_PAIRS
    carried: int | None = None
    for k, cue in enumerate(cues):
        many = 0
        if k and (rolling or growing):
            many = repeats[k - 1] if carried is None else carried
        carried = None
        if growing and k + 1 < len(cues) and grows[k]:
            # The next cue says it all again; what this one repeats, that one does, too.
            carried = min(many, _same_lines(texts[k], texts[k + 1]))
            continue
        lines = [line for line in cue.lines if any(piece.text for piece in line)][many:]
        if lines:
            yield replace(cue, lines=tuple(lines))


def _same_lines(earlier: Sequence[str], later: Sequence[str]) -> int:
    """With how many lines both begin."""
    many = 0
    while many < min(len(earlier), len(later)) and earlier[many] == later[many]:
        many += 1
    return many


def _repeated_lines(earlier: Sequence[str], later: Sequence[str]) -> int:
    """With how many of the last lines of a cue the next one begins."""
    for many in range(min(len(earlier), len(later), 15), 0, -1):
        if tuple(earlier[-many:]) == tuple(later[:many]):
            return many
    return 0


def _grows(earlier: Sequence[str], later: Sequence[str]) -> bool:
    """True where the next cue is the same with further words."""
    before, after = " ".join(earlier), " ".join(later)
    return len(after) > len(before) and after.startswith(before) and not after[len(before)].isalnum()
