"""Speech packed into windows. Pictures: one character is a quarter of a second, `#` somebody speaks, `.` nobody does."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from oncue.audio.pcm import Pcm
from oncue.audio.vad import VAD_FRAME_MS, VAD_FRAME_SAMPLES
from oncue.audio.windows import Window, WindowOptions, ensure_audible, find_speech, find_windows
from oncue.errors import AudioSilent

# 8 frames of 32 ms make a quarter of a second and a bit: pictures count in these.
CHARACTER_MS = 8 * VAD_FRAME_MS


def _probabilities(picture: str) -> NDArray[np.float32]:
    return np.repeat(np.array([0.9 if character == "#" else 0.02 for character in picture], dtype=np.float32), 8)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("windows")


def _pcm(folder: Path, probabilities: NDArray[np.float32], quiet_frames: tuple[int, ...] = ()) -> Pcm:
    """A hum as long as the probabilities, silent in the frames named."""
    frames = np.full((len(probabilities), VAD_FRAME_SAMPLES), 3000, dtype="<i2")
    frames[:, ::2] = -3000
    frames[list(quiet_frames)] = 0
    path = folder / "audio.pcm"
    frames.tofile(path)
    return Pcm.open(path)


def _picture(windows: list[Window], length: int) -> str:
    """Which window each character's middle lies in: a, b, c ...; `.` for none."""
    names = ["."] * length
    for index, window in enumerate(windows):
        for place in range(length):
            if window.start_ms <= (place + 0.5) * CHARACTER_MS < window.end_ms:
                names[place] = chr(ord("a") + index)
    return "".join(names)


SHORT = WindowOptions(max_window_ms=20 * CHARACTER_MS, padding_ms=0, max_pause_ms=6 * CHARACTER_MS)
"""Windows of at most 20 characters, pauses inside them of at most 6."""


@pytest.mark.parametrize(
    ("speech", "expected"),
    [
        # all of it fits into one window
        ("..####..#####....##..", "..aaaaaaaaaaaaaaaaa.."),
        # a long stretch without speech lies in no window, however short what is around it
        ("##.........##.....##", "aa.........bbbbbbbbb"),
        # cut at the long pause, not where the first window happens to be full
        ("#####....####.####.#####.", "aaaaa....bbbbbbbbbbbbbbb."),
        # two windows are cheaper than three with longer pauses
        ("##########.########.#########.#########", "aaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbb"),
        ("####################", "aaaaaaaaaaaaaaaaaaaa"),
        ("....................", "...................."),
        ("", ""),
    ],
)
def test_speech_is_packed_into_few_windows_cut_at_the_longest_pauses(folder: Path, speech: str, expected: str) -> None:
    probabilities = _probabilities(speech)
    windows = find_windows(_pcm(folder, probabilities), probabilities, SHORT)
    assert _picture(windows, len(speech)) == expected


