"""The progress of an alignment's stages, and the seconds that each took."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

from oncue.progress import Progress, Stage


@dataclass(slots=True)
class Report:
    """Seconds by the name of the stage, in the order in which stages ran; a stage that was not needed is not in it."""

    stage_s: dict[str, float] = field(default_factory=dict)


def silent(stage: str, done: float, audio_ms: int | None = None) -> None:
    """A `Progress` that tells nobody."""


class StageClock:
    """Tells the progress of each stage and keeps its seconds. `audio_ms` is the recording's duration once it is known."""

    def __init__(self, on_progress: Progress, report: Report) -> None:
        self._on_progress = on_progress
        self._report = report
        self.audio_ms: int | None = None

    @contextmanager
    def stage(self, stage: Stage) -> Iterator[Callable[[float], None]]:
        """A context for the work of one stage: it gives a callback for how much of it is done, 0..1."""
        started = perf_counter()
        self._on_progress(stage.value, 0.0, self.audio_ms)
        yield lambda share: self._on_progress(stage.value, share, self.audio_ms)
        # A stage may run again, for another language.
        before_s = self._report.stage_s.get(stage.value, 0.0)
        self._report.stage_s[stage.value] = before_s + perf_counter() - started
        self._on_progress(stage.value, 1.0, self.audio_ms)
