"""Python processes that import Oncue's packages, whatever lies in the current folder or in PYTHONPATH."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The folder that `oncue`, `service` and `worker` lie in: the checkout, or the environment's `site-packages`."""


def module_command(module: str, *arguments: str) -> list[str]:
    """The command that runs `module` as a program, with nothing of the current folder (-P); `own_path` belongs into its
    environment."""
    return [sys.executable, "-P", "-m", module, *arguments]


def own_path(environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """PYTHONPATH as `environment` (default: this process's) has it, with Oncue's folder first.

    A user's own `service.py` or `worker.py` comes later then. What the process starts inherits it.
    """
    given = os.environ if environment is None else environment
    others = [folder for folder in given.get("PYTHONPATH", "").split(os.pathsep) if folder and folder != str(ROOT)]
    return {"PYTHONPATH": os.pathsep.join([str(ROOT), *others])}
