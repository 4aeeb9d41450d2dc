"""Cuts the workers' self-test, six seconds of speech in the public domain, from the demonstration."""

from __future__ import annotations

import subprocess
from pathlib import Path

from oncue.audio.ffmpeg import find_ffmpeg
from oncue.audio.reference_clip import CLIP

DEMO = Path(__file__).resolve().parents[1] / "demo" / "radio-address-2008" / "audio.flac"
SECONDS = 6.1
"""Seconds of the clip, up to the pause after `oncue.audio.reference_clip.TEXT`."""


def main() -> None:
    """Writes the clip, the same bytes each time."""
    cut = ["-i", str(DEMO), "-t", str(SECONDS), "-ac", "1", "-ar", "16000", "-map_metadata", "-1", "-fflags", "+bitexact"]
    subprocess.run([find_ffmpeg(), "-v", "error", "-y", *cut, "-c:a", "libopus", "-b:a", "24k", str(CLIP)], check=True)


if __name__ == "__main__":
    main()
