"""What a search found: the words said in one stretch, by whichever method."""

from __future__ import annotations

from dataclasses import dataclass

from oncue.model import WordStatus


@dataclass(frozen=True, slots=True)
class Found:
    """One published token (or, with `token` None, heard words that are not published) with its place in the recording.

    `score` is a mean log-likelihood ratio a frame against the best of all phones (0 is a perfect fit), or None where the
    method has no acoustic score. `slot` is the index of the script's slot it belongs to.
    """

    token: int | None
    slot: int
    start_ms: int
    end_ms: int
    score: float | None
    status: WordStatus = WordStatus.ALIGNED
