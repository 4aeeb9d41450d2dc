"""Borders, cepstra and likelihoods beside pocketsphinx's own decoder."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pocketsphinx import Decoder

from oncue.acoustic.acoustic_model import STREAM_WIDTH, acoustic_model, model_folder
from oncue.acoustic.forced_aligner import SegmentSearch
from oncue.acoustic.frame_features import Evidence
from oncue.acoustic.gmm import channel_mean, feature_streams, log_likelihoods
from oncue.acoustic.lexicon import Lexicon
from oncue.acoustic.mfcc import FRAME_CENTRE_MS, FRAME_SHIFT_MS, cepstra
from oncue.alignment.timing.word_graph import Segment
from oncue.audio.pcm import Pcm
from tests.contracts.acoustic_address import SEGMENTS, found, segment_of_words

Samples = NDArray[np.int16]


def _decoder(folder: Path, **options: object) -> Decoder:
    (folder / "empty.dict").touch()
    hmm, empty = str(model_folder() / "en-us"), str(folder / "empty.dict")
    return Decoder(hmm=hmm, dict=empty, lm=None, loglevel="FATAL", **options)


def _decode(decoder: Decoder, transitions: Sequence[tuple[object, ...]], final: int, samples: Samples) -> None:
    for name in {str(way) for _, _, _, *ways in transitions for way in ways}:
        if decoder.lookup_word(name) is None:
            decoder.add_word(name, name.replace("_", " "), False)
    decoder.add_fsg("segment", decoder.create_fsg("segment", 0, final, transitions))
    decoder.activate_search("segment")
    decoder.start_utt()
    decoder.process_raw(samples.tobytes(), full_utt=True)
    decoder.end_utt()


def _said_by_pocketsphinx(segment: Segment, pcm: Pcm, folder: Path) -> list[tuple[int, int]]:
    """Start and end of every word, by the decoder that comes with the model."""
    lexicon = Lexicon("en")
    transitions = [
        (edge.start, edge.end, edge.probability, "_".join(way))
        for edge in segment.edges
        for way in lexicon.pronunciations(edge.text or "")
    ]
    decoder = _decoder(folder, beam=1e-80, pbeam=1e-80, wbeam=1e-80, silprob=1.0, lw=1.0)
    _decode(decoder, transitions, segment.final, pcm.read(segment.start_ms, segment.end_ms))
    return [
        tuple(
            segment.start_ms + FRAME_SHIFT_MS * frame + FRAME_CENTRE_MS for frame in (said.start_frame, said.end_frame + 1)
        )
        for said in decoder.seg()
        if not said.word.startswith(("<", "[", "("))
    ]


def test_borders_are_where_the_decoder_that_comes_with_the_model_finds_them(
    search: SegmentSearch, pcm: Pcm, tmp_path: Path
) -> None:
    """Within 50 ms for nine of ten. Beside pauses they differ: there loudness says where a word ends."""
    away: list[int] = []
    for one in SEGMENTS:
        segment = segment_of_words(*one)
        ours = [(said.start_ms, said.end_ms) for said in found(search, segment)]
        theirs = _said_by_pocketsphinx(segment, pcm, tmp_path)
        assert len(theirs) == len(ours)
        for (mine, after_mine), (other, after_other) in zip(pairwise(ours), pairwise(theirs), strict=True):
            if mine[1] == after_mine[0] and other[1] == after_other[0]:
                away.append(abs(mine[1] - other[1]))
    assert len(away) > 50
    assert np.mean(np.array(away) <= 50) >= 0.9


def test_cepstra_of_a_speech_are_those_of_pocketsphinx(evidence: Evidence, pcm: Pcm, tmp_path: Path) -> None:
    decoder = _decoder(tmp_path, mfclogdir=str(tmp_path))
    _decode(decoder, [(0, 1, 1.0, "AH")], 1, pcm.read(0, pcm.duration_ms))
    (file,) = tmp_path.glob("*.mfc")
    theirs = np.frombuffer(file.read_bytes(), ">f4", offset=4).reshape(-1, STREAM_WIDTH)[: len(evidence.cepstra)]
    found = cepstra(pcm.read(0, pcm.duration_ms))
    np.testing.assert_allclose(found[: len(theirs)], theirs, atol=0.01)
    assert len(evidence.cepstra) - len(theirs) in (0, 1)


def test_likelihoods_are_about_those_of_pocketsphinx(pcm: Pcm, tmp_path: Path) -> None:
    """It takes only the four best Gaussians of a hundred and rounds to tenths: states that may matter differ little."""
    samples = pcm.read(0, 2750)
    _decode(_decoder(tmp_path, senlogdir=str(tmp_path), compallsen=True), [(0, 1, 1.0, "AH")], 1, samples)
    (file,) = tmp_path.glob("*.sen")
    model, states = acoustic_model(), len(acoustic_model().codebook_of_state)
    data = file.read_bytes()
    scores = np.frombuffer(data, "<i2", offset=data.index(b"endhdr\n") + len(b"endhdr\n") + 4).reshape(-1, 1 + states)
    theirs = scores[:, 1:] * (-1024 * np.log(1.0001))
    found = cepstra(samples)
    ours = log_likelihoods(model, feature_streams(found, channel_mean(found)), np.arange(states, dtype=np.int32))
    ours -= ours.max(axis=1, keepdims=True)
    theirs = (theirs - theirs.max(axis=1, keepdims=True))[: len(ours)]
    away = np.abs(ours[: len(theirs)] - theirs)[theirs > -15]
    assert np.median(away) < 1
    assert np.percentile(away, 90) < 3
