"""The data folder of `oncue serve`, used by one service at a time."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from oncue.errors import UsageError
from oncue.system.private_folder import make_private


@contextmanager
def data_folder(path: Path) -> Iterator[Path]:
    """A context manager that makes and locks the folder. Raises `UsageError` where it cannot be written or is in use."""
    try:
        make_private(path)
        lock = os.open(path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise _unusable(path, error) from None
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(lock, 0)
            os.write(lock, str(os.getpid()).encode())
            with tempfile.TemporaryFile(dir=path):  # the lock may be there already, and prove nothing
                pass
        except BlockingIOError:
            holder = os.read(lock, 32).decode(errors="replace").strip() or "unknown"
            raise UsageError(
                f"The data folder {path} is in use by another `oncue serve` (process {holder}). Stop it, or choose another: "
                "--data-dir."
            ) from None
        except OSError as error:
            raise _unusable(path, error) from None
        yield path
    finally:
        os.close(lock)


def _unusable(path: Path, error: OSError) -> UsageError:
    return UsageError(f"Cannot write to the data folder {path}: {error.strerror}. Choose another: --data-dir.")
