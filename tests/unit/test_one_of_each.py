"""What every process needs is there once: a root of all errors, a writer of whole files, a way to end with the parent."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from oncue.errors import OncueError
from oncue.jobs.errors import JobsError, NotFound, SettingsInvalid, Unstorable
from oncue.system import parent_death
from oncue.system.atomic_files import write_beside, write_whole
from oncue.system.parent_death import leashed_command

PACKAGES = ("oncue", "service", "worker")


def _files_with(repository: Path, *words: str) -> list[str]:
    paths = (path for package in PACKAGES for path in (repository / package).rglob("*.py"))
    return sorted(
        str(path.relative_to(repository)) for path in paths if any(word in path.read_text("utf-8") for word in words)
    )


def test_one_file_ends_processes_with_their_parent(repository: Path) -> None:
    assert _files_with(repository, "prctl", "PR_SET_PDEATHSIG") == ["oncue/system/parent_death.py"]


def test_one_file_writes_files_whole(repository: Path) -> None:
    # A batch's journal grows by lines, each of which must be on the disk.
    assert _files_with(repository, "os.fsync") == ["oncue/cli/batch/journal.py", "oncue/system/atomic_files.py"]


def test_every_error_with_a_code_of_its_own_has_one_root(repository: Path) -> None:
    roots = []
    for package in PACKAGES:
        for path in (repository / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef) and "Exception" in map(ast.unparse, node.bases):
                    assigned = [each for each in node.body if isinstance(each, ast.Assign)]
                    if any(ast.unparse(target) == "code" for each in assigned for target in each.targets):
                        roots.append(node.name)
    assert roots == ["OncueError"]
    assert issubclass(JobsError, OncueError)


def test_an_error_of_the_store_carries_its_code_and_its_data() -> None:
    error: OncueError = NotFound("There is no such job.", job="job_1")
    assert (error.code, error.detail, error.data) == ("not_found", "There is no such job.", {"job": "job_1"})


def test_errors_of_the_store_keep_their_exit_codes() -> None:
    from oncue.cli.main import EXIT_OTHER, EXIT_USAGE, exit_code

    codes = [exit_code(error) for error in (SettingsInvalid("x"), Unstorable("x"), NotFound("x"))]
    assert codes == [EXIT_USAGE, EXIT_OTHER, EXIT_OTHER]


def test_a_file_is_there_whole_or_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    write_whole(path, [b"one", b"two"])

    def broken() -> Iterator[bytes]:
        yield b"three"
        raise ValueError("the rest cannot be had")

    for write in (write_whole, write_beside):
        with pytest.raises(ValueError, match="the rest"):
            write(path, broken())
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("a.srt", b"onetwo")]


@pytest.mark.parametrize("limits", [None, (7, 1 << 32, 1000)])
def test_a_leashed_program_has_the_limits_it_was_given_and_its_own_arguments(limits: tuple[int, int, int] | None) -> None:
    program = (
        "import resource, sys;"
        "print(sys.argv[1:], resource.getrlimit(resource.RLIMIT_CPU)[0], resource.getrlimit(resource.RLIMIT_FSIZE)[0])"
    )
    command = leashed_command([sys.executable, "-c", program, "-", "--x"], limits)
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said.startswith("['-', '--x'] ")
    assert said.endswith(" 7 1000\n") == (limits is not None)


def test_a_program_whose_starter_has_gone_does_not_begin(tmp_path: Path) -> None:
    nobody = str(2**22 + 1)  # no process has this number
    program = [sys.executable, "-c", f"open({str(tmp_path / 'begun')!r}, 'w')"]
    command = [sys.executable, "-I", "-S", parent_death.__file__, nobody, "-", *program]
    assert subprocess.run(command, check=False).returncode == 1
    assert not list(tmp_path.iterdir())


def test_one_harness_starts_the_service_for_measurements_and_the_demo(repository: Path) -> None:
    paths = [path for folder in ("bench", "scripts") for path in (repository / folder).rglob("*.py")]
    starts = [path.name for path in paths if '"serve", ' in path.read_text(encoding="utf-8")]
    assert starts == ["serving.py"]
    assert [path.name for path in paths if "from tests" in path.read_text(encoding="utf-8")] == []
