"""Tests with a browser or several processes are tried once more, and what needed it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pytest_runs import run_pytest
from tests.second_try import MOST_IN_CI

TESTS = """import pytest, time

tries = []

def test_late():
    tries.append(1)
    assert len(tries) > 1, "it was late"

def test_wrong():
    assert not "wrong each time"

@pytest.mark.timeout(0.5)
def test_hanging():
    time.sleep(60)
"""


def test_only_what_drives_a_browser_or_processes_is_tried_once_more(tmp_path: Path, repository: Path) -> None:
    for folder in ("contracts", "e2e", "golden", "unit"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"test_{folder}.py").write_text(TESTS, encoding="utf-8")
    done = run_pytest(tmp_path, repository, "pytest_rerunfailures", "pytest_timeout")
    assert "11 failed, 1 passed, 2 rerun in" in done.stdout, done.stdout + done.stderr
    needed = done.stdout.partition("needed a second try")[2].partition("short test summary")[0]
    assert "test_e2e.py::test_late" in needed
    assert "it was late" in needed
    assert "test_wrong" not in needed, "that one has failed"
    assert needed.count("::") == 1


MORE = """import pytest

tries = []

@pytest.mark.parametrize("n", range({many}))
def test_late(n):
    tries.append(n)
    assert tries.count(n) > 1, "it was late"
"""


@pytest.mark.parametrize(("many", "code"), [(MOST_IN_CI, 0), (MOST_IN_CI + 1, 1)])
def test_a_run_in_ci_fails_where_more_than_a_few_needed_it(tmp_path: Path, repository: Path, many: int, code: int) -> None:
    (tmp_path / "e2e").mkdir()
    (tmp_path / "e2e" / "test_e2e.py").write_text(MORE.format(many=many), encoding="utf-8")
    done = run_pytest(tmp_path, repository, "pytest_rerunfailures", "pytest_timeout", CI="true")
    assert done.returncode == code, done.stdout + done.stderr
    assert f"{many} rerun in" in done.stdout
