"""Processes that end when the one that started them ends, however it ends: kill -9 leaves no orphan.

This file is also a program: it becomes another one, on that leash and within limits of the kernel's (`leashed_command`).
A fresh interpreter runs it (-I -S) between fork and exec: `preexec_fn` may deadlock where other threads run, and limits set
from outside would leave a moment without any. So it imports the standard library alone, and costs about 30 ms.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_NO_LIMITS = "-"

PARENT_CHECK_S = 0.5


def die_with_parent(parent: int) -> None:
    """Has this process killed when its parent's starting thread ends: at once on Linux, elsewhere in half a second.

    `parent` is the parent's process id as the parent knows it: one that has ended before this call is noticed too.
    """
    if _is_linux():
        _ask_linux(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
        return
    threading.Thread(target=_watch, args=(parent,), name="parent", daemon=True).start()


def leashed_command(command: Sequence[str], limits: tuple[int, int, int] | None = None) -> list[str]:
    """The command that runs `command` so that it ends with this process, wherever it forks or execs.

    `limits` are the seconds of processor time, the bytes of address space and those of the largest file it may use or write;
    a program with limits gains no privileges either, and outside of Linux is not watched. To be started from the main
    thread, whose end is the program's end.
    """
    figures = [_NO_LIMITS] if limits is None else [str(limit) for limit in limits]
    return [sys.executable, "-I", "-S", __file__, str(os.getpid()), *figures, *command]


def main() -> None:
    """Becomes the program: `python parent_death.py PARENT - PROGRAM...`, or `PARENT CPU_S MEMORY FILE PROGRAM...`. Never
    returns."""
    parent = int(sys.argv[1])
    limited = sys.argv[2] != _NO_LIMITS
    program = sys.argv[5:] if limited else sys.argv[3:]
    if _is_linux():
        die_with_parent(parent)
    elif not limited:
        _look_after(parent, program)
    for each in (signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores them, and what is ignored stays so across exec
        signal.signal(each, signal.SIG_DFL)
    if limited:
        _confine(*map(int, sys.argv[2:5]))
    os.execvp(program[0], program)


def _is_linux() -> bool:
    return os.uname().sysname == "Linux"


def _ask_linux(request: int, value: int) -> None:
    import ctypes

    ctypes.CDLL(None, use_errno=True).prctl(request, value, 0, 0, 0)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(PARENT_CHECK_S)
    os.kill(os.getpid(), signal.SIGKILL)


def _confine(cpu_s: int, memory_bytes: int, file_bytes: int) -> None:
    import resource

    if _is_linux():
        _ask_linux(_PR_SET_NO_NEW_PRIVS, 1)
    for kind, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_AS, memory_bytes),
    ):
        _, hard = resource.getrlimit(kind)
        ceiling = value if hard == resource.RLIM_INFINITY else min(value, hard)
        with suppress(ValueError, OSError):  # macOS knows RLIMIT_AS but refuses to set it
            resource.setrlimit(kind, (ceiling, ceiling))


def _look_after(parent: int, program: list[str]) -> None:
    """Stays beside the program where the system cannot be asked to end it."""
    import subprocess

    child = subprocess.Popen(program)

    def pass_on(number: int, _frame: object) -> None:
        child.send_signal(number)

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, pass_on)
    while child.poll() is None:
        if os.getppid() != parent:
            child.kill()
        time.sleep(PARENT_CHECK_S)
    os._exit(child.returncode if child.returncode >= 0 else 1)


if __name__ == "__main__":
    main()
