"""What is listened to at a desk is what was aligned, at the file's own times, in either form."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from oncue.audio.decode import DecodeLimits, decode
from oncue.audio.desk_audio import (
    AudioNotWritten,
    DeskCodec,
    blocks_on_file_clock,
    media_type_of,
    suffix_of,
    write_desk_audio,
)
from oncue.audio.pcm import Pcm

SAMPLES = np.round(8000 * np.sin(np.arange(40_001) ** 1.5 / 900) * (np.arange(40_001) % 9000 > 3000)).astype("<i2")


def written(folder: Path, codec: DeskCodec) -> Pcm:
    (folder / "samples.pcm").write_bytes(SAMPLES.tobytes())
    target = folder / f"desk.{suffix_of(codec)}"
    write_desk_audio(folder / "samples.pcm", codec, target, DecodeLimits())
    (folder / "decoded").mkdir()
    return decode(target, folder / "decoded")


def test_flac_gives_back_the_very_samples(tmp_path: Path) -> None:
    assert (written(tmp_path, DeskCodec.FLAC).read_samples(0, 10**6) == SAMPLES).all()
    assert media_type_of(DeskCodec.FLAC) == "audio/flac"


def test_opus_begins_and_ends_where_the_samples_do(tmp_path: Path) -> None:
    heard = written(tmp_path, DeskCodec.OPUS).read_samples(0, 10**6)
    assert abs(len(heard) - len(SAMPLES)) <= 320
    size = min(len(heard), len(SAMPLES))
    one, two = (np.convolve(np.abs(each[:size].astype(float)), np.ones(160), "same") for each in (heard, SAMPLES))
    assert np.corrcoef(one, two)[0, 1] > 0.95
    assert media_type_of(DeskCodec.OPUS) == "audio/webm"


def test_what_the_files_clock_leaves_out_is_silence(tmp_path: Path) -> None:
    (tmp_path / "samples.pcm").write_bytes(SAMPLES.tobytes())
    pcm = replace(Pcm.open(tmp_path / "samples.pcm"), holes=((0, 20), (1000, 65_000), (2500, 10)))
    heard = np.concatenate(list(blocks_on_file_clock(pcm)))
    assert len(heard) == len(SAMPLES) + 16 * (20 + 65_000 + 10)
    assert not heard[:320].any()
    assert (heard[320:16_320] == SAMPLES[:16_000]).all()
    assert not heard[16_320 : 16_320 + 16 * 65_000].any()
    assert (heard[16_320 + 16 * 65_000 :][:24_000] == SAMPLES[16_000:40_000]).all()


def test_a_folder_that_cannot_be_written_to_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "samples.pcm").write_bytes(SAMPLES.tobytes())
    (tmp_path / "desk.flac").mkdir()
    with pytest.raises(AudioNotWritten):
        write_desk_audio(tmp_path / "samples.pcm", DeskCodec.FLAC, tmp_path / "desk.flac", DecodeLimits())
