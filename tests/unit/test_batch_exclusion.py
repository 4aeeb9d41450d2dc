"""Which folders a run keeps others out of."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from oncue.cli.batch.exclusion import LOCK_NAME, AlreadyRunning, alone_in


def test_a_folder_where_nobody_may_write_keeps_a_run_from_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    free, locked = tmp_path / "free", tmp_path / "locked"
    free.mkdir()
    locked.mkdir()
    opened = os.open

    def refusing(path: str, *arguments: int, **more: int) -> int:  # root may write anywhere
        if str(path) == str(locked / LOCK_NAME):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return opened(path, *arguments, **more)

    monkeypatch.setattr(os, "open", refusing)
    with alone_in([free, locked]):
        assert (free / LOCK_NAME).exists()
        with pytest.raises(AlreadyRunning), alone_in([free]):
            pass
    assert not (free / LOCK_NAME).exists()


def test_a_disk_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object, **__: object) -> int:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "open", failing)
    with pytest.raises(OSError, match="Input/output"), alone_in([tmp_path]):
        pass
