"""The place of sound in every container: noise with sharp borders is muxed late and plain, decoded, and found again."""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray

from bench.settings import ROOT
from bench.tables import table, write_between
from oncue.audio.decode import decode
from oncue.audio.pcm import SAMPLE_RATE_HZ, Pcm

LATE_MS = 2500
BURSTS_S = ((0.2, 0.4), (0.7, 1.0), (1.3, 1.45), (1.7, 1.9))
"""The bursts of noise, in seconds, in a recording of two seconds."""
LENGTH_S = 2
_RATE_HZ = 48_000
_LIKE = 0.6

_X264 = ("-c:v", "libx264", "-preset", "medium")
_X265 = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error")
_VP9 = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8")
_AAC = ("-c:a", "aac")
_MP3 = ("-c:a", "libmp3lame")
_OPUS = ("-c:a", "libopus")
_FRAGMENTS = ("-movflags", "+frag_keyframe+empty_moov+default_base_moof")

VIDEO: dict[str, tuple[str, ...]] = {
    "h264-aac.mkv": (*_X264, *_AAC),
    "h264-opus.mkv": (*_X264, *_OPUS),
    "hevc-aac.mkv": (*_X265, *_AAC),
    "mpeg4-mp3.mkv": ("-c:v", "mpeg4", *_MP3),
    "vp8-vorbis.webm": ("-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libvorbis"),
    "vp9-opus.webm": (*_VP9, *_OPUS),
    "h264-aac.mp4": (*_X264, *_AAC),
    "h264-aac-fragments.mp4": (*_X264, *_AAC, *_FRAGMENTS),
    "mpeg4-mp3.mp4": ("-c:v", "mpeg4", *_MP3),
    "h264-aac.mov": (*_X264, *_AAC),
    "prores-pcm.mov": ("-c:v", "prores", "-c:a", "pcm_s16le"),
    "h264-aac.ts": (*_X264, *_AAC),
    "hevc-ac3.ts": (*_X265, "-c:a", "ac3"),
    "mpeg2-mp2.ts": ("-c:v", "mpeg2video", "-bf", "2", "-c:a", "mp2"),
    "mpeg2-mp2.mpg": ("-c:v", "mpeg2video", "-c:a", "mp2"),
    "h264-aac.flv": (*_X264, *_AAC),
    "flv1-mp3.flv": ("-c:v", "flv", *_MP3, "-ar", "44100"),
    "wmv2-wma.wmv": ("-c:v", "wmv2", "-c:a", "wmav2"),
    "theora-vorbis.ogv": ("-c:v", "libtheora", "-c:a", "libvorbis"),
    "mpeg4-aac.3gp": ("-c:v", "mpeg4", *_AAC),
    "mpeg4-mp3.avi": ("-c:v", "mpeg4", *_MP3),
    "h264-pcm.avi": (*_X264, "-c:a", "pcm_s16le"),
    "mpeg2-pcm.mxf": ("-c:v", "mpeg2video", "-c:a", "pcm_s16le"),
}
"""Containers with a picture, with the codecs in them."""

KEEP_NO_OFFSET = ("avi", "mxf")
"""Containers in which ffmpeg writes late sound as if it were not late."""

HOURS = ("h264-aac.mkv", "h264-aac.mp4", "h264-aac.ts", "mpeg2-mp2.mpg", "h264-aac.flv")
"""Containers that are also made to start at ten hours."""

_NO_HEADER = ("-write_xing", "0", "-id3v2_version", "0")
SOUND: dict[str, tuple[str, ...]] = {
    "cbr.mp3": (*_MP3, "-b:a", "64k"),
    "vbr.mp3": (*_MP3, "-q:a", "4"),
    "no-header.mp3": (*_MP3, "-b:a", "64k", *_NO_HEADER),
    "16khz.mp3": (*_MP3, "-ar", "16000"),
    "16khz-no-header.mp3": (*_MP3, "-ar", "16000", *_NO_HEADER),
    "plain.m4a": _AAC,
    "plain.aac": _AAC,
    "latm.aac": (*_AAC, "-f", "latm"),
    "plain.opus": _OPUS,
    "plain.ogg": ("-c:a", "libvorbis"),
    "plain.mp2": ("-c:a", "mp2"),
    "plain.wma": ("-c:a", "wmav2"),
    "plain.ac3": ("-c:a", "ac3"),
    "plain.flac": (),
    "mp3.wav": _MP3,
    "aac.mka": _AAC,
}
"""Containers of sound alone, with their codecs."""


@dataclass(frozen=True, slots=True)
class Case:
    """A file to make: `arguments` of ffmpeg up to its name, and how much later than in the WAV its sound is to be found."""

    name: str
    arguments: tuple[str, ...]
    expected_ms: int


