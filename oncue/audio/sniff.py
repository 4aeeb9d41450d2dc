"""Whether a file is a recording: asked of ffmpeg, which knows more kinds of files than any list of endings."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from oncue.audio import ffmpeg
from oncue.audio.allowed_formats import CONTAINERS, DECODERS

CPU_S = 5
WALL_S = 10.0
MEMORY_BYTES = 2**30
OUTPUT_BYTES = 2**16


def has_sound(source: Path) -> bool:
    """Whether `source` is a recording with a sound track that Oncue decodes. Nothing is decoded for it.

    Raises `OncueError` where there is no ffmpeg.
    """
    deadline = time.monotonic() + WALL_S

    def watch(_: ffmpeg.Log) -> None:
        if time.monotonic() > deadline:
            raise TimeoutError

    arguments = [
        *("-nostdin", "-hide_banner", "-nostats", "-loglevel", "repeat+level+info"),
        *("-protocol_whitelist", "file", "-format_whitelist", ",".join(CONTAINERS), "-codec_whitelist", ",".join(DECODERS)),
        *("-threads", "1", "-vn", "-sn", "-dn", "-i", f"file:{source.absolute()}"),
        *("-map", "0:a:0", "-c", "copy", "-t", "0", "-f", "null", "-"),
    ]
    try:
        with tempfile.TemporaryDirectory(prefix="oncue-") as folder:
            _, log = ffmpeg.run(
                arguments,
                folder=Path(folder),
                cpu_s=CPU_S,
                memory_bytes=MEMORY_BYTES,
                output_bytes=OUTPUT_BYTES,
                watch=watch,
            )
    except TimeoutError:
        return False
    return bool(log.sound)
