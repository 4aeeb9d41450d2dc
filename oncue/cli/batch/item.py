"""One recording of a batch, with its transcript, its outputs and its status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from oncue.captions.formats import Format


class ItemStatus(StrEnum):
    """The status of an item."""

    WAITING = "waiting"
    CAPTIONED = "captioned"
    SKIPPED = "skipped"
    FAILED = "failed"
    UNFINISHED = "unfinished"


@dataclass(slots=True)
class Item:
    """One recording. `transcript` is None where none was found; `code` and `detail` say so then.

    `output` is where a manifest wants the captions: a name without ending, or with that of the one format wanted. `outputs`
    are the files wanted and `formats` the format of each, `written` those that hold the captions, and `kept` the wanted ones
    that were left as they are, since a person made or changed them.
    """

    name: str
    audio: Path | None
    transcript: Path | None
    output: Path | None = None
    outputs: tuple[Path, ...] = ()
    formats: tuple[Format, ...] = ()
    written: tuple[Path, ...] = ()
    kept: tuple[Path, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    metadata: Mapping[str, Any] = field(default_factory=dict)
    status: ItemStatus = ItemStatus.WAITING
    job: str | None = None
    code: str | None = None
    detail: str | None = None
    warnings: tuple[str, ...] = ()
    quality: Mapping[str, Any] | None = None
    """The `quality` object of its captions, as the API has it; None where it has no captions."""
    stage: str | None = None
    progress: float = 0.0
    fetching: bool = False

    def fail(self, code: str, detail: str) -> None:
        """Marks it as failed, with what is wrong and what to do; the other items go on."""
        self.status, self.code, self.detail = ItemStatus.FAILED, code, printable(detail)

    def leave(self, code: str, detail: str) -> None:
        """Marks it as left for the next run, with the reason."""
        self.status, self.code, self.detail = ItemStatus.UNFINISHED, code, printable(detail)


def printable(text: object) -> str:
    """Text that any terminal and any file takes, even of file names that are no UTF-8."""
    return str(text).encode("utf-8", "replace").decode()
