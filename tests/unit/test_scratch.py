"""Temporary files of processes: one folder each, removed by whoever starts next once its process has ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from oncue.jobs.scratch import LOCK, Scratch, scratch


@pytest.fixture(autouse=True)
def system_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's place for temporary files, for this test alone."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def folders(system_folder: Path) -> list[str]:
    return sorted(each.name for each in (system_folder / f"oncue-{os.getuid()}").iterdir() if each.is_dir())


def another_process(code: str) -> subprocess.Popen[str]:
    program = (
        f"import sys, tempfile\nfrom oncue.jobs.scratch import Scratch, scratch\n{code}\nprint('ready', flush=True)\ninput()"
    )
    process = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def test_what_a_killed_process_left_is_removed_by_the_next_start(system_folder: Path) -> None:
    dead = another_process("own = Scratch('worker'); (own.folder() / 'sound').write_bytes(bytes(1000))")
    left = folders(system_folder)
    assert len(left) == 1
    end(dead)
    assert folders(system_folder) == left
    own = Scratch("worker").folder()
    assert folders(system_folder) == [own.name] != left


def test_what_a_living_process_has_is_left_to_it(system_folder: Path) -> None:
    living = another_process("own = Scratch('worker'); own.folder()")
    (name,) = folders(system_folder)
    own = Scratch("worker")
    own.folder()
    assert name in folders(system_folder)
    own.close()
    assert folders(system_folder) == [name]
    end(living)


def test_a_stopped_process_is_a_living_one(system_folder: Path) -> None:
    frozen = another_process("own = Scratch('worker'); own.folder()")
    (name,) = folders(system_folder)
    frozen.send_signal(signal.SIGSTOP)
    Scratch("align").folder()
    assert name in folders(system_folder)
    end(frozen)


def test_all_temporary_files_of_a_block_are_in_its_folder_and_gone_with_it(system_folder: Path) -> None:
    with scratch("align") as folder:
        _, name = tempfile.mkstemp()
        assert Path(name).parent == folder
    assert folders(system_folder) == []
    assert tempfile.gettempdir() == str(system_folder)


def test_a_folder_that_was_cleaned_away_is_made_anew() -> None:
    own = Scratch("worker")
    first = own.folder()
    (first / LOCK).unlink()
    first.rmdir()
    with own.new_folder("job-") as inside:
        assert Path(inside).parent == own.folder() != first


def test_files_of_others_in_the_same_place_are_not_touched(system_folder: Path) -> None:
    (system_folder / "oncue-notes").mkdir()
    (system_folder / "pymp-x").mkdir()
    Scratch("worker").folder()
    assert (system_folder / "oncue-notes").exists()
    assert (system_folder / "pymp-x").exists()


def test_a_place_that_is_open_to_others_is_not_trusted_and_work_goes_on_beside_it(system_folder: Path) -> None:
    strange = system_folder / f"oncue-{os.getuid()}"
    strange.mkdir()
    strange.chmod(0o777)
    victim = strange / "looks-abandoned"
    victim.mkdir()
    own = Scratch("worker")
    assert own.folder().parent == system_folder
    assert victim.exists()
    own.close()
    assert not list(system_folder.glob("worker-*"))
