"""Two runs never work on one folder at a time: each would overwrite what the other is writing."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from oncue.errors import OncueError

LOCK_NAME = ".oncue-batch.lock"

LOCK_PATIENCE_S = 0.5
"""For a lock whose file another run is just taking away."""


class AlreadyRunning(OncueError):
    """Another run works on the folder now."""

    code = "already_running"


_MAY_NOT = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


@contextmanager
def alone_in(folders: Iterable[Path]) -> Iterator[None]:
    """Keeps other runs out of these folders for the block; the system lets go of them however this process ends.

    Where nobody may write there is nothing to keep others from: that is said of each file that cannot be written there.
    Raises `AlreadyRunning`, and `OSError` where a folder cannot be locked for another reason.
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
    """Removed while it is still held, so that nobody can have begun to hold it."""
    with suppress(OSError):
        path.unlink()
