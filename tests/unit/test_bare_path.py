"""The PATH that CI tests with: what a bare Debian has, and nothing that was installed beside it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.bare_path import NotDebian, fill, packages


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    folder = tmp_path / "bare"
    folder.mkdir()
    try:
        fill(folder)
    except NotDebian as error:
        pytest.skip(str(error))
    return folder


def test_it_has_what_every_debian_has_and_python_make_and_git(bare: Path) -> None:
    wanted = {"sh", "bash", "awk", "sed", "grep", "tar", "mount", "setpriv", "python3", "make", "git"}
    assert {path.name for path in bare.iterdir()} >= wanted
    assert [path.name for path in bare.iterdir() if not os.access(path, os.X_OK)] == []


def test_it_has_nothing_else(bare: Path) -> None:
    names = {path.name for path in bare.iterdir()}
    assert not names & {
        "ffmpeg",
        "ffprobe",
        "redis-server",
        "curl",
        "ps",
        "fuser",
        "psql",
        "postgres",
        "chromium",
        "gcc",
        "cc",
    }
    assert not set(packages()) & {"curl", "procps", "ffmpeg"}


def test_what_lies_in_a_folder_of_path_by_hand_does_not_get_in(
    bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_hand = tmp_path / "by hand"
    by_hand.mkdir()
    (by_hand / "ffprobe").symlink_to("/bin/true")
    monkeypatch.setenv("PATH", f"{by_hand}:{os.environ['PATH']}")
    again = tmp_path / "again"
    again.mkdir()
    fill(again)
    assert {path.name for path in again.iterdir()} == {path.name for path in bare.iterdir()}


def test_an_environment_made_with_its_python_outlives_it(bare: Path, tmp_path: Path) -> None:
    make = [str(bare / "python3"), "-m", "venv", "--without-pip", str(tmp_path / "venv")]
    subprocess.run(make, check=True, env={**os.environ, "PATH": str(bare)})
    shutil.rmtree(bare)
    said = subprocess.run([tmp_path / "venv" / "bin" / "python", "-c", "print('here')"], capture_output=True, text=True)
    assert said.stdout == "here\n"


def test_elsewhere_than_on_debian_it_says_so_in_one_line(repository: Path, tmp_path: Path) -> None:
    command = [sys.executable, str(repository / "scripts" / "bare_path.py"), str(tmp_path)]
    done = subprocess.run(command, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "there is no dpkg-query here" in done.stderr
