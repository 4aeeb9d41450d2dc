"""Tells recordings from other files of a folder; the decoder is asked about files that no list of endings knows."""

from __future__ import annotations

import mimetypes
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

KNOWN = frozenset(
    f".{ending}"
    for ending in (
        "aac", "aif", "aiff", "amr", "avi", "caf", "dv", "flac", "gxf", "m2ts", "m4a", "m4b", "m4v", "mka", "mkv", "mov",
        "mp2", "mp3", "mp4", "mpeg", "mpg", "mts", "mxf", "oga", "ogg", "ogv", "opus", "sph", "vob", "wav", "weba", "webm",
        "wma", "wmv",
    )
)  # fmt: skip
"""Endings of files that are taken for recordings unseen, so that a folder of ten thousand is not opened file by file. A file
that is none after all is refused by the service."""

NEVER = ("image/", "font/", "application/json", "application/pdf", "application/zip", "application/vnd.openxml")
"""Media types of files that lie beside recordings by the thousand and that no decoder need look at."""

LEAST_BYTES = 64

AtHand = Callable[[Path], bool]


def recordings_among(paths: Sequence[Path], has_sound: AtHand) -> frozenset[Path]:
    """The paths that are recordings. `has_sound` is asked about those that neither ending nor media type tell."""
    known = {path for path in paths if path.suffix.lower() in KNOWN}
    asked = [path for path in paths if path not in known and _may_be_one(path)]
    if not asked:
        return frozenset(known)
    with ThreadPoolExecutor(os.cpu_count() or 1, "sniff") as pool:
        return frozenset(known | {path for path, found in zip(asked, pool.map(has_sound, asked), strict=True) if found})


def _may_be_one(path: Path) -> bool:
    media_type, _ = mimetypes.guess_type(path.name)
    try:
        return not (media_type or "").startswith(NEVER) and path.stat().st_size >= LEAST_BYTES
    except OSError:
        return False


def ask_the_decoder(path: Path) -> bool:
    """True where ffmpeg finds sound in the file; False in an installation without the speech part, which has no ffmpeg."""
    try:
        from oncue.audio.sniff import has_sound
    except ModuleNotFoundError:
        return False
    return has_sound(path)
