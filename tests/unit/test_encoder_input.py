"""How much sound the encoder is given, and which windows are decoded together."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from oncue.asr.encoder_input import MOST_FRAMES, input_frames
from oncue.asr.whisper import WhisperRecognizer
from tests.unit.test_device_memory import Small


@given(st.integers(0, 30_000))
def test_the_encoder_is_given_the_whole_window_and_silence_behind_it_where_there_is_room(duration_ms: int) -> None:
    frames = input_frames(duration_ms)
    assert min(MOST_FRAMES, duration_ms / 10 + 100) <= frames <= MOST_FRAMES


def test_windows_of_other_lengths_are_decoded_apart_and_given_back_in_their_order() -> None:
    network = Small(holds=8, device="cpu")
    lengths_s = (29, 3, 22, 28, 4, 29, 22)
    windows = [np.full(16_000 * seconds, (k + 1) / 1000, np.float32) for k, seconds in enumerate(lengths_s)]
    results = WhisperRecognizer(network, "small", batch_windows=8).recognise(windows, language="en", prompt=None)
    assert [word.text for result in results for word in result.words] == [str(k + 1) for k in range(7)]
    assert network.decoded == [3, 2, 2]


def test_on_a_gpu_all_windows_are_decoded_together() -> None:
    network = Small(holds=8)
    windows = [np.full(16_000 * seconds, 0.001, np.float32) for seconds in (29, 3, 22)]
    WhisperRecognizer(network, "small", batch_windows=8).recognise(windows, language="en", prompt=None)
    assert network.decoded == [3]
