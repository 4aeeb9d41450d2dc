"""Folders that nobody but their owner may look into: recordings before they are broadcast, transcripts, hashes of keys."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

FOLDER_MODE = 0o700
FILE_MODE = 0o600

_OTHERS = 0o077


def make_private(folder: Path) -> None:
    """Makes the folder, and those above it as usual; one that is there already and ours is closed to others.

    Raises `OSError` where it cannot be made.
    """
    try:
        folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
    except FileNotFoundError:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
    close_to_others(folder)


def close_to_others(path: Path) -> None:
    """Takes all rights from everybody but the owner, where this process is the owner's; nothing where there is no such."""
    with suppress(OSError):  # on a file system that knows no rights, too
        found = path.stat()
        if found.st_uid == os.geteuid() and found.st_mode & _OTHERS:
            path.chmod(found.st_mode & 0o7777 & ~_OTHERS)
