"""Cepstra against those of pocketsphinx's own front end, and what loudness says of silence."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from pocketsphinx import Decoder

from oncue.acoustic.acoustic_model import STREAM_WIDTH, STREAMS, model_folder
from oncue.acoustic.frame_features import gather
from oncue.acoustic.gmm import channel_mean, feature_streams
from oncue.acoustic.mfcc import FRAME_CENTRE_MS, FRAME_SAMPLES, FRAME_SHIFT_MS, FRAME_STEP, cepstra, frame_count
from oncue.audio.pcm import SAMPLE_RATE_HZ, Pcm

SECOND = SAMPLE_RATE_HZ
Samples = NDArray[np.int16]
Floats = NDArray[np.float32]


def _samples(sound: NDArray[np.floating]) -> Samples:
    return np.clip(np.round(sound), -32768, 32767).astype(np.int16)


def _babble(seconds: float, seed: int = 0) -> Samples:
    """Sound that comes and goes four times a second as speech does, each time with another colour, over a little hiss."""
    chance = np.random.default_rng(seed)
    pieces = []
    for _ in range(round(seconds * 4)):
        time_s = np.arange(SECOND // 4) / SECOND
        tones = sum(np.sin(2 * np.pi * chance.uniform(100, 4000) * time_s) for _ in range(6))
        pieces.append(tones * chance.choice([0, 0, 100, 400, 1500]) * np.hanning(SECOND // 4))
    sound = np.concatenate(pieces)
    return _samples(sound + chance.normal(0, 5, len(sound)))


def _pcm(folder: Path, samples: Samples) -> Pcm:
    path = folder / "audio.pcm"
    samples.astype("<i2").tofile(path)
    return Pcm.open(path)


def _cepstra_by_pocketsphinx(samples: Samples, folder: Path) -> Floats:
    """Of its front end, which it leaves in a file when asked."""
    (folder / "empty.dict").touch()
    decoder = Decoder(
        hmm=str(model_folder() / "en-us"), dict=str(folder / "empty.dict"), lm=None, loglevel="FATAL", mfclogdir=str(folder)
    )
    decoder.add_word("any", "AH", False)
    decoder.add_fsg("any", decoder.create_fsg("any", 0, 1, [(0, 1, 1.0, "any")]))
    decoder.activate_search("any")
    decoder.start_utt()
    decoder.process_raw(samples.tobytes(), full_utt=True)
    decoder.end_utt()
    (file,) = folder.glob("*.mfc")
    return np.frombuffer(file.read_bytes(), ">f4", offset=4).reshape(-1, STREAM_WIDTH).astype(np.float32)


SILENCE = np.zeros(SECOND, np.int16)
STRANGE = {
    "digital silence": SILENCE,
    "sound between silences": np.concatenate([SILENCE, _babble(1), SILENCE]),
    "silence between sounds": np.concatenate([_babble(1), *[SILENCE] * 4, _babble(1)]),
    "a click": np.concatenate([SILENCE, np.array([32767], np.int16), SILENCE]),
    "full-scale noise": np.random.default_rng(0).choice(np.array([-32768, 32767], np.int16), 2 * SECOND),
    "a full-scale constant": SILENCE + np.int16(-32768),
    "a constant of one": SILENCE + np.int16(1),
    "noise of one": np.random.default_rng(0).choice(np.array([-1, 0, 1], np.int16), 2 * SECOND),
}


@pytest.mark.parametrize("samples", [_babble(5.5, seed=1), _babble(5.5, seed=2)])
def test_cepstra_are_those_of_pocketsphinx(tmp_path: Path, samples: Samples) -> None:
    found = cepstra(samples)
    np.testing.assert_allclose(found, _cepstra_by_pocketsphinx(samples, tmp_path)[: len(found)], atol=0.01)


@pytest.mark.parametrize("sound", STRANGE)
def test_cepstra_of_strange_sound_are_those_of_pocketsphinx(tmp_path: Path, sound: str) -> None:
    found = cepstra(STRANGE[sound])
    np.testing.assert_allclose(found, _cepstra_by_pocketsphinx(STRANGE[sound], tmp_path)[: len(found)], atol=0.01)


def _assert_nearly_the_same(found: Floats, expected: Floats) -> None:
    """Noise followed from another frame on takes a second or two to be as well known: nine frames of ten are the same."""
    away = np.abs(found - expected).max(axis=1)
    assert np.mean(away > 0.05) < 0.1
    assert away.max() < 8


def test_cepstra_of_a_minute_are_nearly_those_of_pocketsphinx(tmp_path: Path) -> None:
    """It follows the noise from the first frame on; here that is done in lanes side by side."""
    samples = _babble(60, seed=3)
    found = cepstra(samples)
    _assert_nearly_the_same(found, _cepstra_by_pocketsphinx(samples, tmp_path)[: len(found)])


@pytest.mark.parametrize(("samples", "frames"), [(0, 0), (1, 0), (409, 0), (410, 1), (569, 1), (570, 2), (730, 3)])
def test_a_frame_is_counted_when_it_is_whole(tmp_path: Path, samples: int, frames: int) -> None:
    assert frame_count(samples) == frames
    assert cepstra(_babble(1)[:samples]).shape == (frames, STREAM_WIDTH)
    evidence = gather(_pcm(tmp_path, _babble(1)[:samples]), [])
    assert evidence.cepstra.shape == (frames, STREAM_WIDTH)
    assert evidence.silence.shape == evidence.speechless.shape == (frames,)


@given(st.integers(0, 3000))
def test_as_many_cepstra_as_frames_are_counted(samples: int) -> None:
    assert len(cepstra(np.zeros(samples, np.int16) + np.int16(1))) == frame_count(samples)


@pytest.mark.parametrize(
    ("frame", "at"), [(0, 0), (10, 10), (599, 599), (600, 600), (1023, 1023), (1024, 1024), (1300, 1300)]
)
def test_a_sound_is_in_the_frames_that_see_it(frame: int, at: int) -> None:
    """At the edges of lanes and of blocks of the spectrum too: no frame is shifted or left out."""
    samples = _samples(np.random.default_rng(3).normal(0, 3, SECOND * 15))
    loud = samples.copy()
    centre = frame * FRAME_STEP + FRAME_SAMPLES // 2
    loud[centre - 20 : centre + 20] = 20000
    louder = (cepstra(loud) - cepstra(samples))[:, 0]
    assert abs(int(np.argmax(louder)) - frame) <= 1
    assert np.abs(louder[: max(0, frame - 2)]).max(initial=0) < 1e-3


@pytest.mark.parametrize("frames", [1, 2, 599, 600, 601, 1023, 1024, 1025, 1201])
def test_a_recording_cut_short_has_the_same_cepstra_up_to_there(frames: int) -> None:
    samples = _babble(14, seed=4)
    whole = cepstra(samples)
    short = cepstra(samples[: (frames - 1) * FRAME_STEP + FRAME_SAMPLES])
    np.testing.assert_allclose(short, whole[:frames], atol=0.01)


def test_a_long_recording_gathered_in_blocks_has_the_cepstra_of_one_block(tmp_path: Path) -> None:
    samples = np.tile(_babble(60), 7)
    evidence = gather(_pcm(tmp_path, samples), [])
    _assert_nearly_the_same(evidence.cepstra, cepstra(samples))


def test_where_the_blocks_end_does_not_change_what_is_silent(tmp_path: Path) -> None:
    """Every minute of a recording that repeats itself has the silences of every other."""
    evidence = gather(_pcm(tmp_path, np.tile(_babble(60), 7)), [])
    minute = 60_000 // FRAME_SHIFT_MS
    minutes = [evidence.silence[minute * k + 400 : minute * k + minute - 400] for k in range(7)]
    assert len(np.unique(minutes[0])) > 100
    for other in minutes[1:]:
        np.testing.assert_allclose(other, minutes[0], atol=1e-4)


def _border_ms(frame: int) -> int:
    """Between this frame and the one before it."""
    return FRAME_SHIFT_MS * frame + FRAME_CENTRE_MS


def _burst(start_ms: int, end_ms: int, level: float, hiss: float, duration_ms: int = 5000) -> Samples:
    time_s = np.arange(duration_ms * SECOND // 1000) / SECOND
    tone = level * np.sin(2 * np.pi * 440 * time_s) * ((time_s >= start_ms / 1000) & (time_s < end_ms / 1000))
    return _samples(tone + np.random.default_rng(1).normal(0, hiss, len(tone)))


@pytest.mark.parametrize(("level", "hiss"), [(8000, 0), (8000, 10), (300, 1), (20000, 100)])
@pytest.mark.parametrize(("start_ms", "end_ms"), [(2000, 2600), (1503, 3117), (2345, 2456)])
def test_between_silences_a_tone_is_no_silence(
    tmp_path: Path, start_ms: int, end_ms: int, level: float, hiss: float
) -> None:
    silence = gather(_pcm(tmp_path, _burst(start_ms, end_ms, level, hiss)), []).silence
    for frame, odds in enumerate(silence):
        middle_ms = (_border_ms(frame) + _border_ms(frame + 1)) / 2
        if middle_ms < start_ms - 20 or middle_ms > end_ms + 20:
            assert odds > 0, f"sound at {middle_ms} ms"
        if start_ms + 20 < middle_ms < end_ms - 20:
            assert odds < 0, f"silence at {middle_ms} ms"
    crossings = np.flatnonzero(np.diff(silence > 0)) + 1
    assert len(crossings) == 2
    assert _border_ms(crossings[0]) == pytest.approx(start_ms, abs=20)
    assert _border_ms(crossings[1]) == pytest.approx(end_ms, abs=20)


def test_what_is_silent_does_not_depend_on_how_loud_the_recording_is(tmp_path: Path) -> None:
    loud = _burst(2000, 2600, 16000, 20)
    quiet = _samples(loud / 8.0)
    odds = [gather(_pcm(tmp_path, samples), []).silence for samples in (loud, quiet)]
    assert ((odds[0] > 0) == (odds[1] > 0)).all()


@pytest.mark.parametrize(("loud_ms", "is_silence"), [(4000, True), (7200, True), (None, False), (-5000, False)])
def test_a_faint_sound_is_silence_only_beside_a_loud_one(tmp_path: Path, loud_ms: int | None, is_silence: bool) -> None:
    """Of someone who speaks, the room's answer; alone, it is what there is to hear."""
    before_ms, faint_ms = 8000, 6000 + 8000
    samples = _burst(faint_ms, faint_ms + 400, 90, 1, duration_ms=25_000)
    if loud_ms is not None:
        samples += _burst(loud_ms + before_ms, loud_ms + before_ms + 1200, 20000, 0, duration_ms=25_000)
    silence = gather(_pcm(tmp_path, samples), []).silence
    inside = silence[faint_ms // FRAME_SHIFT_MS + 5 : (faint_ms + 400) // FRAME_SHIFT_MS - 5]
    assert ((inside > 0) == is_silence).all()


@pytest.mark.parametrize(
    ("speech", "frames"),
    [([(1000, 2000)], range(100, 200)), ([(0, 300), (4000, 5000)], [*range(30), *range(400, 498)]), ([], [])],
)
def test_frames_in_which_speech_was_detected_are_not_speechless(
    tmp_path: Path, speech: list[tuple[int, int]], frames: list[int]
) -> None:
    speechless = gather(_pcm(tmp_path, _burst(1000, 2000, 8000, 1)), speech).speechless
    assert len(speechless) == 498
    assert not speechless[frames].any()
    far = [
        frame
        for frame in range(len(speechless))
        if all(not start - 500 < FRAME_SHIFT_MS * frame < end + 500 for start, end in speech)
    ]  # fmt: skip
    assert far
    assert speechless[far].all()


@pytest.mark.parametrize("sound", STRANGE)
def test_strange_sound_is_heard_without_a_warning(tmp_path: Path, sound: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        evidence = gather(_pcm(tmp_path, STRANGE[sound]), [])
        streams = feature_streams(evidence.cepstra, channel_mean(evidence.cepstra))
    assert all(np.isfinite(values).all() for values in (evidence.cepstra, evidence.silence, streams))


def test_slopes_and_curves_of_a_steady_rise() -> None:
    """The slope spans four frames; its own slope is nothing while it is steady."""
    rise = np.outer(np.arange(20), np.arange(STREAM_WIDTH)).astype(np.float32)
    streams = feature_streams(rise, np.zeros(STREAM_WIDTH, np.float32))
    assert streams.shape == (STREAMS, 20, 1 + 2 * STREAM_WIDTH)
    ones, values, squares = np.split(streams, [1, 1 + STREAM_WIDTH], axis=2)
    assert (ones == 1).all()
    np.testing.assert_array_equal(squares, values**2)
    np.testing.assert_array_equal(values[0], rise)
    np.testing.assert_array_equal(values[1, 3:-3], np.broadcast_to(4 * rise[1], (14, STREAM_WIDTH)))
    np.testing.assert_array_equal(values[2, 3:-3], 0)


def test_the_channel_is_the_mean_of_the_frames_that_have_energy() -> None:
    sound = np.random.default_rng(2).normal(0, 5, (50, STREAM_WIDTH)).astype(np.float32)
    sound[:, 0] = np.abs(sound[:, 0])
    quiet = np.full((30, STREAM_WIDTH), -20, np.float32)
    np.testing.assert_allclose(channel_mean(np.concatenate([quiet, sound])), sound.mean(axis=0), rtol=1e-4)
    np.testing.assert_allclose(channel_mean(quiet), quiet[0])
    same = feature_streams(sound + 7, channel_mean(sound + 7))
    np.testing.assert_allclose(same, feature_streams(sound, channel_mean(sound)), atol=1e-2)
