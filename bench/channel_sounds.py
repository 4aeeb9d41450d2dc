"""Sounds to mix recordings from: voices, time code, hum, music; one second is 16,000 samples, of a peak near 1."""

from __future__ import annotations

import subprocess
import wave
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray

RATE_HZ = 16_000

Sound = NDArray[np.float64]


def make_with_ffmpeg(*arguments: str | Path) -> None:
    """Runs the ffmpeg of the wheel, whose encoders are the same on every machine."""
    program = str(imageio_ffmpeg.get_ffmpeg_exe())
    subprocess.run([program, "-v", "error", "-nostdin", "-y", *arguments], check=True)


def voice(recording: Path, seconds: float, start_s: float = 0.0) -> Sound:
    """A stretch of a recording."""
    program = str(imageio_ffmpeg.get_ffmpeg_exe())
    cut = ["-ss", str(start_s), "-t", str(seconds), "-i", str(recording), "-ac", "1", "-ar", str(RATE_HZ)]
    raw = subprocess.run([program, "-v", "error", *cut, "-f", "s16le", "-"], check=True, capture_output=True).stdout
    sound = np.zeros(round(seconds * RATE_HZ))
    samples = np.frombuffer(raw, "<i2")[: len(sound)]
    sound[: len(samples)] = samples / 32768
    return sound


def time_code(seconds: float, fps: int = 25) -> Sound:
    """LTC (SMPTE 12M): 80 bits a frame, biphase mark, as a square wave. What the bits say does not matter here."""
    bits = np.random.default_rng(1).integers(0, 2, round(seconds * fps * 80) + 1)
    half = RATE_HZ / (fps * 80 * 2)
    level, at, sound = 1.0, 0.0, np.zeros(round(seconds * RATE_HZ))
    for bit in bits:
        level = -level
        for k in range(2):
            if k and bit:
                level = -level
            sound[round(at) : round(at + half)] = level
            at += half
    return 0.3 * sound


def hum(seconds: float) -> Sound:
    """The buzz of a bad cable: 50 Hz and its overtones."""
    times = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    sound: Sound = np.sum([np.sin(2 * np.pi * 50 * k * times) / k**0.5 for k in range(1, 20)], axis=0)
    return 0.2 * sound


def tone(seconds: float) -> Sound:
    """A line-up tone of 1 kHz."""
    return 0.3 * np.sin(2 * np.pi * 1000 * np.arange(round(seconds * RATE_HZ)) / RATE_HZ)


def music(seconds: float, seed: int = 3) -> Sound:
    """Chords of plucked notes, half a second each."""
    random, step = np.random.default_rng(seed), RATE_HZ // 2
    times = np.arange(step) / RATE_HZ
    sound = np.zeros(round(seconds * RATE_HZ) + step)
    for start in range(0, len(sound) - step, step):
        for pitch in random.choice([0, 3, 5, 7, 10, 12, 15], 3, replace=False):
            hertz = 220 * 2 ** (pitch / 12)
            sound[start : start + step] += sum(np.sin(2 * np.pi * hertz * k * times) / k for k in (1, 2, 3)) * np.exp(
                -4 * times
            )
    return 0.15 * sound[: round(seconds * RATE_HZ)]


def noise(seconds: float, seed: int) -> Sound:
    """White noise of a deviation of 0.1."""
    return np.random.default_rng(seed).normal(0, 0.1, round(seconds * RATE_HZ))


def write_wav(path: Path, *channels: Sound) -> Path:
    """A WAV of these channels, in their order."""
    samples = np.clip(np.stack(channels, axis=1) * 32767, -32768, 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setparams((len(channels), 2, RATE_HZ, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    return path
