"""Runs the real `oncue align`, and cuts short recordings for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import imageio_ffmpeg

COMMAND = [sys.executable, "-m", "oncue", "align"]


def align(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *map(str, arguments)], capture_output=True, encoding="utf-8", timeout=200)


def ffmpeg(*arguments: str | Path) -> None:
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", "-y", *map(str, arguments)], check=True)
