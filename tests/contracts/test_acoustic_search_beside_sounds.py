"""Words stay where they are beside music and noise that somebody put between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bench.singing import song
from oncue.acoustic.forced_aligner import SegmentSearch
from oncue.alignment.timing.word_graph import Segment
from oncue.audio.pcm import SAMPLE_RATE_HZ, Pcm
from tests.contracts.acoustic_address import GOOD_MORNING, SEGMENTS, evidence_of, found, segment_of_words

Samples = NDArray[np.int16]


Sound = NDArray[np.float64]


def _chords(seconds: float) -> Sound:
    """Struck twice a second, each string with its overtones."""
    time_s = np.arange(round(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    strings = [(root * third, overtone) for root in (220, 277, 330) for third in (1, 1.5) for overtone in (1, 2, 3)]
    tones = np.array([np.sin(2 * np.pi * pitch * overtone * time_s) / overtone for pitch, overtone in strings])
    chord: Sound = tones.sum(axis=0) * np.exp(-5 * (time_s % 0.5))
    return chord


def _hiss(seconds: float) -> Sound:
    return np.random.default_rng(4).normal(0, 1, round(seconds * SAMPLE_RATE_HZ))


def _with_between(samples: Samples, at_ms: int, sound: Sound, level: float, folder: Path) -> Pcm:
    """The recording with a sound, as loud as `level`, put in between two words."""
    at = at_ms * SAMPLE_RATE_HZ // 1000
    sound = np.clip(sound * level / np.sqrt(np.mean(sound**2)), -32768, 32767)
    path = folder / "between.pcm"
    np.concatenate([samples[:at], sound.astype(np.int16), samples[at:]]).astype("<i2").tofile(path)
    return Pcm.open(path)


@pytest.mark.parametrize("level", [300, 3000])
@pytest.mark.parametrize("sound", [_chords, _hiss])
@pytest.mark.parametrize("at_ms", [2750, 1423, 6000])
def test_words_stay_on_their_sides_of_a_sound_that_is_no_word(
    search: SegmentSearch, pcm: Pcm, tmp_path: Path, sound: Callable[[float], Sound], level: float, at_ms: int
) -> None:
    """In a pause between sentences, between two words that are run together, and in a pause for breath."""
    added_ms = 3000
    segment = segment_of_words(0, 13300, f"{GOOD_MORNING} {SEGMENTS[1][2]}")
    noisy = _with_between(pcm.read(0, 13300), at_ms, sound(added_ms / 1000), level, tmp_path)
    longer = Segment(0, 13300 + added_ms, segment.edges, segment.final, segment.first_slot, segment.last_slot)
    before, after = found(search, segment), found(SegmentSearch("en", evidence_of(noisy), threads=1), longer)
    assert [one.edge for one in after] == [one.edge for one in before]
    moved_ms = [0 if one.start_ms + one.end_ms < 2 * at_ms else added_ms for one in before]
    away = [
        abs(there_ms - here_ms - moved)
        for here, there, moved in zip(before, after, moved_ms, strict=True)
        for here_ms, there_ms in ((here.start_ms, there.start_ms), (here.end_ms, there.end_ms))
    ]
    assert max(away) < 400
    assert np.mean(np.array(away) <= 50) > 0.9


def _apart_ms(search: SegmentSearch, segment: Segment) -> int:
    """The longest time between two neighbours in the sentence, in what is found of a segment."""
    return max(after.start_ms - before.end_ms for before, after in pairwise(found(search, segment)))


def test_a_word_that_nobody_says_is_not_taken_from_a_song_before_its_sentence(pcm: Pcm, tmp_path: Path) -> None:
    song_s = 20
    lyrics = pcm.read(34_100, 60_000).astype(np.float64)
    heard = np.concatenate([song(lyrics, song_s), pcm.read(2750, 13_300) / np.float64(32768)])
    noisy = _with_between(np.zeros(SAMPLE_RATE_HZ, np.int16), 500, heard, 3000, tmp_path)
    search = SegmentSearch("en", evidence_of(noisy), threads=1)
    text = f"They {SEGMENTS[1][2]}"
    parted = segment_of_words(0, noisy.duration_ms, text)
    together = replace(parted, edges=tuple(replace(edge, follows=edge.start > 0) for edge in parted.edges))
    assert _apart_ms(search, together) < 2000 < _apart_ms(search, parted)
