"""The progress bar: one bar for the whole job, with the stage it is in and the time left."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

_SHARES = {"decode": 3, "detect": 4, "load": 5, "recognise": 68, "match": 1, "refine": 19}
"""Of the whole time, measured on broadcasts of minutes to hours with two cores; the bar only has to move evenly."""

_NAMES = {
    "decode": "Decoding",
    "detect": "Finding speech",
    "load": "Loading Whisper",
    "recognise": "Listening",
    "match": "Matching",
    "refine": "Timing words",
}


@contextmanager
def progress_bar(stages: Sequence[str], *, show: bool) -> Iterator[Callable[[str, float], None]]:
    """A callback for a stage and how much of it is done; shows nothing where standard error is not a terminal."""
    if not show or not sys.stderr.isatty():
        yield lambda stage, done: None
        return
    before = {stage: sum(_SHARES[earlier] for earlier in stages[:index]) for index, stage in enumerate(stages)}
    columns = (TextColumn("{task.description:<16}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Starting", total=sum(_SHARES[stage] for stage in stages))

        def on_progress(stage: str, done: float) -> None:
            bar.update(task, description=_NAMES[stage], completed=before[stage] + _SHARES[stage] * min(1.0, done))

        yield on_progress
