"""What broadcasters, archives and laboratories keep: MXF, GXF, DV, transport and program streams, SPHERE."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bench.channel_sounds import RATE_HZ, make_with_ffmpeg
from oncue.audio.decode import decode
from oncue.audio.decode_limits import DecodeLimits
from oncue.audio.media import open_media
from oncue.audio.sniff import has_sound
from oncue.errors import AudioUnreadable

PICTURE = ("-f", "lavfi", "-i", "testsrc=size=720x576:rate=25:duration=3")
BEEP = ("-f", "lavfi", "-i", "aevalsrc='0.5*sin(2*PI*700*t)*between(t,1,2)':s=48000:d=3")

FILES = {
    "news.mxf": ("-c:v", "mpeg2video", "-c:a", "pcm_s24le"),
    "news.gxf": ("-c:v", "mpeg2video", "-c:a", "pcm_s16le", "-ac", "1"),
    "news.vob": ("-target", "pal-dvd"),
    "lpcm.vob": ("-target", "pal-dvd", "-c:a", "pcm_dvd", "-ac", "2"),
    "news.dv": ("-target", "pal-dv"),
    "news.ts": ("-c:v", "mpeg2video", "-c:a", "ac3"),
    "aes.ts": ("-c:v", "mpeg2video", "-c:a", "s302m", "-ac", "2", "-strict", "-2"),
    "news.m2ts": ("-c:v", "mpeg2video", "-c:a", "aac"),
    "news.wtv": ("-c:v", "mpeg2video", "-c:a", "mp2"),
}


def _tone_ms(folder: Path, source: Path) -> tuple[int, int]:
    pcm = decode(source, folder)
    assert pcm.warnings == ()
    samples = pcm.read(0, pcm.duration_ms // 10 * 10).reshape(-1, RATE_HZ // 100).astype(np.float64)
    loud = np.flatnonzero(np.sqrt(np.square(samples).mean(axis=1)) > 3000)
    return int(loud[0]) * 10, int(loud[-1] + 1) * 10


@pytest.mark.parametrize("name", FILES)
def test_the_sound_of_a_broadcasters_file_is_decoded_in_its_place(tmp_path: Path, name: str) -> None:
    source = tmp_path / name
    make_with_ffmpeg(*PICTURE, *BEEP, *FILES[name], source)
    assert has_sound(source)
    assert _tone_ms(tmp_path, source) == pytest.approx((1000, 2000), abs=70)


def _sphere(path: Path, coding: str, data: bytes, **fields: int) -> Path:
    """A file as NIST's tools write it: a header of 1024 bytes in text, then the samples."""
    facts = {"channel_count": 1, "sample_rate": RATE_HZ, "sample_n_bytes": 2, **fields}
    lines = [*(f"{name} -i {value}" for name, value in facts.items()), f"sample_coding -s{len(coding)} {coding}"]
    order = "1" if facts["sample_n_bytes"] == 1 else "01"
    head = "\n".join(["NIST_1A", "   1024", *lines, f"sample_byte_format -s{len(order)} {order}", "end_head", ""])
    path.write_bytes(head.encode().ljust(1024) + data)
    return path


@pytest.fixture
def beep() -> NDArray[np.int16]:
    """Three seconds, with a tone in the second one."""
    tone: NDArray[np.int16] = np.round(16_000 * np.sin(np.arange(3 * RATE_HZ) * 0.3)).astype(np.int16)
    tone[:RATE_HZ] = tone[2 * RATE_HZ :] = 0
    return tone


def test_sphere_is_decoded(tmp_path: Path, beep: NDArray[np.int16]) -> None:
    source = _sphere(tmp_path / "mono.sph", "pcm", beep.astype("<i2").tobytes(), sample_count=len(beep))
    assert has_sound(source)
    assert _tone_ms(tmp_path, source) == pytest.approx((1000, 2000), abs=20)
    both = np.stack([beep, beep], axis=1).astype("<i2").tobytes()
    source = _sphere(tmp_path / "stereo.sph", "pcm", both, sample_count=len(beep), channel_count=2)
    assert _tone_ms(tmp_path, source) == pytest.approx((1000, 2000), abs=20)


@pytest.mark.parametrize("coding", ["shorten-v2.00", "wavpack", "shortpack-v0"])
def test_sphere_that_cannot_be_unpacked_is_refused_by_the_name_of_its_packing(tmp_path: Path, coding: str) -> None:
    source = _sphere(tmp_path / "packed.sph", f"pcm,embedded-{coding}", b"\x12\x34" * 5000, sample_count=5000)
    with pytest.raises(AudioUnreadable, match=f"packed.sph is SPHERE compressed as {coding}, .*Decompress it"):
        decode(source, tmp_path)


def test_the_tracks_of_a_film_are_told_with_their_tags_and_flags(tmp_path: Path) -> None:
    source = tmp_path / "film.mkv"
    told = ("-metadata:s:a:0", "language=fra", "-metadata:s:a:1", "language=eng", "-metadata:s:a:1", "title=Comments")
    flags = ("-disposition:a:0", "0", "-disposition:a:1", "default+comment")
    make_with_ffmpeg(*PICTURE, *BEEP, *BEEP, "-map", "0", "-map", "1", "-map", "2", *told, *flags, "-c:a", "flac", source)
    first, second = open_media(source, tmp_path, DecodeLimits()).tracks
    assert first.told == "1 (fra, flac, mono)"
    assert second.told == '2 (eng, "Comments", flac, mono, default)'
    assert (first.is_secondary, second.is_secondary) == (False, True)
