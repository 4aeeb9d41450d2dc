"""Becomes another program that ends when its starter ends: `python leash.py PARENT PROGRAM ARGUMENTS...`.

A file of its own, run by a fresh interpreter, for programs that are not ours (redis-server) or that fork (gunicorn, Celery).
It imports only the standard library. On Linux the program replaces it; elsewhere it stays, and looks after the program.
"""

from __future__ import annotations

import os
import platform
import signal
import subprocess
import sys
import time
from types import FrameType

_PR_SET_PDEATHSIG = 1
STARTER_CHECK_S = 0.5


def main() -> None:
    """Never returns."""
    parent, program = int(sys.argv[1]), sys.argv[2:]
    if platform.system() == "Linux":
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it ended before the request was made
            os._exit(1)
        for each in (signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores them, and what is ignored stays so across exec
            signal.signal(each, signal.SIG_DFL)
        os.execvp(program[0], program)
    _look_after(parent, program)


def _look_after(parent: int, program: list[str]) -> None:
    child = subprocess.Popen(program)

    def pass_on(number: int, _frame: FrameType | None) -> None:
        child.send_signal(number)

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, pass_on)
    while child.poll() is None:
        if os.getppid() != parent:
            child.kill()
        time.sleep(STARTER_CHECK_S)
    os._exit(child.returncode if child.returncode >= 0 else 1)


if __name__ == "__main__":
    main()
