"""The time of a command and the memory of its whole process tree."""

from __future__ import annotations

import resource
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from bench.settings import ROOT

SAMPLE_S = 0.1


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a command.

    `processor_s` is that of the command and of all that it waited for, in seconds. `peak_kb` is the largest sum of PSS
    over the tree at one moment; 0 where /proc does not tell.
    """

    code: int
    stdout: str
    stderr: str
    seconds: float
    peak_kb: int
    processor_s: float = 0.0


def watch(command: Sequence[str], *, memory: bool = False) -> Outcome:
    """Runs `command` in the repository; with `memory`, looks at its process tree ten times a second."""
    started, before = perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        peak = [0]
        ended = threading.Event()

        def sample() -> None:
            while not ended.wait(SAMPLE_S):
                peak[0] = max(peak[0], sum(_pss_kb(pid) for pid in _tree(process.pid)))

        if memory:
            threading.Thread(target=sample, daemon=True).start()
        stdout, stderr = process.communicate()
        ended.set()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Outcome(process.returncode, stdout, stderr, perf_counter() - started, peak[0], used_s)


def _tree(root: int) -> list[int]:
    found = [root]
    for pid in found:  # grows while it is read
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            try:
                found += map(int, children.read_text().split())
            except OSError:
                continue
    return found


def _pss_kb(pid: int) -> int:
    # PSS counts a shared page once over all that share it, so that a tree's sum is not inflated.
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
