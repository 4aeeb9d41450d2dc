"""Caption files from a finished job of a batch."""

from __future__ import annotations

from pathlib import Path

from oncue.cli.batch.item import Item, ItemStatus
from oncue.cli.batch.placing import kept_files, place
from oncue.cli.batch.state import BatchState, CaptionedItem
from oncue.cli.client import Client
from oncue.cli.media_link import media_choice
from oncue.cli.outputs import Output, write_files


def fetch_captions(client: Client, state: BatchState, item: Item) -> None:
    """Writes all captions of the item, each file whole. Where a person's file is in the way, they go beside it.

    Raises `OSError` and `StorageFull`, and the errors of the client.
    """
    assert item.job is not None
    assert item.audio is not None
    fetched = []
    job = client.job(item.job)
    for path, form in zip(item.outputs, item.formats, strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        choice = media_choice(item.audio, path, form, job.get("options") or {})
        fetched.append((path, form, client.captions(item.job, form.suffix, choice)))
    quality = job["quality"] or {}
    contents: list[tuple[Output, bytes]] = []
    places: list[Path] = []
    for path, form, data in fetched:
        places.append(place(path, item, state, places))
        contents.append((Output(places[-1], form), data))
    for path, (_, data) in zip(places, contents, strict=True):
        state.add_file(path, data, item.audio)
    write_files(contents)
    item.warnings, item.quality = tuple(quality.get("warnings", ())), quality
    item.written, item.kept = tuple(places), kept_files(item, places)
    state.add_captioned(item.audio, item.output, CaptionedItem(item.job, item.warnings, item.quality))
    item.status, item.progress = ItemStatus.CAPTIONED, 1.0
