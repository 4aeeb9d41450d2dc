"""Which transcript belongs to which recording: by name in a folder, or by the columns of a manifest."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from alignment.errors import UsageError
from oncue.batch.item import Item

AUDIO = frozenset(
    f".{ending}"
    for ending in (
        "aac", "aif", "aiff", "amr", "avi", "caf", "flac", "m4a", "m4b", "m4v", "mka", "mkv", "mov", "mp2", "mp3", "mp4",
        "mpeg", "mpg", "mts", "mxf", "oga", "ogg", "ogv", "opus", "ts", "wav", "weba", "webm", "wma", "wmv",
    )
)  # fmt: skip
TEXTS = (".txt", ".html", ".htm", ".xhtml", ".md")
CAPTIONS = (".srt", ".vtt")

_MANIFEST_OPTIONS = ("language", "model", "engine", "profile")


def pair_folder(folder: Path, *, recursive: bool, wrote: Callable[[Path], bool]) -> list[Item]:
    """The recordings of a folder, each with the transcript of the same name; what has no partner is named too.

    Plain text and HTML go before captions; captions that `wrote` says are our own are no transcripts. Raises `UsageError`.
    """
    try:
        paths = sorted(path for path in (folder.rglob("*") if recursive else folder.iterdir()) if path.is_file())
    except OSError as error:
        raise UsageError(f"Cannot read the folder {folder}: {error.strerror}.") from None
    recordings: dict[Path, list[Path]] = defaultdict(list)
    transcripts: dict[Path, list[Path]] = defaultdict(list)
    for path in paths:
        if path.name.startswith("."):
            continue
        if path.suffix.lower() in AUDIO:
            recordings[path.with_suffix("")].append(path)
        elif path.suffix.lower() in (*TEXTS, *CAPTIONS) and not wrote(path):
            transcripts[path.with_suffix("")].append(path)
    items = [_paired(folder, stem, recordings[stem], transcripts.pop(stem, [])) for stem in sorted(recordings)]
    for stem in sorted(transcripts):
        texts = [path for path in transcripts[stem] if path.suffix.lower() in TEXTS]
        if texts:
            lonely = Item(_name(folder, texts[0]), None, texts[0])
            lonely.fail("no_recording", f"There is no recording named {stem.name}. Name both alike, or use a manifest.")
            items.append(lonely)
    return items


def _paired(folder: Path, stem: Path, recordings: Sequence[Path], transcripts: Sequence[Path]) -> Item:
    audio = recordings[0]
    item = Item(_name(folder, audio), audio, None)
    if len(recordings) > 1:
        item.fail("ambiguous", f"{_names(recordings)} have the same name. Keep one, or use a manifest.")
        return item
    texts = [path for path in transcripts if path.suffix.lower() in TEXTS] or list(transcripts)
    if len(texts) > 1:
        item.fail("ambiguous", f"{_names(texts)} could all be its transcript. Keep one, or use a manifest.")
    elif not texts:
        item.fail("no_transcript", f"There is no transcript. Save it as {stem.name}.txt or {stem.name}.html beside it.")
    else:
        item.transcript = texts[0]
    return item


def read_manifest(path: Path) -> list[Item]:
    """The rows of a CSV file with the columns `audio` and `transcript`, perhaps `language`, `model`, `engine`, `profile`.

    Paths are relative to the manifest; other columns become the job's metadata. Raises `UsageError` for a file that is no
    manifest; a row that names a missing file fails by itself.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"Cannot read the manifest {path}: {error}. It must be CSV in UTF-8.") from None
    if not rows:
        raise UsageError(f"The manifest {path} has no rows below its header.")
    missing = {"audio", "transcript"} - {(name or "").strip() for name in rows[0]}
    if missing:
        raise UsageError(f"The manifest {path} has no column {' and no column '.join(sorted(missing))}.")
    return [_row(path.parent, number, row) for number, row in enumerate(rows, start=2)]


def _row(folder: Path, number: int, row: dict[str | None, str | list[str] | None]) -> Item:
    cells = {(name or "").strip(): value.strip() for name, value in row.items() if isinstance(value, str)}
    named = {column: cells.pop(column, "") for column in ("audio", "transcript")}
    item = Item(
        named["audio"] or f"row {number}",
        folder / named["audio"] if named["audio"] else None,
        folder / named["transcript"] if named["transcript"] else None,
        options={name: cells.pop(name) for name in _MANIFEST_OPTIONS if cells.get(name)},
    )
    item.metadata = {name: value for name, value in cells.items() if name and value and name not in _MANIFEST_OPTIONS}
    if item.audio is None or not item.audio.is_file():
        item.fail("no_recording", f"Row {number}: there is no recording {named['audio'] or '(empty)'}. Mend the manifest.")
    elif item.transcript is None or not item.transcript.is_file():
        item.fail(
            "no_transcript", f"Row {number}: there is no transcript {named['transcript'] or '(empty)'}. Mend the manifest."
        )
    return item


def name_outputs(items: Iterable[Item], formats: Sequence[str], out_dir: Path | None, root: Path) -> None:
    """Where each item's captions go: beside its recording, or under `out_dir` as they are under `root`; never over an input.

    Two that would be the same file both fail: one would be lost.
    """
    by_path: dict[Path, list[Item]] = defaultdict(list)
    for item in items:
        if item.audio is None:
            continue
        folder = item.audio.parent
        if out_dir is not None:
            inside = folder.relative_to(root) if folder.is_relative_to(root) else Path()
            folder = out_dir / inside
        names = [folder / f"{item.audio.stem}.{suffix}" for suffix in formats]
        inputs = {path.resolve() for path in (item.audio, item.transcript) if path is not None}
        item.outputs = tuple(
            name if name.resolve() not in inputs else name.with_name(f"{item.audio.stem}.oncue{name.suffix}")
            for name in names
        )
        for output in item.outputs:
            by_path[output.resolve()].append(item)
    for output, sharing in by_path.items():
        for item in sharing if len(sharing) > 1 else ():
            item.fail("ambiguous", f"{len(sharing)} recordings would write {output.name}. Rename them, or take one out.")


def _name(folder: Path, path: Path) -> str:
    return str(path.relative_to(folder))


def _names(paths: Iterable[Path]) -> str:
    return " and ".join(path.name for path in paths)
