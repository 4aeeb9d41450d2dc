"""Long recordings, made of the English corpora in shuffled orders, with their texts."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Sequence
from pathlib import Path

from bench.cases import Case
from oncue.audio.ffmpeg import find_ffmpeg

RATE_HZ = 16_000
BYTES_A_SECOND = 2 * RATE_HZ
SILENCE_S = 1


def build(cases: Sequence[Case], seconds: float, folder: Path, *, seed: int = 1) -> tuple[Path, Path]:
    """Audio (WAV) and text of at least `seconds`: all cases in a new order each round, with a second of silence between
    them."""
    pcm = {case.name: _pcm(case.audio) for case in cases}
    raw, text = folder / "long.s16", folder / "long.txt"
    order = random.Random(seed)
    length = 0
    with raw.open("wb") as sound, text.open("w", encoding="utf-8") as words:
        while length < seconds * BYTES_A_SECOND:
            for case in order.sample(list(cases), len(cases)):
                length += sound.write(pcm[case.name]) + sound.write(bytes(SILENCE_S * BYTES_A_SECOND))
                words.write(case.read().text.strip() + "\n\n")
                if length >= seconds * BYTES_A_SECOND:
                    break
    audio = folder / "long.wav"
    _ffmpeg("-f", "s16le", "-ar", str(RATE_HZ), "-ac", "1", "-i", str(raw), str(audio))
    raw.unlink()
    return audio, text


def _pcm(audio: Path) -> bytes:
    return _ffmpeg("-i", str(audio), "-f", "s16le", "-ar", str(RATE_HZ), "-ac", "1", "-")


def _ffmpeg(*arguments: str) -> bytes:
    command = [find_ffmpeg(), "-nostdin", "-loglevel", "error", "-y", *arguments]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
