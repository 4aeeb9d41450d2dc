"""What a phone network hears in masked windows, mixed into the Gaussians' log likelihoods."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from numpy.typing import NDArray

from oncue.acoustic.acoustic_model import STREAM_WIDTH, acoustic_model
from oncue.acoustic.network_windows import MOST_NETWORK, NetworkWindows, heard_by
from oncue.acoustic.phone_network import LOWEST, PhoneNetwork

FRAMES = 100
WIDTH = 2
HEARS = "AH.1"


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> PhoneNetwork:
    """A network that hears the middle of AH in every frame, whatever it is given."""
    names = ["SIL", "AH.0", HEARS, "AH.2"]
    inputs = 1 + 3 * STREAM_WIDTH
    path = tmp_path_factory.mktemp("network") / "network.npz"
    np.savez(
        path, states_mean=np.zeros(WIDTH), states_scale=np.ones(WIDTH), cepstra_scale=np.ones(inputs - 1),
        log_prior=np.zeros(len(names)), classes=np.array(names), steps=np.array([1]),
        weights_0=np.zeros((WIDTH, 1)), biases_0=np.zeros(1), weights_1=np.zeros((1, inputs, len(names))),
        biases_1=np.array([0.0 if name == HEARS else 2 * LOWEST for name in names]),
    )  # fmt: skip
    return PhoneNetwork(path, hashlib.sha256(path.read_bytes()).hexdigest())


def _heard(network: PhoneNetwork, *windows: tuple[int, int], masked: float = 1.0) -> NetworkWindows:
    found = NetworkWindows()
    for start_ms, end_ms in windows:
        cepstra = np.zeros((FRAMES, STREAM_WIDTH), np.float32)
        shares = np.full(FRAMES, masked, np.float32)
        window = heard_by(network, np.zeros((60, WIDTH)), cepstra, shares, start_ms, end_ms)
        if window is not None:
            found.add(window, network.classes)
    return found


def _mixed(found: NetworkWindows, first: int, frames: int) -> NDArray[np.float32]:
    """The log likelihoods of SIL and of the middle of AH, which are -2 for the Gaussians."""
    model = acoustic_model()
    silence, vowel = (model.sequences[model.alone(model.number[phone]), 1] for phone in ("SIL", "AH"))
    return found.mixed(np.full((frames, 2), -2.0, np.float32), np.array([silence, vowel], np.int32), first)


def test_frames_of_a_masked_window_get_the_networks_share_and_those_beside_it_none(network: PhoneNetwork) -> None:
    mixed = _mixed(_heard(network, (205, 500)), 0, FRAMES)
    unheard = np.r_[0:21, 50:FRAMES]
    assert (mixed[unheard] == -2).all()
    assert np.allclose(mixed[21:50, 1], -2 + 2 * MOST_NETWORK)
    assert np.allclose(mixed[21:50, 0], -2 + (LOWEST + 2) * MOST_NETWORK, atol=0.1)


def test_a_piece_that_lies_in_two_windows_gets_what_was_heard_in_each(network: PhoneNetwork) -> None:
    found = _heard(network, (600, 900), (100, 400))
    mixed = _mixed(found, 30, 40)[:, 1]
    assert (mixed[:10] > -2).all()
    assert (mixed[10:30] == -2).all()
    assert (mixed[30:] > -2).all()


def test_where_nothing_is_masked_nothing_changes(network: PhoneNetwork) -> None:
    assert (_mixed(_heard(network, (0, 1000), masked=0.0), 0, FRAMES) == -2).all()


def test_a_window_behind_the_last_frame_is_none(network: PhoneNetwork) -> None:
    assert (_mixed(_heard(network, (2000, 2500)), 0, FRAMES) == -2).all()
