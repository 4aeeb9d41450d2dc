"""Files of a local disk that are there whole or not at all, whatever dies while they are written."""

from __future__ import annotations

import heapq
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from oncue.system.private_folder import FILE_MODE, FOLDER_MODE

PARTIAL = ".partial-"
"""The part of a file's name that says that it is still being written."""


NAMES_AT_ONCE = 5000


@contextmanager
def whole_file(path: Path, root: Path, *, private: bool = False) -> Iterator[BinaryIO]:
    """A context manager with a new file that appears as `path` when the block ends well; else nothing stays, nor its
    folders.

    Folders are made and removed below `root`. A `private` file, and what has to be made for it, only its owner may read.
    Raises `OSError`.
    """
    temporary = path.with_name(f"{path.name}{PARTIAL}{secrets.token_hex(6)}")
    file, made = _opened(temporary, private)
    try:
        with file:
            yield file
            _onto_the_disk(file)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        remove_empty_folders(path.parent, root)
        raise
    for folder in (path.parent, *(each.parent for each in made)):  # the names, too, survive a power cut
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def write_whole(path: Path, blocks: Iterable[bytes]) -> None:
    """Writes a file, whose folder is there, so that readers see the old one or the new one. Raises `OSError`."""
    temporary = write_beside(path, blocks)
    try:
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_whole_text(path: Path, text: str) -> None:
    """Writes a text in UTF-8, as `write_whole` writes bytes.

    A file name that is no UTF-8 has half surrogates, which become JSON's own escapes.
    """
    write_whole(path, [text.encode("utf-8", "backslashreplace")])


def write_beside(path: Path, blocks: Iterable[bytes]) -> Path:
    """The name of a new file in the folder of `path`, on the disk and to be renamed to it; none is left where this raises.

    It is not called after `path`, whose name may be as long as a name can be.
    """
    temporary = path.with_name(f".oncue-{secrets.token_hex(6)}.part")
    try:
        with temporary.open("xb") as file:
            for block in blocks:
                file.write(block)
            _onto_the_disk(file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _onto_the_disk(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _opened(path: Path, private: bool) -> tuple[BinaryIO, list[Path]]:
    """The new file, and the folders that had to be made for it."""
    for tries_left in reversed(range(100)):
        made = [folder for folder in path.parents if not folder.exists()]
        try:
            for folder in reversed(made):
                folder.mkdir(mode=FOLDER_MODE if private else 0o777, exist_ok=True)
            opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE if private else 0o666)
            return os.fdopen(opened, "wb"), made
        except (FileNotFoundError, FileExistsError):  # others make the folder, and remove it while it is empty
            if not tries_left:
                raise
    raise AssertionError


def files_after(folder: Path, after: tuple[str, ...], at_once: int = NAMES_AT_ONCE) -> Iterator[Path]:
    """The files below `folder` whose names on the way there come after `after`, in that order.

    A folder may have a million of them: its names are read once for each `at_once`, and no more are held.
    """
    start, beyond = (after[0], after[1:]) if after else ("", ())
    last: str | None = None
    while True:
        try:
            with os.scandir(folder) as entries:
                names = (entry.name for entry in entries)
                wanted = (name for name in names if (name >= start if last is None else name > last))
                some = heapq.nsmallest(at_once, wanted)
        except (FileNotFoundError, NotADirectoryError):  # removed in the meantime
            return
        for name in some:
            path = folder / name
            if path.is_dir():
                yield from files_after(path, beyond if name == start else (), at_once)
            elif name != start or not after:
                yield path
        if len(some) < at_once:
            return
        last = some[-1]


def remove_empty_folders(folder: Path, root: Path) -> None:
    """Removes `folder`, and those above it up to `root`, as far as they are empty."""
    while folder != root:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
