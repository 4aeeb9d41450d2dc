"""A folder with recordings, and `oncue batch` over it against the fake service."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from oncue.cli.batch.item import Item
from oncue.cli.batch.naming import name_outputs
from oncue.cli.batch.run import BatchRun
from oncue.cli.batch.state import BatchState
from oncue.cli.client import Client, Patience
from tests.e2e.fake_api import FakeApi

QUICK = Patience(total_s=2, first_pause_s=0.01, longest_pause_s=0.05, longest_retry_after_s=0.05)


class Desk:
    """A folder with recordings, and the runs over it."""

    def __init__(self, folder: Path, api: FakeApi) -> None:
        self.folder = folder
        self.api = api
        self.shown: Callable[[], None] = lambda: None

    def put(self, name: str, text: str = "Good morning.", sound: bytes | None = None) -> None:
        """A recording, unlike all others unless `sound` is given, and its transcript."""
        (self.folder / f"{name}.wav").write_bytes(sound or b"RIFF" + name.encode())
        (self.folder / f"{name}.txt").write_text(text)

    def items(self) -> list[Item]:
        audios = sorted(self.folder.glob("*.wav"))
        items = [Item(audio.stem, audio, audio.with_suffix(".txt")) for audio in audios]
        name_outputs(items, ["srt", "vtt"], root=self.folder, out_dir=None)
        return items

    def run(self, items: list[Item] | None = None, url: str | None = None, patience: Patience = QUICK) -> list[Item]:
        """The items after a run; a fresh look at the folder unless given."""
        items = self.items() if items is None else items
        stopped = threading.Event()
        client = Client(url or self.api.url, None, patience, stopped=stopped)
        state = BatchState(self.folder, "desk")
        run = BatchRun(client, state, items, {}, uploads=2, shown=self.shown, stopped=stopped, look_every_s=0.01)
        run.run("desk", "http://the-service")
        return items

    def statuses(self, items: list[Item]) -> dict[str, str]:
        return {item.name: item.status.value if item.code is None else f"{item.status} {item.code}" for item in items}
