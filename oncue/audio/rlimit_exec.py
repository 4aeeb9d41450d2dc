"""Limits the process it runs in, then becomes another program: `python confine.py PARENT CPU_S MEMORY FILE PROGRAM ...`.

A file of its own, run by a fresh interpreter, because the limits must be set between fork and exec: `preexec_fn` may
deadlock where other threads run, and setting them from outside afterwards leaves a moment in which nothing holds. It
imports only the standard library and costs about 30 ms.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import sys

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38


def _limit(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    ceiling = value if hard == resource.RLIM_INFINITY else min(value, hard)
    with contextlib.suppress(ValueError, OSError):  # macOS knows RLIMIT_AS but refuses to set it
        resource.setrlimit(kind, (ceiling, ceiling))


def _die_with(parent: int) -> None:
    """Asks Linux to kill this process when the one that started it ends, however it ends; kept across exec."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.getppid() != parent:  # it ended before the request was made
        os._exit(1)


def main() -> None:
    """Never returns: the process is the other program afterwards."""
    parent, cpu_s, memory_bytes, file_bytes = (int(argument) for argument in sys.argv[1:5])
    _die_with(parent)
    # Python ignores these two, and what is ignored stays ignored across exec.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_CPU, cpu_s)
    _limit(resource.RLIMIT_FSIZE, file_bytes)
    _limit(resource.RLIMIT_AS, memory_bytes)
    os.execv(sys.argv[5], sys.argv[5:])


if __name__ == "__main__":
    main()
