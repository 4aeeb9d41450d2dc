"""The progress bar: one bar for the whole job, with the stage it is in and the time left."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from oncue.progress import Progress, overall, stage_label


def stage_title(stage: str) -> str:
    """A stage's label as a progress bar shows it, its first letter a capital."""
    label = stage_label(stage)
    return label[:1].upper() + label[1:]


@contextmanager
def progress_bar(*, show: bool) -> Iterator[Progress]:
    """A context manager with a progress callback that draws the bar, or draws nothing where standard error is no
    terminal."""
    if not show or not sys.stderr.isatty():
        yield lambda stage, done, audio_ms=None: None
        return
    columns = (TextColumn("{task.description:<16}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Starting", total=1)

        def on_progress(stage: str, done: float, audio_ms: int | None = None) -> None:
            bar.update(task, description=stage_title(stage), completed=overall(stage, done))

        yield on_progress
