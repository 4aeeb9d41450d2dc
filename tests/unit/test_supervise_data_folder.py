"""The data folder: one service at a time, and a plain word where it cannot be used."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from oncue.cli.supervise.data_folder import data_folder
from oncue.errors import UsageError


def test_a_missing_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    with data_folder(tmp_path / "a" / "b") as folder:
        assert folder.is_dir()


def test_a_folder_in_use_is_refused_with_the_holders_process_number(tmp_path: Path) -> None:
    refused = pytest.raises(UsageError, match=rf"in use by another `oncue serve` \(process {os.getpid()}\)")
    with data_folder(tmp_path), refused, data_folder(tmp_path):
        pass


def test_a_folder_is_free_again_afterwards(tmp_path: Path) -> None:
    for _ in range(2):
        with data_folder(tmp_path):
            pass


def test_a_holder_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    holder = (
        "import pathlib, sys, time; from oncue.cli.supervise.data_folder import data_folder\n"
        "with data_folder(pathlib.Path(sys.argv[1])): print('held', flush=True); time.sleep(600)"
    )
    command = [sys.executable, "-c", holder, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        process.send_signal(signal.SIGKILL)
    with data_folder(tmp_path):
        pass


def test_a_folder_that_cannot_be_written_is_refused_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(UsageError, match=r"Cannot write to the data folder .*file/data: Not a directory"),
        data_folder(tmp_path / "file" / "data"),
    ):
        pass


def test_a_read_only_folder_that_was_used_before_is_refused(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    with data_folder(tmp_path):
        pass
    tmp_path.chmod(0o500)
    with pytest.raises(UsageError, match="Permission denied"), data_folder(tmp_path):
        pass
