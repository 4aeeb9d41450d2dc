"""Made songs: a voice that sings what another one said, over music. Words stay as they are; pitch and pace are a tune's."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bench.music import SCALE, music, pitch_hz
from bench.sounds import RATE_HZ, Samples, at_level

VOICE_DB = 6
"""Decibels by which a song's voice is louder than its music."""

STRETCH = 1.7
"""How much slower words are sung than said."""

_Spectra = NDArray[np.complex128]
"""Spectra of frames, shape (frames, bins)."""

_HOP = RATE_HZ // 200
_SIZE = 512
_LIFTER = 40
"""Quefrencies of a spectrum's envelope: formants, without the speaker's own pitch."""

_VIBRATO_HZ, _VIBRATO = 5.5, 0.012
_NOTES_S = (0.25, 0.5, 0.5, 1.0)


def song(words: Samples, seconds: float, seed: int = 1) -> Samples:
    """`seconds` of a song, whose words are the beginning of what is said in `words`; the same seed gives the same tune."""
    voice = sung(words[: round(seconds * RATE_HZ / STRETCH)], seed)
    wanted = round(seconds * RATE_HZ)
    voice = np.pad(voice, (0, max(0, wanted - len(voice))))[:wanted]
    return at_level(voice, 10 ** (VOICE_DB / 10)) + at_level(music(seconds, seed), 1.0)


def sung(words: Samples, seed: int = 1) -> Samples:
    """What is said in `words`, `STRETCH` times as slowly, on the notes of a tune with vibrato; whispered where no voice
    sounds in it."""
    rng = np.random.default_rng(seed)
    spectra = np.abs(_spectra(words, round(_HOP / STRETCH)))
    envelopes = _envelopes(spectra)
    length = len(envelopes) * _HOP
    voiced, breathed = _spectra(_tune(length, rng), _HOP), _spectra(rng.standard_normal(length), _HOP)
    count = min(len(envelopes), len(voiced))
    # A hiss has most of its power above 4 kHz, a vowel below it.
    high = _SIZE * 4000 // RATE_HZ
    power = spectra[:count] ** 2
    hiss = (power[:, high:].sum(axis=1) > power[:, :high].sum(axis=1))[:, np.newaxis]
    source: _Spectra = np.where(hiss, breathed[:count], voiced[:count])
    return _joined(source * envelopes[:count])


def _tune(length: int, rng: np.random.Generator) -> Samples:
    """A pulse for each period of a melody's notes, which glide into each other."""
    pitches: list[float] = []
    step = 3
    while len(pitches) < length:
        step = int(np.clip(step + rng.integers(-2, 3), 0, len(SCALE) - 1))
        pitches += [pitch_hz(SCALE[step] + 5)] * round(float(rng.choice(_NOTES_S)) * RATE_HZ)
    glide = RATE_HZ // 20
    pitch = np.convolve(np.array(pitches[:length]), np.ones(glide) / glide, mode="same")
    times = np.arange(length) / RATE_HZ
    cycles = np.cumsum(pitch * (1 + _VIBRATO * np.sin(2 * np.pi * _VIBRATO_HZ * times))) / RATE_HZ
    pulses = np.diff(np.floor(cycles), prepend=0.0)
    return pulses * np.sqrt(RATE_HZ / np.maximum(pitch, 1.0))


def _spectra(samples: Samples, hop: int) -> _Spectra:
    frames = np.lib.stride_tricks.sliding_window_view(np.pad(samples, (0, _SIZE)), _SIZE)[::hop]
    return np.fft.rfft(frames * np.hanning(_SIZE), axis=1)


def _envelopes(spectra: NDArray[np.float64]) -> NDArray[np.float64]:
    """The spectra without the pitch of the voice: formants."""
    cepstra = np.fft.irfft(np.log(spectra + 1e-6), axis=1)
    cepstra[:, _LIFTER:-_LIFTER] = 0.0
    envelopes: NDArray[np.float64] = np.exp(np.fft.rfft(cepstra, axis=1).real)
    return envelopes


def _joined(spectra: _Spectra) -> Samples:
    frames = np.fft.irfft(spectra, axis=1) * np.hanning(_SIZE)
    made = np.zeros(len(frames) * _HOP + _SIZE)
    for index, frame in enumerate(frames):
        made[index * _HOP : index * _HOP + _SIZE] += frame
    return made
