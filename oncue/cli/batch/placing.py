"""Chooses the files that captions really go to: never one that a person made or changed."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from oncue.cli.batch.item import Item, ItemStatus
from oncue.cli.batch.state import BatchState
from oncue.cli.outputs import marked


def beside(path: Path) -> Iterator[Path]:
    """Yields names for captions that may not be called `path`: `a.oncue.srt`, `a.oncue-2.srt`, ..."""
    for number in itertools.count(1):
        yield marked(path, ".oncue" if number == 1 else f".oncue-{number}")


def place(path: Path, item: Item, state: BatchState, taken: Collection[Path] = ()) -> Path:
    """`path` where there is no such file, or where it still is as Oncue wrote it for this item; else a free name beside it.

    `taken` are places that are given away already. Raises `OSError` where a file that is there cannot be read.
    """
    for each in itertools.chain((path,), beside(path)):
        if each not in taken and (not each.exists() or (each.is_file() and state.is_ours(each, item.audio))):
            return each
        if each.is_dir():
            return each  # nothing can be written there: said when it is tried
    raise AssertionError


def skip_captioned(items: Iterable[Item], state: BatchState, *, force: bool) -> None:
    """Marks as skipped each waiting item that has its captions already, with the result of the run that made them."""
    for item in items:
        found = current_captions(item, state) if item.status is ItemStatus.WAITING and not force else None
        if found is None or item.audio is None:
            continue
        item.status, item.written, item.kept = ItemStatus.SKIPPED, found, kept_files(item, found)
        before = state.captioned(item.audio, item.output)
        if before is not None:
            item.job, item.warnings, item.quality = before.job, before.warnings, before.quality


def current_captions(item: Item, state: BatchState) -> tuple[Path, ...] | None:
    """The files with all captions of the item, each newer than its recording and transcript; None where one is missing.

    A person's own file counts where it is newer, as does a file that was written beside an older one.
    """
    if item.audio is None or item.transcript is None or not item.outputs:
        return None
    try:
        made_of = max(item.audio.stat().st_mtime_ns, item.transcript.stat().st_mtime_ns)
        found = [_current(path, made_of, item, state) for path in item.outputs]
    except OSError:
        return None
    return None if None in found else tuple(path for path in found if path is not None)


def _current(path: Path, made_of_ns: int, item: Item, state: BatchState) -> Path | None:
    for each in itertools.chain((path,), beside(path)):
        if not each.is_file():  # a folder of that name holds no captions
            return None
        if each.stat().st_mtime_ns >= made_of_ns and (each == path or state.is_of(each, item.audio)):
            return each
    return None


def kept_files(item: Item, places: Collection[Path]) -> tuple[Path, ...]:
    """The outputs that a person's file stands in the way of."""
    return tuple(path for path in item.outputs if path not in places)
