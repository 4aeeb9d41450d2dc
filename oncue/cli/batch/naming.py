"""The names of the caption files of a batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from oncue.captions.formats import FORMATS, Format, format_of_file
from oncue.cli.batch.item import Item, ItemStatus
from oncue.cli.outputs import marked


def name_outputs(
    items: Sequence[Item], formats: Sequence[str], *, root: Path, out_dir: Path | None, reserved: Collection[Path] = ()
) -> None:
    """Gives each item its outputs: beside its recording, under `out_dir` as the recording is under `root`, or as its row
    says.

    An output that would fall on an input of any item, or on a `reserved` file, gets `.oncue` before its ending. Two items
    that would write the same file both fail: one would be lost.
    """
    inputs = {path.resolve() for item in items for path in (item.audio, item.transcript) if path is not None}
    taken = inputs | {path.resolve() for path in reserved}
    sharing: dict[Path, list[Item]] = defaultdict(list)
    for item in items:
        if item.audio is None or item.status is ItemStatus.FAILED:
            continue
        wanted = _wanted(item, item.audio, formats, root, out_dir)
        item.outputs = tuple(_aside(path, taken) for path, _ in wanted)
        item.formats = tuple(format for _, format in wanted)
        for output in item.outputs:
            sharing[output.resolve()].append(item)
    for output, claimants in sharing.items():
        for item in claimants if len(claimants) > 1 else ():
            item.fail("ambiguous", f"{len(claimants)} recordings would write {output.name}. Rename them, or take one out.")


def _wanted(item: Item, audio: Path, formats: Iterable[str], root: Path, out_dir: Path | None) -> list[tuple[Path, Format]]:
    """The files with their formats, which a name need not tell: `a.podcast.json` may be the JSON of `a.podcast.mp3`."""
    base = item.output or audio.with_suffix("")
    if out_dir is not None:
        base = out_dir / (base.relative_to(root) if base.is_relative_to(root) else base.name)
    if item.output is not None and (only := format_of_file(item.output.name)) is not None:
        return [(base, only)]
    return [(base.with_name(f"{base.name}.{suffix}"), FORMATS[suffix]) for suffix in formats]


def _aside(path: Path, taken: Collection[Path]) -> Path:
    return marked(path, ".oncue") if path.resolve() in taken else path
