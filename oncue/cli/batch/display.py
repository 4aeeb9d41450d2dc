"""The progress of a batch on a terminal: a line for the whole and one for each running job; elsewhere plain lines."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn

from oncue.cli.batch.item import Item, ItemStatus
from oncue.cli.progress import stage_title

PLAIN_EVERY_S = 10.0
NAME_LENGTH = 40


class Display:
    """Draws the items each time it is called, within a `with` block."""

    def __init__(self, items: Sequence[Item], console: Console, *, quiet: bool) -> None:
        self._items = items
        self._console = console
        self._quiet = quiet
        self._drawn = not quiet and console.is_terminal
        columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
        self._bars = Progress(*columns, console=console, transient=True)
        self._whole = self._bars.add_task("Whole batch", total=len(items))
        self._running: dict[str, TaskID] = {}
        self._said_at = -PLAIN_EVERY_S
        self._trouble = ""

    def __enter__(self) -> Display:
        if self._drawn:
            self._bars.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._drawn:
            self._bars.stop()

    def __call__(self) -> None:
        """Draws the items as they are now."""
        if self._drawn:
            self._draw()
        elif not self._quiet and time.monotonic() - self._said_at >= PLAIN_EVERY_S:
            self._said_at = time.monotonic()
            self._console.print(totals(self._items), highlight=False, soft_wrap=True)

    def trouble(self, detail: str) -> None:
        """Prints why something is tried again; the same reason only once in a row."""
        if not self._quiet and detail != self._trouble:
            self._trouble = detail
            self._console.print(f"trying again: {detail}", highlight=False, markup=False, soft_wrap=True)

    def _draw(self) -> None:
        done = sum(item.status is not ItemStatus.WAITING for item in self._items)
        self._bars.update(self._whole, completed=done, description=totals(self._items))
        running = {item.name: item for item in self._items if item.status is ItemStatus.WAITING and item.stage}
        for name in self._running.keys() - running.keys():
            self._bars.remove_task(self._running.pop(name))
        for name, item in running.items():
            if name not in self._running:
                self._running[name] = self._bars.add_task("", total=1.0)
            what = "Uploading" if item.stage == "upload" else stage_title(item.stage or "working")
            self._bars.update(self._running[name], description=f"  {_short(name)}: {what}", completed=item.progress)


def totals(items: Sequence[Item]) -> str:
    """The count of all items, and of the items in each status, such as `12 items: 3 captioned, 9 waiting`."""
    counts = Counter(item.status for item in items)
    return f"{len(items)} items: {', '.join(f'{counts[status]} {status}' for status in ItemStatus if counts[status])}"


def _short(name: str) -> str:
    return name if len(name) <= NAME_LENGTH else f"…{name[1 - NAME_LENGTH :]}"
