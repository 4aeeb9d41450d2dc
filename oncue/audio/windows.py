"""Packs the speech of a recording into the few windows that a recogniser hears, cut at pauses."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from oncue.audio import loudness
from oncue.audio.pcm import Pcm, to_float
from oncue.audio.vad import VAD_FRAME_MS, VAD_FRAME_SAMPLES
from oncue.model import Interval

# A cut costs this share of a window at a pause of no length, and less by a factor of e per 300 ms of pause: the words of
# fluent speech are up to some 200 ms apart, its sentences 500 ms and more.
_PAUSE_SCALE_MS = 300

# How far apart the places are that are offered for a cut where somebody speaks without any pause. Such a cut costs more than
# a window; twice as much at an ordinary moment as at one this much quieter.
_FORCED_CUT_EVERY_MS = 2000
_QUIET_MOMENT_DB = 30


@dataclass(frozen=True, slots=True)
class WindowOptions:
    """What counts as speech and as a pause."""

    max_window_ms: int = 26_000
    """Whisper's encoder takes 30 s. With so much silence behind a window it stops early less often (docs/benchmarks.md)."""
    speech_threshold: float = 0.35
    """A stretch is speech where the probability reaches this: below Silero's 0.5, as music costs time, lost speech words,"""
    silence_threshold: float = 0.15
    """and extends as far as it stays above this."""
    min_silence_ms: int = 160
    """Shorter dips are part of the speech: the closure of a stop consonant lasts up to some 120 ms."""
    min_speech_ms: int = 96
    """Shorter blips are clicks; the shortest spoken word is longer."""
    padding_ms: int = 200
    """Kept around speech, as far as the pause allows: the detector misses soft beginnings and ends."""
    max_pause_ms: int = 4000
    """Longer stretches without speech lie in no window: Whisper invents words in them."""


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch for the recogniser, and the stretches of speech in it, without padding; milliseconds of the recording."""

    start_ms: int
    end_ms: int
    speech: tuple[tuple[int, int], ...]

    @property
    def duration_ms(self) -> int:
        return self.end_ms - self.start_ms


@dataclass(frozen=True, slots=True)
class _Piece:
    """Speech without a usable pause in it."""

    start_ms: int
    end_ms: int
    pause_ms: int
    """The pause before it: 0 where a longer stretch had to be divided."""
    cut_cost: float
    """What it costs to start a window with it, in windows."""


def find_windows(pcm: Pcm, probabilities: NDArray[np.float32], options: WindowOptions = WindowOptions()) -> list[Window]:
    """The windows of a recording, in order, never overlapping, each of `max_window_ms` at most; none without speech.

    `probabilities` are those of `speech_probabilities`. The division is the one with the least cost, where each window costs
    one encoder run and each cut the more, the shorter its pause. Speech of over 26 s without any pause is cut where it is
    quietest; no other cut falls inside speech.
    """
    return windows_of(pcm, probabilities, find_speech(probabilities, pcm.duration_ms, options), options)


def windows_of(
    pcm: Pcm, probabilities: NDArray[np.float32], regions: Sequence[Interval], options: WindowOptions = WindowOptions()
) -> list[Window]:
    """The windows of stretches that are taken for speech, in milliseconds and in order, divided as by `find_windows`."""
    return _pack(_pieces(pcm, probabilities, regions, options), pcm.duration_ms, options)


def find_speech(
    probabilities: NDArray[np.float32], duration_ms: int, options: WindowOptions = WindowOptions()
) -> list[tuple[int, int]]:
    """The stretches of speech, in order, at least `min_silence_ms` apart, without padding; milliseconds."""
    regions: list[tuple[int, int]] = []
    for first, last in _runs(probabilities >= options.silence_threshold):
        if probabilities[first:last].max() < options.speech_threshold:
            continue
        start_ms, end_ms = first * VAD_FRAME_MS, min(last * VAD_FRAME_MS, duration_ms)
        if regions and start_ms - regions[-1][1] < options.min_silence_ms:
            regions[-1] = (regions[-1][0], end_ms)
        else:
            regions.append((start_ms, end_ms))
    return [(start_ms, end_ms) for start_ms, end_ms in regions if end_ms - start_ms >= options.min_speech_ms]


def ensure_audible(pcm: Pcm, windows: Sequence[Window]) -> None:
    """Raises `AudioSilent` where there are no windows, saying whether the recording is silent or has only no speech."""
    loudness.ensure_audible(pcm, bool(windows))


def _runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The half-open index ranges where `mask` holds."""
    edges = np.flatnonzero(np.diff(mask.astype(np.int8), prepend=0, append=0))
    return [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]


