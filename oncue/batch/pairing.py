"""Which transcript of a folder belongs to which recording: that of the same name."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from alignment.errors import UsageError
from oncue.batch.item import Item, printable

AUDIO = frozenset(
    f".{ending}"
    for ending in (
        "aac", "aif", "aiff", "amr", "avi", "caf", "flac", "m4a", "m4b", "m4v", "mka", "mkv", "mov", "mp2", "mp3", "mp4",
        "mpeg", "mpg", "mts", "mxf", "oga", "ogg", "ogv", "opus", "ts", "wav", "weba", "webm", "wma", "wmv",
    )
)  # fmt: skip
TEXTS = (".txt", ".html", ".htm")
CAPTIONS = (".srt", ".vtt")


def pair_folder(folder: Path, *, recursive: bool, wrote: Callable[[Path], bool]) -> list[Item]:
    """The recordings of a folder, each with the transcript of the same name; what has no partner has failed already.

    Plain text and HTML go before captions; files that `wrote` says are our own are no transcripts. Hidden files and folders
    are passed over. Raises `UsageError`.
    """
    recordings: dict[str, list[Path]] = defaultdict(list)
    transcripts: dict[str, list[Path]] = defaultdict(list)
    for path in _files(folder, recursive=recursive):
        ending = path.suffix.lower()
        if ending in AUDIO:
            recordings[_stem(path)].append(path)
        elif ending in (*TEXTS, *CAPTIONS) and not wrote(path):
            transcripts[_stem(path)].append(path)
    items = [_paired(folder, paths, transcripts.pop(stem, [])) for stem, paths in sorted(recordings.items())]
    return items + [_lonely(folder, paths) for _, paths in sorted(transcripts.items())]


def _files(folder: Path, *, recursive: bool) -> list[Path]:
    try:
        found = sorted(folder.rglob("*") if recursive else folder.iterdir())
    except OSError as error:
        raise UsageError(f"Cannot read the folder {folder}: {error.strerror}.") from None
    hidden = [any(part.startswith(".") for part in path.relative_to(folder).parts) for path in found]
    return [path for path, is_hidden in zip(found, hidden, strict=True) if not is_hidden and path.is_file()]


def _stem(path: Path) -> str:
    """The path without its ending; names that look alike are alike, whichever system wrote their accents."""
    return unicodedata.normalize("NFC", str(path.with_suffix("")))


def _paired(folder: Path, recordings: Sequence[Path], transcripts: Sequence[Path]) -> Item:
    audio = recordings[0]
    item = Item(printable(audio.relative_to(folder)), audio, None)
    texts = [path for path in transcripts if path.suffix.lower() in TEXTS] or list(transcripts)
    if len(recordings) > 1:
        item.fail("ambiguous", f"{_names(recordings)} have the same name. Keep one, or use a manifest.")
    elif len(texts) > 1:
        item.fail("ambiguous", f"{_names(texts)} could each be its transcript. Keep one, or use a manifest.")
    elif not texts:
        item.fail("no_transcript", f"There is no transcript. Save it as {audio.stem}.txt or {audio.stem}.html beside it.")
    else:
        item.transcript = texts[0]
    return item


def _lonely(folder: Path, transcripts: Sequence[Path]) -> Item:
    item = Item(printable(transcripts[0].relative_to(folder)), None, transcripts[0])
    stem = transcripts[0].stem
    item.fail("no_recording", f"There is no recording named {stem}. Name both alike, use a manifest, or take the text away.")
    return item


def _names(paths: Sequence[Path]) -> str:
    return " and ".join(path.name for path in paths)
