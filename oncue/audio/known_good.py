"""Whether it is the recording that cannot be decoded, or this host that cannot decode."""

from __future__ import annotations

from pathlib import Path

from oncue.audio.decode import decode
from oncue.audio.reference_clip import CLIP
from oncue.errors import OncueError


def cannot_decode(folder: Path, known_good: Path = CLIP) -> str | None:
    """Why this host cannot decode a recording that is known to be good, with `folder` to write to; None where it can."""
    try:
        decode(known_good, folder).path.unlink()
    except (OncueError, OSError) as error:
        return f"{type(error).__name__}: {error}"
    return None
