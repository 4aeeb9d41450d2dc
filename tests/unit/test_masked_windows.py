"""Which windows of a recording the forced aligner also hears by Whisper's encoder, and what of it is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from oncue.acoustic.forced_aligner import AlignedEdge, Search
from oncue.acoustic.network_windows import HeardPhones, NetworkWindow, first_frame
from oncue.acoustic.phone_network import NETWORK_SHA256, PhoneNetwork
from oncue.alignment.timing.word_graph import Segment
from oncue.asr.protocol import Encoding
from oncue.audio.windows import Window
from oncue.errors import DeviceMemoryFull, EngineUnavailable, ModelUnavailable, OncueError
from oncue.pipeline.masked_windows import listen_where_masked
from oncue.pipeline.recognition_cache import RecognitionResult
from oncue.pipeline.whisper_passes import Recognition

WIDTHS = {"tiny.en": 384, "base": 512}
"""Of the encoder's states, of each model that has a network."""
WIDTH = WIDTHS["tiny.en"]


class AlignerOfMaskedSound:
    """Finds the sound masked in the milliseconds from `masked_from_ms` on.

    It remembers the windows that a network listened to, and the first frames of what it was given of them.
    """

    def __init__(self, masked_from_ms: int) -> None:
        self._masked_from_ms = masked_from_ms
        self.windows: list[tuple[int, int]] = []
        self.taken: list[int] = []

    def search(self, segments: Sequence[Segment], on_done: Callable[[int], None]) -> list[list[AlignedEdge] | None]:
        return []

    def loud_speech_ms(self, start_ms: int, end_ms: int) -> int:
        return 0

    def is_masked(self, start_ms: int, end_ms: int) -> bool:
        return end_ms > self._masked_from_ms

    def listen(
        self, network: PhoneNetwork, states: NDArray[np.floating], start_ms: int, end_ms: int
    ) -> NetworkWindow | None:
        self.windows.append((start_ms, end_ms))
        return NetworkWindow(first_frame(start_ms), np.zeros((9, len(network.classes)), np.uint8), np.ones(9, np.uint8))

    def take(self, window: NetworkWindow, classes: tuple[str, ...]) -> None:
        self.taken.append(window.first)


class States:
    """The encoder's states of any window; those asked for are remembered."""

    def __init__(self, width: int = WIDTH) -> None:
        self._width = width
        self.asked: list[int] = []

    def __getitem__(self, index: int) -> Encoding:
        self.asked.append(index)
        return np.zeros((100, self._width), np.float16)


class StatesOfOne(States):
    """States that the recogniser could compute for one window, and for no other."""

    def __init__(self, error: OncueError) -> None:
        super().__init__()
        self._error = error

    def __getitem__(self, index: int) -> Encoding:
        if self.asked:
            raise self._error
        return super().__getitem__(index)


def _recognised(states: States, *heard: int, model: str = "tiny.en") -> RecognitionResult:
    windows = [Window(start, start + 2000, ((start, start + 2000),)) for start in (0, 2000, 4000, 6000, 4500)]
    recognition = Recognition((), (), tuple(windows), states, frozenset(heard))
    return RecognitionResult(recognition, [], [], "faster-whisper", model)


def _listen(aligner: Search | None, result: RecognitionResult) -> HeardPhones | None:
    return listen_where_masked(aligner, result, lambda share: None)


@pytest.mark.parametrize("model", NETWORK_SHA256)
def test_masked_windows_that_whisper_heard_are_listened_to_and_none_is_encoded_in_vain(model: str) -> None:
    aligner, states = AlignerOfMaskedSound(masked_from_ms=3000), States(WIDTHS[model])
    found = _listen(aligner, _recognised(states, 0, 1, 3, 4, model=model))
    assert aligner.windows == [(2000, 4000), (6000, 8000)]
    assert found is not None
    assert found.sha256 == NETWORK_SHA256[model]
    assert [one.first for one in found.windows] == aligner.taken == [200, 600]
    assert states.asked == [1, 3]


def test_where_nothing_is_masked_or_there_is_no_network_the_gaussians_are_alone() -> None:
    for masked_from_ms, model in ((9000, "tiny.en"), (0, "large-v3")):
        aligner, states = AlignerOfMaskedSound(masked_from_ms), States()
        assert not _listen(aligner, _recognised(states, 0, 1, 2, 3, model=model))
        assert not aligner.windows
        assert not states.asked


def test_states_of_another_width_than_the_networks_are_not_listened_to() -> None:
    aligner = AlignerOfMaskedSound(masked_from_ms=0)
    assert not _listen(aligner, _recognised(States(width=2), 0, 1))
    assert not aligner.windows


def test_without_an_aligner_there_is_nothing_to_do() -> None:
    assert not _listen(None, _recognised(States(), 0))


def test_it_tells_how_many_of_the_windows_are_done() -> None:
    told: list[float] = []
    assert listen_where_masked(AlignerOfMaskedSound(0), _recognised(States(), 0, 1), told.append)
    assert told == [0.0, 0.25, 0.5, 0.75]


@pytest.mark.parametrize("error", [ModelUnavailable("none"), DeviceMemoryFull("full"), EngineUnavailable("none")])
def test_where_the_recogniser_of_a_kept_recognition_cannot_be_had_there_are_no_more_states(error: OncueError) -> None:
    aligner = AlignerOfMaskedSound(masked_from_ms=0)
    assert _listen(aligner, _recognised(StatesOfOne(error), 0, 1, 2))
    assert aligner.windows == [(0, 2000)]


def test_what_is_kept_is_not_heard_again_and_is_given_back_as_it_is() -> None:
    kept = _listen(AlignerOfMaskedSound(0), _recognised(States(), 0, 1))
    aligner, states = AlignerOfMaskedSound(0), States()
    assert _listen(aligner, replace(_recognised(states, 0, 1), phones=kept)) is kept
    assert (aligner.taken, aligner.windows, states.asked) == ([0, 200], [], [])


def test_a_window_that_was_heard_since_is_listened_to_beside_those_that_are_kept() -> None:
    kept = _listen(AlignerOfMaskedSound(0), _recognised(States(), 1))
    aligner, states = AlignerOfMaskedSound(0), States()
    found = _listen(aligner, replace(_recognised(states, 0, 1, 2), phones=kept))
    assert (aligner.taken, states.asked) == ([0, 200, 400], [0, 2])
    assert found is not None
    assert [one.first for one in found.windows] == [0, 200, 400]


def test_what_another_network_heard_is_heard_anew() -> None:
    kept = _listen(AlignerOfMaskedSound(0), _recognised(States(), 0))
    assert kept is not None
    states = States()
    found = _listen(AlignerOfMaskedSound(0), replace(_recognised(states, 0), phones=replace(kept, sha256="another")))
    assert states.asked == [0]
    assert found is not None
    assert found.sha256 == NETWORK_SHA256["tiny.en"]


def test_what_is_kept_is_used_behind_a_window_whose_states_cannot_be_had() -> None:
    kept = _listen(AlignerOfMaskedSound(0), _recognised(States(), 2))
    aligner = AlignerOfMaskedSound(0)
    states = StatesOfOne(ModelUnavailable("none"))
    assert _listen(aligner, replace(_recognised(states, 0, 1, 2), phones=kept)) is not None
    assert aligner.taken == [0, 400]
