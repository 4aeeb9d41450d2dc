"""How much of a job each stage is, so that progress moves evenly."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called with a stage, how much of it is done, 0..1, and the recording's duration once it is known."""

    def __call__(self, stage: str, done: float, audio_ms: int | None = None) -> None:
        """May raise, to end the work."""


SHARES = {"decode": 4, "detect": 8, "load": 2, "recognise": 74, "match": 1, "refine": 11}
"""Of the whole time, measured on broadcasts of minutes to hours with two cores, in the order of the stages."""

_TOTAL = sum(SHARES.values())


def overall(stage: str, done: float) -> float:
    """How much of the whole job is done, 0..1, when so much of `stage` is; 0 for a stage that is not known."""
    if stage not in SHARES:
        return 0.0
    stages = list(SHARES)
    before = sum(SHARES[earlier] for earlier in stages[: stages.index(stage)])
    return (before + SHARES[stage] * min(1.0, max(0.0, done))) / _TOTAL
