"""What was skipped is told, and CI fails where it is more than cannot be helped."""

from __future__ import annotations

import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.pytest_runs import run_pytest
from tests.skips import MOST_IN_CI, SHARED, told, too_many


def run(tmp_path: Path, repository: Path, test: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """pytest on one file."""
    (tmp_path / "test_it.py").write_text(f"import pytest\n\n{test}\n", encoding="utf-8")
    return run_pytest(tmp_path, repository, **variables)


MANY = f"@pytest.mark.parametrize('n', range({MOST_IN_CI + 1}))\ndef test_it(n): pytest.skip('no such device here')"


@pytest.mark.parametrize(("variables", "code"), [({}, 0), ({"CI": "true"}, 1)], ids=["at a desk", "in CI"])
def test_a_run_that_skips_many_tests_says_why_and_fails_in_ci(
    tmp_path: Path, repository: Path, variables: dict[str, str], code: int
) -> None:
    done = run(tmp_path, repository, MANY, **variables)
    assert done.returncode == code, done.stdout + done.stderr
    assert f"    {MOST_IN_CI + 1}  no such device here" in done.stdout


def test_any_number_may_be_skipped_for_what_may_not_be_published() -> None:
    reasons = Counter({f"the corpus news is not {SHARED}": 40, "root may read everything": MOST_IN_CI})
    assert not too_many(reasons)
    assert told(reasons)[0] == f"45 skipped: 40 for what is not {SHARED}, 5 others"
    reasons["root may write everywhere"] = 1
    assert too_many(reasons)


def test_openai_whisper_may_be_absent_at_a_desk_but_not_in_ci(tmp_path: Path, repository: Path) -> None:
    absent = "import importlib.util\nimportlib.util.find_spec = lambda name: None\n"
    test = f"{absent}\n@pytest.mark.needs_torch\ndef test_it(): pass"
    assert run(tmp_path, repository, test).returncode == 0
    assert run(tmp_path, repository, test, CI="true").returncode == 1
