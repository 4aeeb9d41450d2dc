"""Locks that keep two runs from working in one folder at a time, where each would overwrite what the other writes."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from oncue.errors import OncueError

LOCK_NAME = ".oncue-batch.lock"

LOCK_PATIENCE_S = 0.5
"""Seconds to wait for a lock whose file another run is just removing."""


class AlreadyRunning(OncueError):
    """Another run works in the folder now."""

    code = "already_running"


_MAY_NOT = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


@contextmanager
def alone_in(folders: Iterable[Path]) -> Iterator[None]:
    """A context manager that keeps other runs out of these folders; the system unlocks them however this process ends.

    A folder that nobody may write to needs no lock: the files that cannot be written there say so. Raises `AlreadyRunning`,
    and `OSError` where a folder cannot be locked for another reason.
    """
    with ExitStack() as held:
        for folder in sorted({folder.resolve() for folder in folders if folder.is_dir()}):
            lock = FileLock(folder / LOCK_NAME, timeout=LOCK_PATIENCE_S, thread_local=False)
            try:
                held.enter_context(lock)
            except Timeout:
                raise AlreadyRunning(f"Another `oncue batch` works on {folder}. Wait until it ends, or stop it.") from None
            except OSError as error:
                if error.errno not in _MAY_NOT:
                    raise
                continue
            held.callback(_forget, folder / LOCK_NAME)
        yield


def _forget(path: Path) -> None:
    """Removes the lock's file while it is still locked, so that nobody can have begun to lock it."""
    with suppress(OSError):
        path.unlink()
