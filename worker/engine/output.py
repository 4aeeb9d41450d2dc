"""A check, by the owner, of the file that an engine has left in a request's `output`."""

from __future__ import annotations

import json
from pathlib import Path

from worker.engine.client import EngineFailed


def ensure_alignment(path: Path) -> None:
    """Raises `EngineFailed` where the file is no alignment.

    Only its outer form is checked: reading it whole takes libraries that an owner must not load.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise EngineFailed("internal_error", f"the engine's alignment cannot be read: {error}") from error
    if not isinstance(told, dict) or not isinstance(told.get("words"), list) or "schema" not in told:
        raise EngineFailed("internal_error", "what the engine has written is no alignment")
