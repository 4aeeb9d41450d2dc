"""`python -m bench.desk [PART ...] [--write]`: the caption desk against what it must reach, into docs/desk.md.

Needs Chromium (Debian's), and PostgreSQL for half of the faults. Everything stays on the loopback interface and in temporary
folders, and every process that is started is ended by its number.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.desk.by_keyboard import keyboard
from bench.desk.faults import faults
from bench.desk.hearing import hearing
from bench.desk.model import model
from bench.desk.pages import pages
from bench.desk.painting import painting
from bench.desk.reached import Reached, reached_table
from bench.desk.retiming import retiming
from bench.settings import ROOT, machine
from bench.tables import write_between

DOCUMENT = ROOT / "docs" / "desk.md"

DESK_PARTS: dict[str, Callable[[Path], list[Reached]]] = {
    "retiming": retiming,
    "hearing": hearing,
    "painting": painting,
    "keyboard": keyboard,
    "pages": pages,
    "faults": faults,
    "model": model,
}
"""Each measures in an empty folder. Those whose figures are times come first."""


def main() -> int:
    """Measures the parts, prints their tables; 1 where something was not reached, or a part could not be measured."""
    parser = argparse.ArgumentParser(prog="python -m bench.desk", description=__doc__)
    parser.add_argument("parts", nargs="*", default=[], metavar="PART", help=", ".join(DESK_PARTS))
    parser.add_argument("--folder", type=Path, help="where temporary folders are made; they need about 3 GB")
    parser.add_argument("--note", default="", help="words for the tables, such as 'while others used the machine'")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/desk.md")
    options = parser.parse_args()
    if unknown := [name for name in options.parts if name not in DESK_PARTS]:
        parser.error(f"no such part: {', '.join(unknown)}; there are {', '.join(DESK_PARTS)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that everything that was started is ended
    failed = 0
    for name in options.parts or DESK_PARTS:
        began = time.monotonic()
        with tempfile.TemporaryDirectory(
            prefix=f"oncue-desk-{name}-", dir=options.folder, ignore_cleanup_errors=True
        ) as place:
            try:
                rows = DESK_PARTS[name](Path(place))
            except Exception as error:  # the other parts are measured all the same, and this one keeps its old table
                print(f"{name}: could not be measured: {type(error).__name__}: {error}", file=sys.stderr)
                failed += 1
                continue
        minutes = (time.monotonic() - began) / 60
        how = ", ".join(filter(None, (machine(), f"{minutes:.0f} min", options.note)))
        text = f"Measured with `python -m bench.desk {name}` ({how}):\n\n{reached_table(rows)}"
        print(f"\n{name}\n\n{text}", flush=True)
        if options.write:
            write_between(DOCUMENT, f"desk-{name}", text)
        failed += sum(not row.holds for row in rows)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
