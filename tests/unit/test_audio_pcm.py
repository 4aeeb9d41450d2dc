"""A decoded recording on disk: reading stretches of it."""

from __future__ import annotations

import re
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from oncue.audio.pcm import Pcm, to_float
from oncue.audio.segments import read_segment, samples_of

COUNTING = np.arange(-16_000, 16_000, dtype="<i2")


@pytest.fixture
def pcm(tmp_path: Path) -> Pcm:
    """Two seconds in which every sample tells its own place."""
    path = tmp_path / "audio.pcm"
    COUNTING.tofile(path)
    return Pcm.open(path, ("audio_damaged: a part is missing.",))


def test_it_knows_its_length_rate_and_warnings(pcm: Pcm) -> None:
    assert (pcm.sample_count, pcm.sample_rate_hz, pcm.duration_ms) == (32_000, 16_000, 2000)
    assert pcm.warnings == ("audio_damaged: a part is missing.",)


@pytest.mark.parametrize(
    ("start_ms", "end_ms", "first", "last"),
    [(0, 2000, 0, 32_000), (500, 501, 8000, 8016), (1990, 5000, 31_840, 32_000), (-70, 1, 0, 16)],
)
def test_a_stretch_is_exactly_its_samples_clamped_to_the_recording(
    pcm: Pcm, start_ms: int, end_ms: int, first: int, last: int
) -> None:
    np.testing.assert_array_equal(pcm.read(start_ms, end_ms), COUNTING[first:last])


@pytest.mark.parametrize(("start_ms", "end_ms"), [(2000, 3000), (700, 700), (900, 100), (-9, -1)])
def test_a_stretch_outside_the_recording_or_turned_around_is_empty(pcm: Pcm, start_ms: int, end_ms: int) -> None:
    assert pcm.read(start_ms, end_ms).shape == (0,)


def test_the_blocks_joined_are_the_recording(pcm: Pcm) -> None:
    blocks = list(pcm.blocks(9000))
    assert [len(block) for block in blocks] == [9000, 9000, 9000, 5000]
    np.testing.assert_array_equal(np.concatenate(blocks), COUNTING)


def test_a_slice_is_a_segment_of_the_same_samples_as_far_as_the_file_goes(pcm: Pcm) -> None:
    segment = read_segment(pcm.path, 4000, 8000)
    assert (len(segment), segment.frame_rate, segment.channels) == (500, 16_000, 1)
    np.testing.assert_array_equal(samples_of(segment), COUNTING[4000:12_000])
    pcm.path.write_bytes(COUNTING.tobytes()[:-1])
    np.testing.assert_array_equal(samples_of(read_segment(pcm.path, 31_990, 10)), COUNTING[31_990:-1])


def test_what_was_read_may_be_written_to(pcm: Pcm) -> None:
    samples = pcm.read(0, 10)
    samples += 1
    np.testing.assert_array_equal(pcm.read(0, 10), COUNTING[:160])


def test_pydub_is_imported_in_one_place_alone() -> None:
    """Every recording is read by `Pcm`, and `Pcm` reads by that place: see `oncue/audio/segments.py`."""
    root = Path(__file__).parents[2]
    files = [path for folder in ("oncue", "service", "worker") for path in (root / folder).rglob("*.py")]
    importing = re.compile(r"^\s*(import|from) pydub\b", re.MULTILINE)
    assert [path.name for path in files if importing.search(path.read_text(encoding="utf-8"))] == ["segments.py"]


def test_floats_keep_full_scale_within_one() -> None:
    np.testing.assert_array_equal(to_float(np.array([-32768, 0, 16384, 32767], dtype=np.int16))[:3], [-1.0, 0.0, 0.5])
    assert to_float(np.array([32767], dtype=np.int16))[0] < 1


def test_reading_from_a_twelve_hour_recording_loads_only_the_stretch(tmp_path: Path) -> None:
    path = tmp_path / "audio.pcm"
    with path.open("wb") as file:
        file.truncate(12 * 3600 * 32_000)  # sparse: it takes no room
    pcm = Pcm.open(path)
    tracemalloc.start()
    try:
        stretch = pcm.read(pcm.duration_ms - 30_000, pcm.duration_ms)
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(stretch) == 30 * 16_000
    assert peak_bytes < 3 * stretch.nbytes


def test_an_evicted_recording_is_an_os_error(pcm: Pcm) -> None:
    pcm.path.unlink()
    with pytest.raises(OSError, match=r"audio\.pcm"):
        pcm.read(0, 10)
