"""The acoustic search on real speech: order, choice, and where words begin, beside pocketsphinx's own decoder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from pocketsphinx import Decoder

from oncue.acoustic.acoustic_model import STREAM_WIDTH, acoustic_model, model_folder
from oncue.acoustic.forced_aligner import FRAME_CENTRE_MS, AlignedEdge, SegmentSearch
from oncue.acoustic.frame_features import Evidence, gather
from oncue.acoustic.gmm import channel_mean, feature_streams, log_likelihoods
from oncue.acoustic.lexicon import Lexicon
from oncue.acoustic.mfcc import FRAME_SHIFT_MS, cepstra
from oncue.alignment.timing.word_graph import Edge, Segment
from oncue.audio.decode import decode
from oncue.audio.pcm import SAMPLE_RATE_HZ, Pcm
from oncue.audio.vad import speech_probabilities
from oncue.audio.windows import find_windows
from tests.conftest import Recording

Samples = NDArray[np.int16]
Sound = NDArray[np.float64]

FRAME_ROUNDING_MS = FRAME_SHIFT_MS + FRAME_CENTRE_MS
GOOD_MORNING = "Good morning. This Tuesday is election day."
AFTER_MONTHS = "After months of spirited debate and vigorous campaigning,"
# Cut in the middle of pauses that the speech detector hears.
SEGMENTS = [
    (0, 2750, GOOD_MORNING),
    (
        2750,
        13300,
        f"{AFTER_MONTHS} the time has come for Americans to make important decisions about our nation's future "
        "and encourage all Americans to go to the polls and vote.",
    ),
    (34100, 37850, "The United States was founded on the belief that all men are created equal."),
    (52150, 57700, "And every ballot they cast is a reminder that our founding principles are alive and well."),
    (109100, 114250, "Our nation has flourished because of its commitment to trusting the wisdom of our citizenry."),
]


@pytest.fixture(scope="module")
def pcm(radio_address: Recording, tmp_path_factory: pytest.TempPathFactory) -> Pcm:
    return decode(radio_address.audio, tmp_path_factory.mktemp("decoded"))


def _gather(pcm: Pcm) -> Evidence:
    windows = find_windows(pcm, speech_probabilities(pcm))
    return gather(pcm, [interval for window in windows for interval in window.speech])


@pytest.fixture(scope="module")
def evidence(pcm: Pcm) -> Evidence:
    return _gather(pcm)


@pytest.fixture(scope="module")
def search(evidence: Evidence) -> SegmentSearch:
    return SegmentSearch("en", evidence, threads=1)


def _segment(start_ms: int, end_ms: int, text: str) -> Segment:
    """`this|that` may be said either way, `(this)` may be left out."""
    edges = []
    for index, choice in enumerate(text.split()):
        ways: list[str | None] = [*choice.strip("()").split("|"), *([None] if choice.startswith("(") else [])]
        edges += [Edge(index, index + 1, way, index if way else None, index, 1 / len(ways)) for way in ways]
    return Segment(start_ms, end_ms, tuple(edges), len(text.split()), 0, len(text.split()))


def _search(search: SegmentSearch, segment: Segment) -> list[AlignedEdge] | None:
    (result,) = search.search([segment], lambda count: None)
    return result


def _found(search: SegmentSearch, segment: Segment) -> list[AlignedEdge]:
    result = _search(search, segment)
    assert result is not None
    return result


def _text(search: SegmentSearch, start_ms: int, end_ms: int, text: str) -> str:
    segment = _segment(start_ms, end_ms, text)
    return " ".join(segment.edges[one.edge].text or "-" for one in _found(search, segment))


def _score(said: Sequence[AlignedEdge]) -> float:
    return float(np.mean([one.gop for one in said]))


@pytest.mark.parametrize(("start_ms", "end_ms", "text"), SEGMENTS)
def test_the_words_are_found_in_order_within_the_segment(
    search: SegmentSearch, start_ms: int, end_ms: int, text: str
) -> None:
    segment = _segment(start_ms, end_ms, text)
    said = _found(search, segment)
    assert [segment.edges[one.edge].text for one in said] == text.split()
    borders = [border for one in said for border in (one.start_ms, one.end_ms)]
    assert borders == sorted(borders)
    assert all(one.start_ms < one.end_ms for one in said)
    assert start_ms <= borders[0]
    assert borders[-1] <= end_ms + FRAME_ROUNDING_MS


def test_pauses_belong_to_no_word(search: SegmentSearch) -> None:
    """The pauses that the speech detector hears in the second sentence."""
    said = _found(search, _segment(*SEGMENTS[1]))
    for start_ms, end_ms in [(9888, 10144), (12352, 12512)]:
        middle_ms = (start_ms + end_ms) // 2
        assert not any(one.start_ms < middle_ms < one.end_ms for one in said)


def test_words_beside_pauses_end_and_begin_where_it_falls_silent(search: SegmentSearch, evidence: Evidence) -> None:
    changes = np.flatnonzero(np.diff(evidence.silence > 0)) + 1
    changes_ms = FRAME_SHIFT_MS * changes + FRAME_CENTRE_MS
    away = [
        int(np.abs(changes_ms - border).min())
        for segment in SEGMENTS
        for one, other in pairwise(_found(search, _segment(*segment)))
        for border in (one.end_ms, other.start_ms)
        if other.start_ms - one.end_ms >= 200
    ]
    assert len(away) >= 6
    assert np.mean(away) < 20


def test_words_that_were_said_fit_about_as_well_as_any_sound(search: SegmentSearch) -> None:
    scores = [one.gop for segment in SEGMENTS for one in _found(search, _segment(*segment))]
    assert -2 < np.median(scores) < 2
    assert np.mean(np.array(scores) > -4) > 0.9


def test_of_two_ways_the_one_that_was_said_is_found(search: SegmentSearch) -> None:
    either = "Good morning|evening. This|That Tuesday|Wednesday is election|selection day."
    assert _text(search, 0, 2750, either) == "Good morning This Tuesday is election day."
    either = "Bad|Good evening.|morning. That|This Wednesday|Tuesday was|is election day.|night."
    assert _text(search, 0, 2750, either) == GOOD_MORNING


def test_a_longer_way_is_found_where_it_was_said(search: SegmentSearch) -> None:
    """State 2 to state 5 by one long word or by the three that were said."""
    words = GOOD_MORNING.split()
    edges = [Edge(index, index + 1, word, index, index) for index, word in enumerate(words)]
    edges.insert(0, Edge(2, 5, "Wednesday", None, 2))
    said = _found(search, Segment(0, 2750, tuple(edges), len(words), 0, len(words)))
    assert [edges[one.edge].text for one in said] == words


def test_words_that_were_not_said_score_worse(search: SegmentSearch) -> None:
    right = _found(search, _segment(0, 2750, GOOD_MORNING))
    wrong = _found(search, _segment(0, 2750, "The rhubarb pie is instantaneous wealth."))
    half = _found(search, _segment(0, 2750, "Good morning. This rhubarb pie makes wealth."))
    assert _score(wrong) < _score(right)
    assert _score(half[:2]) == pytest.approx(_score(right[:2]), abs=0.5)
    assert _score(half[3:]) < min(one.gop for one in right)


def test_more_words_than_fit_find_no_path(search: SegmentSearch) -> None:
    assert _search(search, _segment(0, 1000, " ".join(["straightforward"] * 30))) is None


def test_nothing_that_sounds_finds_no_path(search: SegmentSearch, pcm: Pcm) -> None:
    nothing = Segment(0, 2750, (), 0, 0, 0)
    after_the_end = _segment(pcm.duration_ms + 1000, pcm.duration_ms + 4000, GOOD_MORNING)
    for segment in (nothing, _segment(0, 2750, "— …"), after_the_end, _segment(1000, 1000, GOOD_MORNING)):
        assert _search(search, segment) is None


def test_one_that_finds_no_path_leaves_the_others_theirs(search: SegmentSearch) -> None:
    lost = [_segment(3000, 3400, "straightforward " * 20), _segment(0, 2750, "—")]
    segments = [lost[0], _segment(*SEGMENTS[0]), lost[1], _segment(*SEGMENTS[2])]
    results = search.search(segments, lambda count: None)
    assert results == [None, _search(search, segments[1]), None, _search(search, segments[3])]


def test_a_word_that_stands_twice_in_the_text_and_was_said_once_is_found_once(search: SegmentSearch) -> None:
    once = _found(search, _segment(0, 2750, GOOD_MORNING))
    for word in ("Good", "Tuesday", "day."):
        text = GOOD_MORNING.replace(word, f"{word} ({word})")
        segment = _segment(0, 2750, text)
        twice = _found(search, segment)
        assert " ".join(segment.edges[one.edge].text or "" for one in twice) == GOOD_MORNING
        assert [(one.start_ms, one.end_ms) for one in twice] == [(one.start_ms, one.end_ms) for one in once]


def test_a_phrase_that_may_be_left_out_is_found_where_it_was_said(search: SegmentSearch) -> None:
    text = "(Yes) Good (very) morning. (This) Tuesday (is) election (special) day."
    assert _text(search, 0, 2750, text) == GOOD_MORNING


def test_the_result_depends_neither_on_threads_nor_on_the_order_of_the_segments(
    evidence: Evidence, radio_address: Recording
) -> None:
    """One segment is long, so that they are not searched all at once."""
    text = radio_address.transcript.read_text()
    long = text[text.index("After months") : text.index("The United States")]
    segments = [_segment(*one) for one in SEGMENTS]
    segments += [_segment(2750, 34100, long), *(_segment(*one) for one in SEGMENTS[1:4])]
    alone = SegmentSearch("en", evidence, threads=1)
    expected = [_search(alone, segment) for segment in segments]
    assert None not in expected
    for threads, seed in ((1, 1), (2, 2), (2, 3)):
        order = np.random.default_rng(seed).permutation(len(segments)).tolist()
        counts: list[int] = []
        search = SegmentSearch("en", evidence, threads=threads)
        results = search.search([segments[index] for index in order], counts.append)
        assert results == [expected[index] for index in order]
        assert counts == sorted(counts)
        assert counts[-1] == len(segments)


def test_no_segments_have_no_results(search: SegmentSearch) -> None:
    assert search.search([], lambda count: None) == []


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
    segment = _segment(0, 13300, f"{GOOD_MORNING} {SEGMENTS[1][2]}")
    noisy = _with_between(pcm.read(0, 13300), at_ms, sound(added_ms / 1000), level, tmp_path)
    longer = Segment(0, 13300 + added_ms, segment.edges, segment.final, segment.first_slot, segment.last_slot)
    before, after = _found(search, segment), _found(SegmentSearch("en", _gather(noisy), threads=1), longer)
    assert [one.edge for one in after] == [one.edge for one in before]
    moved_ms = [0 if one.start_ms + one.end_ms < 2 * at_ms else added_ms for one in before]
    away = [
        abs(there_ms - here_ms - moved)
        for here, there, moved in zip(before, after, moved_ms, strict=True)
        for here_ms, there_ms in ((here.start_ms, there.start_ms), (here.end_ms, there.end_ms))
    ]
    assert max(away) < 400
    assert np.mean(np.array(away) <= 50) > 0.9


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
        segment = _segment(*one)
        ours = [(said.start_ms, said.end_ms) for said in _found(search, segment)]
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
