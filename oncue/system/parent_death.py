"""Processes that end when the one that started them ends, however it ends: kill -9 leaves no orphan."""

from __future__ import annotations

import os
import platform
import signal
import threading
import time

_PR_SET_PDEATHSIG = 1

PARENT_CHECK_S = 1.0


def die_with_parent(parent: int) -> None:
    """From now on this process is killed when its parent's starting thread ends: at once on Linux, in a second elsewhere.

    `parent` is the parent's process id as the parent knows it: one that has ended before this call is noticed too.
    """
    if platform.system() == "Linux":
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)
        return
    threading.Thread(target=_watch, args=(parent,), name="parent", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(PARENT_CHECK_S)
    os.kill(os.getpid(), signal.SIGKILL)
