"""The progress of an alignment's stages, and the seconds that each took."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

from oncue.progress import Progress, Stage, overall


@dataclass(slots=True)
class Report:
    """Seconds by the name of the stage, in the order in which stages ran; a stage that was not needed is not in it."""

    stage_s: dict[str, float] = field(default_factory=dict)


def silent(stage: str, done: float, audio_ms: int | None = None) -> None:
    """A `Progress` that tells nobody."""


class StageClock:
    """Tells the progress of each stage and keeps its seconds. `audio_ms` is the recording's duration once it is known.

    Progress never goes back: where a stage is done again, with another track of the recording, the furthest point that was
    reached is told until it is passed.
    """

    def __init__(self, on_progress: Progress, report: Report) -> None:
        self._on_progress = on_progress
        self._report = report
        self._furthest: tuple[Stage, float] | None = None
        self.audio_ms: int | None = None

    @contextmanager
    def stage(self, stage: Stage) -> Iterator[Callable[[float], None]]:
        """A context for the work of one stage: it gives a callback for how much of it is done, 0..1."""
        started = perf_counter()
        self._tell(stage, 0.0)
        yield lambda share: self._tell(stage, share)
        # A stage may run again, for another language or sound.
        self._report.stage_s[stage.value] = self._report.stage_s.get(stage.value, 0.0) + perf_counter() - started
        self._tell(stage, 1.0)

    def _tell(self, stage: Stage, share: float) -> None:
        if self._furthest is None or overall(stage, share) >= overall(*self._furthest):
            self._furthest = (stage, share)
        else:
            stage, share = self._furthest
        self._on_progress(stage.value, share, self.audio_ms)
