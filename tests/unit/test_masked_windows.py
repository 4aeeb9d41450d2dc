"""Which windows of a recording the forced aligner also hears by Whisper's encoder."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from oncue.acoustic.forced_aligner import AlignedEdge, Search
from oncue.acoustic.phone_network import PhoneNetwork
from oncue.alignment.timing.word_graph import Segment
from oncue.asr.protocol import Encoding
from oncue.audio.windows import Window
from oncue.errors import DeviceMemoryFull, EngineUnavailable, ModelUnavailable, OncueError
from oncue.pipeline.masked_windows import listen_where_masked
from oncue.pipeline.whisper_passes import Recognition

WIDTH = 384


class AlignerOfMaskedSound:
    """Finds the sound masked in the milliseconds from `masked_from_ms` on, and remembers the windows it listened to."""

    def __init__(self, masked_from_ms: int) -> None:
        self._masked_from_ms = masked_from_ms
        self.windows: list[tuple[int, int]] = []

    def search(self, segments: Sequence[Segment], on_done: Callable[[int], None]) -> list[list[AlignedEdge] | None]:
        return []

    def loud_speech_ms(self, start_ms: int, end_ms: int) -> int:
        return 0

    def is_masked(self, start_ms: int, end_ms: int) -> bool:
        return end_ms > self._masked_from_ms

    def listen(self, network: PhoneNetwork, states: NDArray[np.floating], start_ms: int, end_ms: int) -> None:
        self.windows.append((start_ms, end_ms))


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


def _recognition(states: States, *heard: int) -> Recognition:
    windows = [Window(start, start + 2000, ((start, start + 2000),)) for start in (0, 2000, 4000, 6000, 4500)]
    return Recognition((), (), tuple(windows), states, frozenset(heard))


def _listen(aligner: Search | None, heard: Recognition, model: str = "tiny.en") -> bool:
    return listen_where_masked(aligner, heard, model, lambda share: None)


def test_masked_windows_that_whisper_heard_are_listened_to_and_none_is_encoded_in_vain() -> None:
    aligner, states = AlignerOfMaskedSound(masked_from_ms=3000), States()
    assert _listen(aligner, _recognition(states, 0, 1, 3, 4))
    assert aligner.windows == [(2000, 4000), (6000, 8000)]
    assert states.asked == [1, 3]


def test_where_nothing_is_masked_or_there_is_no_network_the_gaussians_are_alone() -> None:
    for masked_from_ms, model in ((9000, "tiny.en"), (0, "large-v3")):
        aligner, states = AlignerOfMaskedSound(masked_from_ms), States()
        assert not _listen(aligner, _recognition(states, 0, 1, 2, 3), model)
        assert not aligner.windows
        assert not states.asked


def test_states_of_another_width_than_the_networks_are_not_listened_to() -> None:
    aligner = AlignerOfMaskedSound(masked_from_ms=0)
    assert not _listen(aligner, _recognition(States(width=2), 0, 1))
    assert not aligner.windows


def test_without_an_aligner_there_is_nothing_to_do() -> None:
    assert not _listen(None, _recognition(States(), 0))


def test_it_tells_how_many_of_the_windows_are_done() -> None:
    told: list[float] = []
    assert listen_where_masked(AlignerOfMaskedSound(0), _recognition(States(), 0, 1), "tiny.en", told.append)
    assert told == [0.0, 0.25, 0.5, 0.75]


@pytest.mark.parametrize("error", [ModelUnavailable("none"), DeviceMemoryFull("full"), EngineUnavailable("none")])
def test_where_the_recogniser_of_a_kept_recognition_cannot_be_had_there_are_no_more_states(error: OncueError) -> None:
    aligner = AlignerOfMaskedSound(masked_from_ms=0)
    assert _listen(aligner, _recognition(StatesOfOne(error), 0, 1, 2))
    assert aligner.windows == [(0, 2000)]
