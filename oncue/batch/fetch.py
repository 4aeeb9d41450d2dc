"""From a finished job to caption files."""

from __future__ import annotations

import shutil
from pathlib import Path

from alignment.formats import caption_format
from oncue.batch.item import Fate, Item
from oncue.batch.state import BatchState
from oncue.client import Client
from oncue.outputs import Output, write_files


def fetch_captions(client: Client, state: BatchState, item: Item) -> None:
    """Writes all captions of the item, each whole; a file of that name that is not ours is kept as `NAME.bak`.

    Raises `OSError` and `StorageFull`, and the errors of the client.
    """
    assert item.job is not None
    contents = []
    for path in item.outputs:
        path.parent.mkdir(parents=True, exist_ok=True)
        form = caption_format(path.suffix)
        contents.append((Output(path, form), client.captions(item.job, form.suffix, {})))
    quality = client.job(item.job)["quality"] or {}
    for path in item.outputs:
        _keep(path, state)
    write_files(contents)
    state.add_written(item.outputs)
    item.quality = quality
    item.warnings = tuple(quality.get("warnings", ()))
    item.fate, item.progress = Fate.CAPTIONED, 1.0


def _keep(path: Path, state: BatchState) -> None:
    """Somebody else's work is not ours to replace, not even with something newer."""
    kept = path.with_name(f"{path.name}.bak")
    if path.exists() and not state.wrote(path) and not kept.exists():
        shutil.copy2(path, kept)
