"""The end of a process whose settings are refused: one line on standard error, and an exit status."""

from __future__ import annotations

import sys
from typing import NoReturn

from oncue.jobs.errors import SettingsInvalid

EXIT_SETTINGS = 2


def exit_for(error: SettingsInvalid, code: int = EXIT_SETTINGS) -> NoReturn:
    """Writes in one line what is wrong, in the same form as `oncue`, and ends the process with `code`."""
    sys.stderr.write(f"oncue: {error.code}: {' '.join(error.detail.split())}\n")
    sys.exit(code)
