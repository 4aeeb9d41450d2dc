"""On a recording, borders are sharp in clean speech, and blurred where noise is mixed into it."""

from __future__ import annotations

from pathlib import Path
from statistics import geometric_mean

import numpy as np

from oncue.acoustic.forced_aligner import SegmentSearch
from oncue.alignment.confidence import SHARP_MS, blur
from oncue.audio.pcm import Pcm
from tests.contracts.acoustic_address import SEGMENTS, evidence_of, found, segment_of_words

LOUD = 0.3


def spreads_ms(search: SegmentSearch) -> list[float | None]:
    return [one.spread_ms for segment in SEGMENTS[:2] for one in found(search, segment_of_words(*segment))]


def test_words_in_noise_are_told_to_be_off_by_more(search: SegmentSearch, pcm: Pcm, tmp_path: Path) -> None:
    samples = pcm.read(0, SEGMENTS[1][1]).astype(np.float64)
    noise = np.random.default_rng(5).normal(0, LOUD * np.sqrt(np.mean(samples**2)), len(samples))
    path = tmp_path / "noisy.pcm"
    np.clip(samples + noise, -32768, 32767).astype("<i2").tofile(path)
    clean, noisy = spreads_ms(search), spreads_ms(SegmentSearch("en", evidence_of(Pcm.open(path)), threads=1))
    assert geometric_mean([one or 0.1 for one in clean]) < 1.5 * SHARP_MS
    assert blur(clean) < blur(noisy)