def _pieces(
    pcm: Pcm, probabilities: NDArray[np.float32], regions: Sequence[Interval], options: WindowOptions
) -> list[_Piece]:
    """The regions, those that fill no single window divided at their quietest places."""
    pieces = []
    previous_ms = -options.max_window_ms
    for start_ms, end_ms in regions:
        pause_ms = start_ms - previous_ms
        cut_cost = math.exp(-pause_ms / _PAUSE_SCALE_MS) if pause_ms <= options.max_pause_ms else 0.0
        previous_ms = end_ms
        if end_ms - start_ms > options.max_window_ms - 2 * options.padding_ms:
            for moment_ms, moment_cost in _quietest(pcm, probabilities, start_ms, end_ms):
                pieces.append(_Piece(start_ms, moment_ms, pause_ms, cut_cost))
                start_ms, pause_ms, cut_cost = moment_ms, 0, moment_cost
        pieces.append(_Piece(start_ms, end_ms, pause_ms, cut_cost))
    return pieces


def _quietest(pcm: Pcm, probabilities: NDArray[np.float32], start_ms: int, end_ms: int) -> list[tuple[int, float]]:
    """The quietest moment of every two seconds between the times, low in energy and not clearly speech, and a cut's cost."""
    moments_ms = []
    scores = []
    for first_ms in range(start_ms, end_ms - _FORCED_CUT_EVERY_MS, _FORCED_CUT_EVERY_MS):
        frames = to_float(pcm.read(first_ms, first_ms + _FORCED_CUT_EVERY_MS))
        frames = frames[: len(frames) // VAD_FRAME_SAMPLES * VAD_FRAME_SAMPLES].reshape(-1, VAD_FRAME_SAMPLES)
        loudness_db = 10 * np.log10(np.square(frames).mean(axis=1) + 1e-10)
        smoothed_db = np.convolve(np.pad(loudness_db, 1, mode="edge"), np.full(3, 1 / 3), mode="valid")
        first = first_ms // VAD_FRAME_MS
        score = smoothed_db + 10 * probabilities[first : first + len(smoothed_db)]
        # The first frames are left out, so that two moments never coincide with a border or each other.
        quietest = 4 + int(np.argmin(score[4:]))
        moments_ms.append(first_ms + quietest * VAD_FRAME_MS + VAD_FRAME_MS // 2)
        scores.append(float(score[quietest]))
    costs = 2 + np.clip((np.array(scores) - np.median(scores)) / _QUIET_MOMENT_DB, -1, 0)
    return list(zip(moments_ms, costs.tolist(), strict=True))


def _pack(pieces: list[_Piece], duration_ms: int, options: WindowOptions) -> list[Window]:
    """The cheapest division of the pieces into windows, by dynamic programming over where the last window starts."""
    lefts, rights = _padded(pieces, duration_ms, options)
    costs = [0.0]
    starts = []
    for last in range(len(pieces)):
        best_cost, best_first = math.inf, last
        for first in range(last, -1, -1):
            if first < last and rights[last] - lefts[first] > options.max_window_ms:
                break
            cost = costs[first] + 1 + pieces[first].cut_cost
            if cost < best_cost:
                best_cost, best_first = cost, first
            if pieces[first].pause_ms > options.max_pause_ms:
                break
        costs.append(best_cost)
        starts.append(best_first)
    windows = []
    end = len(pieces)
    while end:
        first = starts[end - 1]
        windows.append(Window(lefts[first], rights[end - 1], _joined(pieces[first:end])))
        end = first
    return windows[::-1]


def _padded(pieces: list[_Piece], duration_ms: int, options: WindowOptions) -> tuple[list[int], list[int]]:
    """Where a window would start and end at each piece: padded, but at most to the middle of the pause."""
    lefts = [max(0, piece.start_ms - min(options.padding_ms, piece.pause_ms // 2)) for piece in pieces]
    rights = [piece.end_ms + min(options.padding_ms, following.pause_ms // 2) for piece, following in pairwise(pieces)]
    rights += [min(duration_ms, piece.end_ms + options.padding_ms) for piece in pieces[-1:]]
    return lefts, rights


def _joined(pieces: list[_Piece]) -> tuple[tuple[int, int], ...]:
    speech: list[tuple[int, int]] = []
    for piece in pieces:
        if speech and piece.pause_ms == 0:
            speech[-1] = (speech[-1][0], piece.end_ms)
        else:
            speech.append((piece.start_ms, piece.end_ms))
    return tuple(speech)
