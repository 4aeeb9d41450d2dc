"""Sounds are mixed, put in and encoded as the measurements say they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bench import sounds
from bench.music import music
from bench.sounds import RATE_HZ, Samples


def speech(seconds: int = 6) -> Samples:
    """Half a second of sound, half a second of pause, over and over: neither alike, so that it can be found again."""
    rng = np.random.default_rng(7)
    active = np.repeat(np.tile([1.0, 0.0], seconds), RATE_HZ // 2)
    return 0.1 * active * rng.standard_normal(len(active))


@pytest.mark.parametrize("snr_db", [20, 10, 5])
def test_noise_is_as_many_decibels_under_the_speech_as_asked_whatever_the_pauses(snr_db: float) -> None:
    clean = speech()
    noise = 3 * np.random.default_rng(1).standard_normal(RATE_HZ)
    added = sounds.mixed(clean, noise, snr_db) - clean
    speaking = clean[clean != 0]
    assert 10 * np.log10(np.mean(speaking**2) / np.mean(added**2)) == pytest.approx(snr_db, abs=0.2)


def test_pauses_do_not_make_speech_seem_quieter() -> None:
    assert sounds.active_power(speech()) == pytest.approx(0.01, rel=0.05)


def test_an_insert_leaves_what_surrounds_it_as_it_was() -> None:
    clean = speech()
    made = sounds.inserted(clean, np.ones(RATE_HZ), 3 * RATE_HZ)
    assert np.array_equal(made[: 3 * RATE_HZ], clean[: 3 * RATE_HZ])
    assert np.array_equal(made[4 * RATE_HZ :], clean[3 * RATE_HZ :])
    assert made[3 * RATE_HZ] == made[4 * RATE_HZ - 1] == 0


def test_music_is_the_same_each_time_and_fills_its_length() -> None:
    piece = music.__wrapped__(5, seed=2)
    assert np.array_equal(piece, music.__wrapped__(5, seed=2))
    assert len(piece) == 5 * RATE_HZ
    assert np.max(np.abs(piece)) == 1
    assert min(np.mean(second**2) for second in piece.reshape(5, -1)) > 0.001


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.flac", ()),
        ("a.mp3", ("-c:a", "libmp3lame", "-b:a", "64k")),
        ("a.wav", ("-ar", "8000", "-c:a", "pcm_mulaw")),
    ],
)
def test_no_codec_moves_the_sound(tmp_path: Path, name: str, options: tuple[str, ...]) -> None:
    clean = speech()
    sounds.write(clean, tmp_path / name, *options)
    decoded = sounds.read(tmp_path / name)
    size = 2 * len(clean)
    likeness = np.fft.irfft(np.fft.rfft(decoded, size) * np.conj(np.fft.rfft(clean, size)), size)
    assert np.argmax(likeness) == 0
    assert abs(len(decoded) - len(clean)) <= 1


@pytest.mark.parametrize("factor", [0.9, 1.1])
def test_the_lateness_of_a_changed_tempo_is_found(tmp_path: Path, factor: float) -> None:
    clean = speech(20)
    sounds.write(clean, tmp_path / "a.flac", "-af", f"asetrate={RATE_HZ * factor:.0f},aresample={RATE_HZ}")
    late = sounds.shifted(sounds.read(tmp_path / "a.flac"), 0.03)
    assert sounds.lateness_s(late, clean, factor) == pytest.approx(0.03, abs=0.002)
    on_time = sounds.shifted(late, -0.03)
    assert sounds.lateness_s(on_time, clean, factor) == pytest.approx(0, abs=0.002)
