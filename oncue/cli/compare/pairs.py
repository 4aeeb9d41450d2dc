"""What is compared: one pair of caption files and their recording, or all that share a name in three folders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from oncue.captions.formats import read_ending_of_file
from oncue.errors import UsageError


@dataclass(frozen=True, slots=True)
class FilePair:
    """Two caption files and the recording of both; `name` is what they are called in all three folders."""

    name: str
    ours: Path
    theirs: Path
    audio: Path


@dataclass(frozen=True, slots=True)
class Pairs:
    """All pairs by name, and sentences on what has no partner."""

    pairs: tuple[FilePair, ...]
    unpaired: tuple[str, ...]


def pairs_of(ours: Path, theirs: Path, audio: Path) -> Pairs:
    """The pairs of three files or of three folders.

    Files belong together whose names are the same without their endings, in either case. Raises `UsageError` for a mixture
    of files and folders, for what is not there, and where nothing belongs together.
    """
    missing = [str(path) for path in (ours, theirs, audio) if not path.exists()]
    if missing:
        raise UsageError(f"There is no {' and no '.join(missing)}. Check the path.")
    folders = [path.is_dir() for path in (ours, theirs, audio)]
    if not any(folders):
        return Pairs((FilePair(ours.name, ours, theirs, audio),), ())
    if not all(folders):
        raise UsageError("Give three files, or three folders: OURS, THEIRS and --audio.")
    return _in_folders(ours, theirs, audio)


def _in_folders(ours: Path, theirs: Path, audio: Path) -> Pairs:
    sides = [_by_name(ours, _captions_name), _by_name(theirs, _captions_name), _by_name(audio, _recording_name)]
    names = sorted(set().union(*sides))
    pairs: list[FilePair] = []
    unpaired: list[str] = []
    for name in names:
        found = [side.get(name, []) for side in sides]
        lacking = [title for title, files in zip(("OURS", "THEIRS", "--audio"), found, strict=True) if not files]
        several = [file for files in found for file in files if len(files) > 1]
        if several:
            unpaired.append(f"{name}: {', '.join(file.name for file in several)} have the same name: keep one.")
        elif not lacking:
            pairs.append(FilePair(name, found[0][0], found[1][0], found[2][0]))
        elif len(lacking) < 3 and (found[0] or found[1]):
            unpaired.append(f"{name}: not in {' and '.join(lacking)}.")
    if not pairs:
        raise UsageError(
            f"No name is in all three folders: files belong together that are called the same but for the ending. "
            f"{' '.join(unpaired[:3])}".rstrip()
        )
    return Pairs(tuple(pairs), tuple(unpaired))


def _by_name(folder: Path, name_of: Callable[[str], str | None]) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(_files(folder)):
        if (name := name_of(path.name)) is not None:
            found[name.casefold()].append(path)
    return found


def _files(folder: Path) -> Iterable[Path]:
    return (path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))


def _captions_name(name: str) -> str | None:
    """The name of a caption file without the longest ending of a format that is read."""
    return None if (ending := read_ending_of_file(name)) is None else name[: -len(ending) - 1]


def _recording_name(name: str) -> str | None:
    return None if _captions_name(name) is not None or name.lower().endswith((".txt", ".json")) else Path(name).stem
