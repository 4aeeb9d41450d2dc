"""Programs that are kept running, stopped, and never left behind: small Python programs in place of the real ones."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from oncue.cli.supervise.children import HOPELESS_STARTS, Child, ChildHopeless
from oncue.system import parent_death

pytestmark = pytest.mark.timeout(60)

WAITS = "import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep(600)"
POLITE = """
import os, signal, sys, time
def end(*_):
    open('said', 'a').write('goodbye')
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
open('pid', 'w').write(str(os.getpid()))
time.sleep(600)
"""
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {WAITS}"
LEAVES_ANOTHER = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {WAITS!r}])"


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Child]]:
    """Starts a program in an empty folder; what it left is killed at the end."""
    monkeypatch.chdir(tmp_path)
    children: list[Child] = []

    def start(program: str, grace_s: float = 30.0) -> Child:
        child = Child("part", [sys.executable, "-c", program], grace_s=grace_s, pause_s=0.05)
        children.append(child)
        child.start()
        return child

    yield start
    for child in children:
        child.stop(hurried=lambda: True)


def tend_until(child: Child, happened: Callable[[], bool]) -> None:
    while not happened():
        child.tend()
        time.sleep(0.02)


def written_pid(path: Path = Path("pid")) -> int:
    """What a program wrote when it was up; waits for it."""
    while not (path.exists() and path.read_text()):
        time.sleep(0.02)
    return int(path.read_text())


def wait_gone(pid: int) -> None:
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.02)


def test_a_program_that_was_killed_is_started_again(started: Callable[..., Child]) -> None:
    child = started(WAITS)
    first = written_pid()
    os.kill(first, signal.SIGKILL)
    tend_until(child, lambda: written_pid() != first)
    assert child.process is not None
    assert child.process.pid == written_pid()


def test_a_program_that_does_not_stay_up_is_given_up_and_the_error_says_how_it_ended(started: Callable[..., Child]) -> None:
    child = started("open('starts', 'a').write('|'); raise SystemExit(7)")
    with pytest.raises(ChildHopeless, match=r"part does not stay up \(exit code 7\); its last log lines say why"):
        tend_until(child, lambda: False)
    assert len(Path("starts").read_text()) == HOPELESS_STARTS


def test_a_program_with_a_log_of_its_own_is_given_up_with_the_name_of_that_log(tmp_path: Path) -> None:
    program = "import os; os.kill(os.getpid(), 9)"
    child = Child("part", [sys.executable, "-c", program], pause_s=0.05, log=tmp_path / "part.log")
    child.start()
    with pytest.raises(ChildHopeless, match=r"\(killed by signal 9\); .*part\.log says why"):
        tend_until(child, lambda: False)


def test_a_program_asked_to_stop_ends_in_its_own_way(started: Callable[..., Child]) -> None:
    child = started(POLITE)
    pid = written_pid()
    child.stop()
    assert Path("said").read_text() == "goodbye"
    assert not psutil.pid_exists(pid)


def test_a_program_that_does_not_end_within_its_grace_is_killed(started: Callable[..., Child]) -> None:
    child = started(DEAF, grace_s=0.2)
    pid = written_pid()
    child.stop()
    assert not psutil.pid_exists(pid)


def test_hurry_that_comes_while_a_program_is_given_its_grace_kills_it(started: Callable[..., Child]) -> None:
    child = started(DEAF, grace_s=10_000)
    pid = written_pid()
    looks: list[None] = []
    child.stop(hurried=lambda: looks.append(None) or len(looks) > 3)  # type: ignore[func-returns-value]
    assert not psutil.pid_exists(pid)


def test_a_stopped_program_is_not_started_again_by_another_stop(started: Callable[..., Child]) -> None:
    child = started(WAITS)
    written_pid()
    child.stop()
    child.stop()
    assert child.process is None


@pytest.mark.parametrize("end", ["by itself", "when asked"])
def test_what_a_program_left_behind_is_killed_when_it_has_ended(started: Callable[..., Child], end: str) -> None:
    child = started(LEAVES_ANOTHER if end == "by itself" else f"{LEAVES_ANOTHER}; import time; time.sleep(600)")
    left = written_pid()
    if end == "by itself":
        tend_until(child, lambda: child.process is None)
    else:
        child.stop()
    wait_gone(left)


def test_a_terminals_ctrl_c_does_not_reach_the_programs(started: Callable[..., Child]) -> None:
    started(WAITS)
    assert os.getsid(written_pid()) != os.getsid(0)


def test_kill_9_of_the_supervisor_ends_its_programs(tmp_path: Path) -> None:
    supervisor = (
        "import sys, time; from oncue.cli.supervise.children import Child;"
        f"Child('part', [sys.executable, '-c', {DEAF!r}]).start(); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", supervisor], cwd=tmp_path) as process:
        pid = written_pid(tmp_path / "pid")
        process.kill()
    wait_gone(pid)


def on_another_system(parent: int, program: str, folder: Path) -> subprocess.Popen[bytes]:
    """The leash as it is where Linux's request to die with the parent is not to be had."""
    script = (
        "import os, runpy, sys, types; os.uname = lambda: types.SimpleNamespace(sysname='Other');"
        f"sys.argv = ['leash', {str(parent)!r}, '-', sys.executable, '-c', {program!r}];"
        f"runpy.run_path({parent_death.__file__!r}, run_name='__main__')"
    )
    return subprocess.Popen([sys.executable, "-c", script], cwd=folder)


def test_elsewhere_than_on_linux_a_program_still_ends_with_its_starter(tmp_path: Path) -> None:
    nobody = 2**22 + 1  # no process has this number: the starter is gone
    with on_another_system(nobody, WAITS, tmp_path) as watcher:
        assert watcher.wait() == 1


def test_elsewhere_than_on_linux_a_program_is_still_asked_to_stop(tmp_path: Path) -> None:
    with on_another_system(os.getpid(), POLITE, tmp_path) as watcher:
        written_pid(tmp_path / "pid")
        watcher.terminate()
        assert watcher.wait() == 0
    assert (tmp_path / "said").read_text() == "goodbye"
