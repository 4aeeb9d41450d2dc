"""The count of processors that this process may use."""

from __future__ import annotations

import os


def usable_cores() -> int:
    """The count of cores, at least 1: a container's or a job's own share, where the system tells; else the machine's."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
