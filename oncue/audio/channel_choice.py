"""Which channels of a sound track to listen to, by what is heard in each: speech, a time code, music, or a side inverted.

How loud a channel is says nothing: a time code is louder than the voice beside it. What counts is where Silero VAD hears
somebody speak in each channel by itself, and how two sides go together while it does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from oncue.audio.channels import DIFFERENCE, Channel, mix_of, selectable, single_channels
from oncue.audio.loudness import SILENCE_PEAK_DBFS
from oncue.audio.pcm import Pcm
from oncue.audio.segments import SAMPLE_RATE_HZ
from oncue.audio.tracks import SoundTrack
from oncue.audio.vad import VAD_FRAME_SAMPLES, speech_probabilities

_Samples = NDArray[np.int16]
_Speech = NDArray[np.bool_]
_Pairs = Mapping[tuple[Channel, Channel], NDArray[np.float32]]
"""The correlation of two channels in each half second, -1..1; nan where one of them is silent."""

_BLOCK_SAMPLES = SAMPLE_RATE_HZ // 2
_BLOCK_FRAMES = _BLOCK_SAMPLES // VAD_FRAME_SAMPLES

_ALIKE = 0.9
"""Correlation of two sides in half a second from which both have the same sound: what differs is 13 dB below it at least."""

_ALIKE_SHARE = 0.95
"""Share of such half seconds with which nothing more is asked: mono on both sides, and most of what is broadcast."""

_INVERTED = -0.3
"""Correlation of two sides, while somebody speaks, below which one has the voice upside down: the rest is noise."""

_APART = 0.3
"""Correlation, at the lag where it is greatest, below which two sides have nothing in common."""

_LONGEST_LAG = SAMPLE_RATE_HZ * 30 // 1000
"""As many samples as sound takes for ten metres."""

_SPEAKS = 0.5
_LEAST_SPEECH_FRAMES = 16
"""Half a second of speech: less is no evidence."""

_STRAY = 0.03
"""Share of a channel's speech that may be elsewhere: the detector's own mistakes on music and noise."""

_STRAY_OF_ALL = 0.01
_LEAST_MORE_FRAMES = 63
"""Two seconds, and a hundredth of the speech, that may be elsewhere in a whole recording."""

_BOTH_SPEAK = 0.1
_AT_ONCE = 0.4
_CLEARLY_MORE = 1.3


@dataclass(frozen=True, slots=True)
class ChannelChoice:
    """What to listen to: `channel`, and `why`, for a sentence, where that is not the mix.

    `others` are the channels that have speech and were not taken; `is_open` where only the text can tell which is right, as
    with a language on each side.
    """

    channel: Channel
    why: str = ""
    others: tuple[Channel, ...] = ()
    is_open: bool = False


def choose_channel(samples: _Samples, track: SoundTrack, folder: Path, threads: int) -> ChannelChoice:
    """What to listen to of a track whose channels are `samples`, shape (samples, channels), of 16 kHz.

    Two sides that are nearly always alike are mixed without a further look. Temporary files go to `folder`. Raises
    `OSError`, and `ModelUnavailable` where there is no voice detector.
    """
    singles, mix = single_channels(track), mix_of(track)
    audible = [channel for channel in singles if _is_audible(_column(samples, channel))]
    if len(audible) < 2:
        # Silence takes nothing from a mix, unless all channels weigh alike in it.
        return ChannelChoice(audible[0], "the others are silent") if audible and mix.filter else ChannelChoice(mix)
    pairs = {pair: _correlation(samples, *pair) for pair in combinations(audible, 2)}
    if all(_are_alike(blocks) for blocks in pairs.values()):
        return ChannelChoice(mix)
    speech = {channel: _speech(_column(samples, channel), folder, threads) for channel in audible}
    if track.channels == 2 and (inverted := _inverted(samples, speech, pairs, folder, threads)):
        return inverted
    speaking = [channel for channel in audible if speech[channel].sum() >= _LEAST_SPEECH_FRAMES]
    if not speaking:
        return ChannelChoice(mix, others=tuple(each for each in selectable(track) if each != mix))
    others = tuple(each for each in speaking)
    if alone := _alone(speech, speaking):
        why = "nobody speaks in the others" if len(speaking) == 1 else "nothing is said in the others that is not in it"
        return ChannelChoice(alone, why, (mix, *(each for each in others if each != alone)))
    return ChannelChoice(mix, others=others, is_open=_speak_apart(samples, speech, speaking))


def says_more(rest: Pcm, chosen: Pcm, threads: int) -> bool:
    """Whether somebody speaks in the rest of a track while nobody does in the channel that was chosen by its excerpts.

    Hears both from beginning to end: somebody may speak in the rest for a minute of an hour. Raises as `choose_channel`.
    """
    heard = speech_probabilities(rest, threads) > _SPEAKS
    if int(heard.sum()) < _LEAST_SPEECH_FRAMES:
        return False
    kept = speech_probabilities(chosen, threads) > _SPEAKS
    more = int((heard[: len(kept)] & ~_widened(kept)[: len(heard)]).sum())
    return more > max(_LEAST_MORE_FRAMES, _STRAY_OF_ALL * int(kept.sum()))


def _alone(speech: Mapping[Channel, _Speech], speaking: Sequence[Channel]) -> Channel | None:
    """The one channel that has all that is said: the only one with speech, or a centre beside which nobody says more."""
    most = max(speaking, key=lambda channel: int(speech[channel].sum()))
    for channel in dict.fromkeys((*(each for each in speaking if each.name == "center"), most)):
        stray = max(_STRAY * int(speech[channel].sum()), _BLOCK_FRAMES)
        is_center = channel.name == "center"
        rest = [each for each in speech if each != channel]
        # Beside a centre the same voice may be heard, softer and later: a room, an effect.
        heard = [int((speech[each] & ~_widened(speech[channel]) if is_center else speech[each]).sum()) for each in rest]
        if all(count <= stray for count in heard):
            return channel
    return None


def _speak_apart(samples: _Samples, speech: Mapping[Channel, _Speech], speaking: Sequence[Channel]) -> bool:
    """Whether two channels have speech at the same time that is not the same: a language on each, a voice and a choir."""
    for one, other in combinations(speaking, 2):
        a, b = speech[one], speech[other]
        least = min(int(a.sum()), int(b.sum()))
        if least < _BOTH_SPEAK * len(a) or int((a & b).sum()) < _AT_ONCE * least:
            continue
        if _mean_while(_correlation_at_any_lag(samples, one, other), a & b) < _APART:
            return True
    return False


def _inverted(
    samples: _Samples,
    speech: Mapping[Channel, _Speech],
    pairs: _Pairs,
    folder: Path,
    threads: int,
) -> ChannelChoice | None:
    """The difference of two sides where that has the voice and the mix has lost it."""
    ((left, right), blocks), *_ = pairs.items()
    either = speech[left] | speech[right]
    together = _mean_while(blocks, either)
    if either.sum() >= _LEAST_SPEECH_FRAMES and together >= _ALIKE:
        return None
    if either.sum() < _LEAST_SPEECH_FRAMES or together > _INVERTED:
        one, other = (_column(samples, each).astype(np.int32) for each in (left, right))
        apart = _speech(((one - other) // 2).astype(np.int16), folder, threads).sum()
        mixed = _speech(((one + other) // 2).astype(np.int16), folder, threads).sum()
        most = max(int(speech[left].sum()), int(speech[right].sum()), int(mixed))
        if apart < _LEAST_SPEECH_FRAMES or apart < _CLEARLY_MORE * mixed or apart < 0.9 * most:
            return None
    why = "one side has the voice inverted, and the mix would lose it"
    return ChannelChoice(DIFFERENCE, why, (left, right))


def _column(samples: _Samples, channel: Channel) -> _Samples:
    assert channel.index is not None
    return np.ascontiguousarray(samples[:, channel.index])


def _is_audible(samples: _Samples) -> bool:
    peak = int(np.abs(samples.astype(np.int32)).max(initial=0))
    return peak > 32768 * 10 ** (SILENCE_PEAK_DBFS / 20)


def _correlation(samples: _Samples, one: Channel, other: Channel) -> NDArray[np.float32]:
    """Of each half second, -1..1; nan where one of both is silent."""
    a, b = (_blocks(_column(samples, each)) for each in (one, other))
    a, b = a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True)
    powers = np.square(a).sum(axis=1) * np.square(b).sum(axis=1)
    floor = (_BLOCK_SAMPLES * 32768**2 * 10 ** (SILENCE_PEAK_DBFS / 10)) ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        found: NDArray[np.float32] = (a * b).sum(axis=1) / np.sqrt(powers)
    found[powers <= floor] = np.nan
    return found


def _correlation_at_any_lag(samples: _Samples, one: Channel, other: Channel) -> NDArray[np.float32]:
    """The greatest of each half second where one may be later: two microphones hear the same people, at a distance."""
    a, b = (np.fft.rfft(_blocks(_column(samples, each)), 2 * _BLOCK_SAMPLES) for each in (one, other))
    shared = np.abs(np.fft.irfft(a * b.conj()))
    near = np.concatenate([shared[:, :_LONGEST_LAG], shared[:, -_LONGEST_LAG:]], axis=1).max(axis=1)
    powers = [np.square(_blocks(_column(samples, each))).sum(axis=1) for each in (one, other)]
    found: NDArray[np.float32] = (near / np.sqrt(powers[0] * powers[1] + 1)).astype(np.float32)
    return found


def _blocks(samples: _Samples) -> NDArray[np.float32]:
    count = max(1, len(samples) // _BLOCK_SAMPLES)
    padded = np.zeros(count * _BLOCK_SAMPLES, dtype=np.float32)
    padded[: min(len(samples), len(padded))] = samples[: len(padded)]
    return padded.reshape(count, _BLOCK_SAMPLES)


def _are_alike(blocks: NDArray[np.float32]) -> bool:
    told = blocks[~np.isnan(blocks)]
    return bool(len(told)) and float((told >= _ALIKE).mean()) >= _ALIKE_SHARE


def _mean_while(blocks: NDArray[np.float32], speech: _Speech) -> float:
    """The mean correlation of the half seconds in which somebody mostly speaks; 0 for none."""
    edges = (np.arange(len(blocks) + 1) * _BLOCK_SAMPLES) // VAD_FRAME_SAMPLES
    spoken = np.array([speech[a:b].mean() > 0.5 if b > a else False for a, b in pairwise(edges)])
    told = blocks[spoken & ~np.isnan(blocks)]
    return float(told.mean()) if len(told) else 0.0


def _widened(speech: _Speech) -> _Speech:
    """Speech and half a second around it."""
    around: _Speech = np.convolve(speech.astype(np.int16), np.ones(2 * _BLOCK_FRAMES + 1, np.int16), mode="same") > 0
    return around


def _speech(samples: _Samples, folder: Path, threads: int) -> _Speech:
    path = folder / "channel.pcm"
    try:
        samples.astype("<i2", copy=False).tofile(path)
        return speech_probabilities(Pcm.open(path), threads) > _SPEAKS
    finally:
        path.unlink(missing_ok=True)
