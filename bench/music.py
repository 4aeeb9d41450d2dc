"""Made music to put under speech and between it: chords, bass, drums and a melody with vibrato, in a small room."""

from __future__ import annotations

from functools import cache, partial

import numpy as np

from bench.sounds import RATE_HZ, Samples

BEAT = round(RATE_HZ * 60 / 104)
_HARMONIES = ((0, 3, 7), (-4, 0, 3), (3, 7, 10), (-2, 2, 5))
"""Chords in semitones from A: A minor, F, C, G."""

SCALE = (0, 3, 5, 7, 10, 12, 15, 17)
_A2_HZ = 110.0


@cache
def music(seconds: float, seed: int = 1) -> Samples:
    """A piece of `seconds`, at full scale; the same seed gives the same piece."""
    rng = np.random.default_rng(seed)
    beats = int(seconds * RATE_HZ / BEAT) + 8
    track = np.zeros((beats + 8) * BEAT)
    step = 3
    drums = {0: _kick(), 1: _snare(rng), 2: _kick(), 3: _snare(rng)}
    hat = _hat(rng)
    for beat in range(0, beats, 4):
        harmony = _HARMONIES[int(rng.integers(len(_HARMONIES)))]
        for semitone in harmony:
            for detune in (-0.06, 0.0, 0.07):
                _add(track, beat * BEAT, 0.1 * _strings(pitch_hz(semitone + 12 + detune), 4 * BEAT))
        for k in range(4):
            _add(track, (beat + k) * BEAT, 0.5 * _bass(pitch_hz(harmony[0] - 12 if k != 3 else harmony[2] - 24)))
            _add(track, (beat + k) * BEAT, 0.6 * drums[k])
            for half in (0, BEAT // 2):
                _add(track, (beat + k) * BEAT + half, 0.15 * rng.uniform(0.5, 1) * hat)
        at = 0.0
        while at < 4:
            length = float(rng.choice([0.5, 1.0, 1.0, 2.0]))
            step = int(np.clip(step + rng.integers(-2, 3), 0, len(SCALE) - 1))
            if rng.random() > 0.2:
                _add(track, round((beat + at) * BEAT), 0.35 * _melody(pitch_hz(SCALE[step] + 24), round(length * BEAT)))
            at += length
    wet = _reverberated(track, rng)[: round(seconds * RATE_HZ)]
    return wet / float(np.max(np.abs(wet)))


def _add(track: Samples, at: int, note: Samples) -> None:
    part = track[at : at + len(note)]
    part += note[: len(part)]


def pitch_hz(semitone: float) -> float:
    """The frequency of a note, so many semitones above A2."""
    return float(_A2_HZ * 2 ** (semitone / 12))


def _harmonics(phase: Samples, hz: float, count: int, falloff: float) -> Samples:
    """A rich tone, of `phase` in cycles of the fundamental, with nothing above half the sample rate."""
    highest = min(count, int(0.45 * RATE_HZ / hz))
    return sum((np.sin(2 * np.pi * k * phase) / k**falloff for k in range(1, highest + 1)), np.zeros_like(phase))


def _time(length: int) -> Samples:
    return np.arange(length) / RATE_HZ


def _strings(hz: float, length: int) -> Samples:
    t = _time(length)
    swell = np.minimum(1, t / 0.15) * np.minimum(1, t[::-1] / 0.2)
    return swell * _harmonics(hz * t, hz, 14, 1.0)


def _bass(hz: float) -> Samples:
    t = _time(BEAT)
    return np.exp(-3 * t) * np.minimum(1, t / 0.005) * _harmonics(hz * t, hz, 8, 1.3)


def _melody(hz: float, length: int) -> Samples:
    """A voice-like lead. Its vibrato comes in after the onset, as players do it."""
    t = _time(length)
    depth = 0.012 * np.clip((t - 0.15) / 0.2, 0, 1)
    phase = np.cumsum(hz * (1 + depth * np.sin(2 * np.pi * 5.5 * t))) / RATE_HZ
    return np.minimum(1, t / 0.03) * np.minimum(1, t[::-1] / 0.06) * _harmonics(phase, hz, 10, 1.1)


def _kick() -> Samples:
    t = _time(RATE_HZ // 3)
    return np.exp(-12 * t) * np.sin(2 * np.pi * np.cumsum(45 + 90 * np.exp(-30 * t)) / RATE_HZ)


def _snare(rng: np.random.Generator) -> Samples:
    t = _time(RATE_HZ // 5)
    return np.exp(-22 * t) * (0.7 * rng.standard_normal(len(t)) + 0.5 * np.sin(2 * np.pi * 185 * t))


def _hat(rng: np.random.Generator) -> Samples:
    t = _time(RATE_HZ // 12)
    return np.exp(-60 * t) * np.diff(rng.standard_normal(len(t) + 1))


def _reverberated(dry: Samples, rng: np.random.Generator) -> Samples:
    t = _time(RATE_HZ // 2)
    room = 0.04 * np.exp(-9 * t) * rng.standard_normal(len(t))
    room[0] = 1.0
    size = len(dry) + len(room)
    transform = partial(np.fft.rfft, n=size)
    return np.asarray(np.fft.irfft(transform(dry) * transform(room), n=size)[: len(dry)], dtype=np.float64)