def test_windows_are_padded_up_to_the_middle_of_a_pause_and_the_recordings_ends(folder: Path) -> None:
    probabilities = _probabilities("#" * 100 + "." + "#" * 100 + ".....")
    first, second = find_windows(_pcm(folder, probabilities), probabilities, WindowOptions(padding_ms=200))
    assert (first.start_ms, first.end_ms) == (0, 100 * CHARACTER_MS + CHARACTER_MS // 2)
    assert (second.start_ms, second.end_ms) == (first.end_ms, 201 * CHARACTER_MS + 200)
    assert first.speech == ((0, 100 * CHARACTER_MS),)
    assert second.speech == ((101 * CHARACTER_MS, 201 * CHARACTER_MS),)


def test_speech_without_any_pause_is_cut_where_it_is_quietest(folder: Path) -> None:
    probabilities = np.full(40_000 // VAD_FRAME_MS, 0.9, dtype=np.float32)
    breath = 20_000 // VAD_FRAME_MS
    pcm = _pcm(folder, probabilities, quiet_frames=(breath - 1, breath, breath + 1))
    first, second = find_windows(pcm, probabilities)
    assert first.end_ms == second.start_ms
    assert first.end_ms == pytest.approx(breath * VAD_FRAME_MS, abs=VAD_FRAME_MS)
    assert first.speech == ((0, first.end_ms),)


def test_hours_of_speech_without_any_pause_are_still_cut_into_windows(folder: Path) -> None:
    probabilities = np.full(600_000 // VAD_FRAME_MS, 0.9, dtype=np.float32)
    windows = find_windows(_pcm(folder, probabilities), probabilities)
    assert len(windows) <= 26
    assert all(window.duration_ms <= 26_000 for window in windows)
    assert sum(window.duration_ms for window in windows) == 600_000


def test_speech_starts_at_the_upper_threshold_and_lasts_to_the_lower_one() -> None:
    probabilities = np.array([0, 0.2, 0.3, 0.9, 0.5, 0.2, 0.16, 0.1, 0, 0, 0, 0, 0, 0.3, 0.3, 0.3, 0.3, 0], dtype=np.float32)
    assert find_speech(probabilities, 10_000) == [(1 * VAD_FRAME_MS, 7 * VAD_FRAME_MS)]


def test_short_dips_belong_to_the_speech_and_short_blips_do_not() -> None:
    marks = "....######..#####.....####......##..."
    probabilities = np.array([0.8 if mark == "#" else 0.0 for mark in marks], dtype=np.float32)
    assert find_speech(probabilities, 10_000) == [
        (4 * VAD_FRAME_MS, 17 * VAD_FRAME_MS),
        (22 * VAD_FRAME_MS, 26 * VAD_FRAME_MS),
    ]


def test_speech_never_reaches_beyond_the_recording() -> None:
    assert find_speech(np.full(10, 0.9, dtype=np.float32), 300) == [(0, 300)]


stretches = st.lists(st.tuples(st.integers(1, 400), st.integers(1, 300)), max_size=30)


@given(stretches)
def test_windows_hold_all_speech_in_order_within_their_length_and_only_short_pauses(
    folder: Path, drawn: list[tuple[int, int]]
) -> None:
    marks = [np.concatenate([np.zeros(pause), np.full(speech, 0.8)]) for pause, speech in drawn]
    probabilities = np.concatenate([*marks, np.zeros(3)]).astype(np.float32)
    pcm = _pcm(folder, probabilities)
    options = WindowOptions()
    windows = find_windows(pcm, probabilities, options)

    for window in windows:
        assert 0 < window.duration_ms <= options.max_window_ms
        assert window.start_ms <= window.speech[0][0]
        assert window.speech[-1][1] <= window.end_ms
        for (_, earlier_ms), (later_ms, _) in pairwise(window.speech):
            assert options.min_silence_ms <= later_ms - earlier_ms <= options.max_pause_ms
    for before, after in pairwise(windows):
        assert before.end_ms <= after.start_ms
    assert all(window.start_ms >= 0 and window.end_ms <= pcm.duration_ms for window in windows)

    regions = find_speech(probabilities, pcm.duration_ms, options)
    spoken = np.zeros(pcm.duration_ms, dtype=np.int8)
    for window in windows:
        for start_ms, end_ms in window.speech:
            spoken[start_ms:end_ms] += 1
    expected = np.zeros_like(spoken)
    for start_ms, end_ms in regions:
        expected[start_ms:end_ms] += 1
    np.testing.assert_array_equal(spoken, expected)

    longest_ms = options.max_window_ms - 2 * options.padding_ms
    for start_ms, end_ms in regions:
        if end_ms - start_ms <= longest_ms:
            assert sum(window.start_ms <= start_ms and end_ms <= window.end_ms for window in windows) == 1


def test_a_silent_recording_and_one_without_speech_are_refused_in_different_words(folder: Path) -> None:
    nothing = np.zeros(50, dtype=np.float32)
    with pytest.raises(AudioSilent, match="has sound but no speech"):
        ensure_audible(_pcm(folder, nothing), [])
    with pytest.raises(AudioSilent, match="is silent"):
        ensure_audible(_pcm(folder, nothing, quiet_frames=tuple(range(50))), [])


def test_a_recording_with_windows_is_audible(folder: Path) -> None:
    ensure_audible(_pcm(folder, np.zeros(1, dtype=np.float32)), [Window(0, 32, ((0, 32),))])
