"""Programs of Debian's for tests: without one a test is skipped, and in CI it fails."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bench.debian import PROGRAMS, DebianProgram, ProgramMissing, debian_program
from tests.skips import skip_at_a_desk


def wanted_program(name: str, programs: Mapping[str, DebianProgram] = PROGRAMS) -> Path:
    """Where the program is; see `debian_program`. Skips the test where it is not to be had; in CI that is a failure."""
    try:
        return debian_program(name, programs)
    except ProgramMissing as missing:
        skip_at_a_desk(str(missing))