def cases(reference: Path) -> Iterator[Case]:
    """Yields every container as it is, with sound that starts late, and with a picture that starts late."""
    picture = ("-f", "lavfi", "-i", f"testsrc=size=64x64:rate=25:duration={LENGTH_S}")
    sound = ("-i", str(reference))
    for name, options in SOUND.items():
        yield Case(name, (*sound, *options), 0)
    for name, options in VIDEO.items():
        late_ms = 0 if name.endswith(KEEP_NO_OFFSET) else LATE_MS
        late = ("-itsoffset", str(LATE_MS / 1000))
        yield Case(f"plain-{name}", (*picture, *sound, *options), 0)
        yield Case(f"late-sound-{name}", (*picture, *late, *sound, *options), late_ms)
        if not name.endswith("mxf"):
            yield Case(f"late-picture-{name}", ("-itsoffset", "2", *picture, *sound, *options), 0)
        if name in HOURS:
            hours = ("-output_ts_offset", "36000", "-muxdelay", "0.5")
            yield Case(f"hours-{name}", (*picture, *late, *sound, *options, *hours), LATE_MS)


def make(*arguments: str | Path) -> None:
    """Runs the wheel's ffmpeg, whose encoders are the same on every machine."""
    command = [str(imageio_ffmpeg.get_ffmpeg_exe()), "-v", "error", "-nostdin", "-y", *map(str, arguments)]
    subprocess.run(command, check=True)


def write_reference(path: Path) -> NDArray[np.float64]:
    """Writes the WAV, and returns it at the rate and level of decoded samples."""
    samples = np.random.default_rng(7).standard_normal(LENGTH_S * _RATE_HZ)
    spectrum = np.fft.rfft(samples)
    hz = np.fft.rfftfreq(len(samples), 1 / _RATE_HZ)
    spectrum[(hz > 3000) | (hz < 200)] = 0
    loud = np.zeros(len(samples))
    for start, end in BURSTS_S:
        loud[int(start * _RATE_HZ) : int(end * _RATE_HZ)] = 1
    samples = np.fft.irfft(spectrum, len(samples)) * loud
    samples *= 20_000 / np.abs(samples).max()
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, _RATE_HZ, 0, "NONE", ""))
        file.writeframes(np.round(samples).astype("<i2").tobytes())
    step = _RATE_HZ // SAMPLE_RATE_HZ
    return np.fft.irfft(np.fft.rfft(samples)[: len(samples) // step // 2 + 1], len(samples) // step)


def lags_ms(pcm: Pcm, reference: NDArray[np.float64]) -> list[float]:
    """Milliseconds by which each burst of noise is later than in `reference`; nan for one that is nowhere."""
    heard = pcm.read(0, pcm.duration_ms).astype(np.float64)
    found = []
    for start_s, end_s in BURSTS_S:
        start = int(start_s * SAMPLE_RATE_HZ)
        burst = reference[start : int(end_s * SAMPLE_RATE_HZ)]
        products = _correlated(heard, burst)
        sums = np.concatenate([[0.0], np.cumsum(heard**2)])
        energies = sums[len(burst) :] - sums[: -len(burst)]
        likeness = products / np.sqrt(np.maximum(energies, 1) * np.sum(burst**2))
        at = int(np.argmax(likeness))
        found.append((at - start) * 1000 / SAMPLE_RATE_HZ if likeness[at] > _LIKE else float("nan"))
    return found


def _correlated(samples: NDArray[np.float64], burst: NDArray[np.float64]) -> NDArray[np.float64]:
    """The result of `numpy.correlate` for "valid", by way of the spectrum: a hundred times as fast."""
    size = 1 << (len(samples) + len(burst)).bit_length()
    product = np.fft.rfft(samples, size) * np.conj(np.fft.rfft(burst, size))
    return np.fft.irfft(product, size)[: len(samples) - len(burst) + 1]


def main() -> None:
    """Measures every case; with `--write`, puts the table into docs/clocks.md."""
    parser = argparse.ArgumentParser(prog="python -m bench.clocks", description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the table into docs/clocks.md")
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory(prefix="oncue-clocks-") as made:
        folder = Path(made)
        reference = write_reference(folder / "reference.wav")
        for case in cases(folder / "reference.wav"):
            make(*case.arguments, folder / case.name)
            found = lags_ms(decode(folder / case.name, folder), reference)
            rows.append(
                (
                    case.name,
                    case.expected_ms,
                    float(np.mean(found)),
                    float(np.max(np.abs(np.subtract(found, case.expected_ms)))),
                )
            )
    text = table(("file", "expected ms", "found ms", "largest error ms"), rows)
    print(text)
    if options.write:
        version = imageio_ffmpeg.get_ffmpeg_version()
        measured = (
            f"Measured with `python -m bench.clocks`, files made by ffmpeg {version}, each border of the sound by itself:"
        )
        write_between(ROOT / "docs" / "clocks.md", "clocks", f"{measured}\n\n{text}")


if __name__ == "__main__":
    main()
