"""Temporary files of one process, in one folder with a lock. What a killed process leaves, the next that starts removes.

`TMPDIR/oncue-UID/KIND-PID-xxxxxx/` belongs to one process. The kernel keeps its file `lock` locked for as long as that
process lives, however it ends. That tells the living from the dead across containers too, where process ids mean nothing.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK = "lock"

_log = logging.getLogger(__name__)


class Scratch:
    """The folder of this process, made when it is first asked for, and again where somebody has removed it.

    `kind` is the first part of its name. After a fork, the child must make one of its own.
    """

    def __init__(self, kind: str, base: Path | None = None) -> None:
        self._kind = kind
        self._base = base
        self._folder: Path | None = None
        self._lock: int | None = None

    def folder(self) -> Path:
        """The path of the folder. Raises `OSError` where it cannot be made or written to."""
        if self._folder is None or not (self._folder / LOCK).exists():
            self.close()
            base = self._base or Path(_system_folder())
            try:
                root = _root(base)
            except PermissionError as error:
                _log.warning("%s; its temporary files are beside it, and stay if it is killed", error)
                self._make(base)
            else:
                with _alone(root):
                    _sweep(root)
                    self._make(root)
        assert self._folder is not None
        return self._folder

    def _make(self, root: Path) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix=f"{self._kind}-{os.getpid()}-", dir=root))
        self._lock = os.open(self._folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def new_folder(self, prefix: str) -> tempfile.TemporaryDirectory[str]:
        """A new folder in it, which the end of the `with` block removes. Raises `OSError`."""
        return tempfile.TemporaryDirectory(prefix=prefix, dir=self.folder(), ignore_cleanup_errors=True)

    def close(self) -> None:
        """Removes the folder with all that is in it."""
        folder, lock, self._folder, self._lock = self._folder, self._lock, None, None
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)


@contextmanager
def scratch(kind: str) -> Iterator[Path]:
    """A context manager that makes a process's folder and has all temporary files put there. Raises `OSError`."""
    own = Scratch(kind)
    before = tempfile.tempdir
    try:
        folder = own.folder()
        tempfile.tempdir = str(folder)
        yield folder
    finally:
        tempfile.tempdir = before
        own.close()


def _system_folder() -> str:
    """The system's folder for temporary files, whatever this process has set `tempfile.tempdir` to."""
    before, tempfile.tempdir = tempfile.tempdir, None
    try:
        return tempfile.gettempdir()
    finally:
        tempfile.tempdir = before


def _root(base: Path) -> Path:
    """The folder for all processes of this user. One in /tmp that belongs to another, or is open to others, is not used."""
    root = base / f"oncue-{os.getuid()}"
    root.mkdir(mode=0o700, exist_ok=True)
    seen = root.lstat()
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != os.getuid() or seen.st_mode & 0o022:
        raise PermissionError(f"{root} is not this user's own folder: remove it, or set TMPDIR to another place")
    return root


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """A lock under which folders are made and swept: a new one that is not locked yet would be taken for a dead
    process's."""
    lock = os.open(root / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _sweep(root: Path) -> None:
    for folder in root.iterdir():
        if folder.is_dir() and not folder.is_symlink() and not _is_held(folder / LOCK):
            shutil.rmtree(folder, ignore_errors=True)
            _log.info("removed what a process that has ended left: %s", folder)


def _is_held(path: Path) -> bool:
    try:
        lock = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    except OSError:  # it cannot be known
        return True
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    else:
        return False
    finally:
        os.close(lock)
