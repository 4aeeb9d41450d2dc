"""Pairs the recordings of a folder with transcripts of the same name."""

from __future__ import annotations

import os
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from oncue.captions.formats import format_of_file
from oncue.cli.batch.item import Item, printable
from oncue.cli.batch.near_misses import NearNames, SameStems, hint, names
from oncue.cli.batch.recordings import ask_the_decoder, recordings_among
from oncue.errors import UsageError
from oncue.transcript.file_types import CAPTION_SUFFIXES, DATA_SUFFIXES, TEXT_SUFFIXES

TYPES = (*TEXT_SUFFIXES, *CAPTION_SUFFIXES, *DATA_SUFFIXES)


def pair_folder(
    folder: Path, *, recursive: bool, wrote: Callable[[Path], bool], has_sound: Callable[[Path], bool] = ask_the_decoder
) -> list[Item]:
    """An item for each recording of a folder, with the transcript of the same name. One without a partner has failed
    already.

    Plain text and HTML go before captions, and these before tables and JSON, which are passed over where no recording has
    their name. Files that `wrote` says are Oncue's own are no transcripts. Hidden files and
    folders are passed over. `has_sound` is asked whether a file of no known type is a recording. Raises `UsageError`.
    """
    files, unread = _files(folder, recursive=recursive)
    texts = [path for path in files if path.suffix.lower() in TYPES]
    unknown = [path for path in files if path.suffix.lower() not in TYPES and format_of_file(path.name) is None]
    audios = recordings_among(unknown, has_sound)
    others = [path for path in files if path.suffix.lower() not in TYPES and path not in audios]
    recordings = _by_stem(path for path in files if path in audios)
    transcripts = _by_stem(path for path in texts if not wrote(path))
    found = [(paths, transcripts.pop(stem, [])) for stem, paths in sorted(recordings.items())]
    left = NearNames(path for paths in transcripts.values() for path in paths)
    alone = NearNames(paths[0] for paths, texts in found if not texts)
    unread_types = SameStems(others)
    items = [_paired(folder, paths, texts, left, unread_types) for paths, texts in found]
    items += [_lonely(folder, paths, alone) for _, paths in sorted(transcripts.items()) if not all(map(_is_data, paths))]
    return items + [_unreadable(folder, error) for error in unread]


def _files(folder: Path, *, recursive: bool) -> tuple[list[Path], list[OSError]]:
    """The files that are not hidden, and the errors of folders inside that could not be read."""
    found: list[Path] = []
    unread: list[OSError] = []
    for place, folders, files in os.walk(folder, onerror=unread.append):
        folders[:] = [name for name in folders if recursive and not name.startswith(".")]
        found += [Path(place, name) for name in files if not name.startswith(".")]
    for error in unread:
        if error.filename == str(folder):
            raise UsageError(f"Cannot read the folder {folder}: {error.strerror}.")
    return sorted(path for path in found if path.is_file()), unread


def _unreadable(folder: Path, error: OSError) -> Item:
    place = Path(error.filename)
    item = Item(printable(place.relative_to(folder)), None, None)
    item.fail("file_unreadable", f"{place}: {error.strerror}. Nothing in it was captioned. Check the folder's permissions.")
    return item


def _by_stem(paths: Iterable[Path]) -> dict[str, list[Path]]:
    """The paths, grouped by path without ending. Names that look alike are alike, whichever system wrote their accents."""
    found: dict[str, list[Path]] = defaultdict(list)
    for path in paths:
        found[unicodedata.normalize("NFC", str(path.with_suffix("")))].append(path)
    return found


def _paired(
    folder: Path, recordings: Sequence[Path], transcripts: Sequence[Path], left: NearNames, others: SameStems
) -> Item:
    audio = recordings[0]
    item = Item(printable(audio.relative_to(folder)), audio, None)
    texts = [path for path in transcripts if path.suffix.lower() in TEXT_SUFFIXES]
    texts = texts or [path for path in transcripts if not _is_data(path)] or list(transcripts)
    if len(recordings) > 1:
        item.fail("ambiguous", f"{names(recordings)} have the same name. Keep one, or use a manifest.")
    elif len(texts) > 1:
        item.fail("ambiguous", f"{names(texts)} could each be its transcript. Keep one, or use a manifest.")
    elif not texts:
        near = hint(left.of(audio), others.of(audio), TYPES)
        what = f"{audio.name} has no transcript. Save it as {audio.stem}.txt or {audio.stem}.html beside it."
        item.fail("no_transcript", what + near)
    else:
        item.transcript = texts[0]
    return item


def _is_data(path: Path) -> bool:
    return path.suffix.lower() in DATA_SUFFIXES


def _lonely(folder: Path, transcripts: Sequence[Path], alone: NearNames) -> Item:
    text = transcripts[0]
    item = Item(printable(text.relative_to(folder)), None, text)
    what = f"{text.name}: there is no recording named {text.stem}. Name both alike, use a manifest, or take the text away."
    item.fail("no_recording", what + hint(alone.of(text), (), TYPES))
    return item
