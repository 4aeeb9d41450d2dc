"""The cost of reading transcripts of 2 MB, ordinary and hostile, as the API reads them: `python -m bench.transcripts`."""

from __future__ import annotations

import argparse
import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.hostile_texts import HOSTILE
from bench.hostile_texts.made_text import MadeText
from bench.ordinary_texts import ORDINARY
from bench.settings import ROOT, machine
from bench.tables import table, write_between
from oncue.errors import OncueError
from oncue.transcript import SizeLimits
from oncue.transcript.sandbox import Reader, ReadLimits

DOCUMENT = ROOT / "docs" / "load.md"
SIZE = 2_000_000
LOOK_EVERY_S = 0.02
SHOWN = 12
"""The count of hostile texts, costliest first, that have a row of their own."""


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of one text: seconds from asking to answer, seconds of processor time, the largest memory, and the
    outcome."""

    name: str
    seconds: float
    cpu_s: float
    peak_mb: int
    outcome: str


def cost_of(name: str, made: MadeText, size: int) -> Cost:
    """The cost of one text, read in a new, warm process."""
    data = made.make(size)
    reader = Reader(ReadLimits())
    reader.warm()
    peak = _Peak(reader.pid or 0)
    started = time.perf_counter()
    try:
        read = reader.read(data, name=made.name, limits=SizeLimits(len(data)))
        outcome = f"read, {read.language.language}"
    except OncueError as error:
        outcome = error.code
    seconds = time.perf_counter() - started
    reader.close()
    peak.stop()
    return Cost(name, seconds, peak.cpu_s, peak.mb, outcome)


class _Peak:
    """A watch on a process's memory and processor time while it lives."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self.mb = 0
        self._before_s = self._used_s()
        self.cpu_s = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        status = Path(f"/proc/{self._pid}/status")
        while not self._ended.wait(LOOK_EVERY_S):
            try:
                lines = status.read_text().splitlines()
                self.cpu_s = max(self.cpu_s, self._used_s() - self._before_s)
            except OSError:
                return
            self.mb = max([self.mb, *(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))])

    def _used_s(self) -> float:
        fields = Path(f"/proc/{self._pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()


def _measured(texts: Mapping[str, MadeText], size: int, wanted: Callable[[str], bool]) -> list[Cost]:
    costs: list[Cost] = []
    for name, made in texts.items():
        if wanted(name):
            costs.append(cost_of(name, made, size))
            print(_line(costs[-1]), file=sys.stderr)
    return costs


def _line(cost: Cost) -> str:
    return f"{cost.seconds:6.1f} s {cost.cpu_s:6.1f} s {cost.peak_mb:5d} MB  {cost.name}: {cost.outcome}"


def _table(costs: list[Cost]) -> str:
    head = ("text", "seconds", "processor s", "MB", "outcome")
    return table(head, [(f"`{cost.name}`", cost.seconds, cost.cpu_s, cost.peak_mb, cost.outcome) for cost in costs])


def report(ordinary: list[Cost], hostile: list[Cost]) -> str:
    """The figures as docs/load.md has them."""
    costliest = sorted(hostile, key=lambda cost: -cost.seconds)
    refused = [cost for cost in hostile if cost.outcome == "transcript_too_complex"]
    parts = [machine(), _table(ordinary)]
    if costliest:
        parts += [
            f"Of {len(hostile)} hostile texts {len(refused)} are refused as too complex; the slowest answer took "
            f"{costliest[0].seconds:.1f} s, and the largest process {max(cost.peak_mb for cost in hostile)} MB. "
            "The costliest:",
            _table(costliest[:SHOWN]),
        ]
    return "\n\n".join(parts)


def main() -> None:
    """Measures, prints, and with --write puts the tables into docs/load.md."""
    parser = argparse.ArgumentParser(prog="python -m bench.transcripts", description=__doc__)
    parser.add_argument("--size", type=int, default=SIZE, help="bytes of each text")
    parser.add_argument("--only", default="", help="texts whose name holds this")
    parser.add_argument("--write", action="store_true", help="into docs/load.md")
    options = parser.parse_args()

    def wanted(name: str) -> bool:
        return options.only in name

    text = report(_measured(ORDINARY, options.size, wanted), _measured(HOSTILE, options.size, wanted))
    print(text)
    if options.write:
        write_between(DOCUMENT, "transcripts", text)


if __name__ == "__main__":
    main()
