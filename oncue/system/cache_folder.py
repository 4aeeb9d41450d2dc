"""The folder for what was made once and can be made again: weights, compiled code, unpacked models."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def cache_folder() -> Path:
    """The folder, which need not be there yet; `ONCUE_CACHE_DIR` overrides the user's cache folder."""
    override = os.environ.get("ONCUE_CACHE_DIR")
    return Path(override) if override else Path(platformdirs.user_cache_dir("oncue"))
