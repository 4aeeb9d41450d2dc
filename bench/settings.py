"""The settings of a measurement, and the folders it uses."""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path

from oncue.options.recognition import LISTENS, Listen

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "benchmarks.md"
RESULTS = ROOT / "out" / "bench"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one run of `python -m bench`."""

    corpora: Path
    scorer: Path
    engine: str
    cases: tuple[str, ...]
    """Names of cases and variants, or beginnings of names; empty means all."""
    inputs: tuple[str, ...]
    peer_python: Path
    results: Path = RESULTS
    """The folder for JSON that a measurement leaves, for the pictures and for fitting."""
    every_case: bool = False
    """Measures, in the part `confidence`, all cases that have known times."""
    listens: tuple[Listen, ...] = LISTENS
    """The ways to listen that are measured."""
    runs: int = 3
    """How often the part `speed` times each short input; the best counts."""
    write: bool = False
    """Writes tables and pictures to docs/."""

    @property
    def listen(self) -> Listen:
        """The way to listen, where one is measured at a time."""
        return self.listens[0]

    def wants(self, name: str) -> bool:
        """True where the case was asked for."""
        return not self.cases or any(name.startswith(case) for case in self.cases)


def machine() -> str:
    """One line about the machine, without names that identify it."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{cores} cores, {_processor()}, {platform.system()}, Python {sys.version.split()[0]}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
