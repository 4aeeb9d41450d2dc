"""The end of a process whose settings cannot be, in one line."""

from __future__ import annotations

import sys
from typing import NoReturn

from oncue.jobs.errors import SettingsInvalid

EXIT_SETTINGS = 2


def exit_for(error: SettingsInvalid, code: int = EXIT_SETTINGS) -> NoReturn:
    """Says in one line what is wrong, as `oncue` does, and ends the process."""
    sys.stderr.write(f"oncue: {error.code}: {' '.join(error.detail.split())}\n")
    sys.exit(code)
