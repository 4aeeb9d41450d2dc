"""The phone network that the package comes with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from oncue.acoustic import phone_network as networks
from oncue.acoustic.acoustic_model import STATES, STREAM_WIDTH, acoustic_model
from oncue.acoustic.phone_network import LOWEST, NETWORK_SHA256, PhoneNetwork, class_of_state, phone_network

FOLDER = Path(networks.__file__).parent


@pytest.mark.parametrize("model", NETWORK_SHA256)
def test_a_network_hears_each_frame_and_is_small(model: str) -> None:
    network = phone_network(model)
    assert network is not None
    rng = np.random.default_rng(1)
    heard = network.log_likelihoods(
        rng.standard_normal((50, network.width)), rng.standard_normal((99, STREAM_WIDTH)).astype(np.float32), 5.0
    )
    assert heard.shape[0] == 99
    assert (heard.max(axis=1) == 0).all()
    assert heard.min() >= LOWEST
    assert (FOLDER / f"phone_network_{model}.npz").stat().st_size < 2_000_000


@pytest.mark.parametrize("model", NETWORK_SHA256)
def test_the_three_states_of_a_phone_are_classes_in_a_row_in_whatever_context(model: str) -> None:
    network, acoustic = phone_network(model), acoustic_model()
    assert network is not None
    phone = acoustic.number["AH"]
    classes = class_of_state(network.classes)
    alone = classes[acoustic.sequences[acoustic.alone(phone)]]
    between = acoustic.triphone(phone, acoustic.number["K"], acoustic.number["T"], begins=False, ends=False)
    assert np.array_equal(alone, classes[acoustic.sequences[between]])
    assert np.array_equal(np.diff(alone), np.ones(STATES - 1))
    silence = classes[acoustic.sequences[acoustic.alone(acoustic.number["SIL"])]]
    assert len(set(silence.tolist())) == 1


@pytest.mark.parametrize("model", NETWORK_SHA256)
def test_a_file_of_another_content_is_refused(model: str, tmp_path: Path) -> None:
    damaged = bytearray((FOLDER / f"phone_network_{model}.npz").read_bytes())
    damaged[len(damaged) // 2] ^= 1
    path = tmp_path / "network.npz"
    path.write_bytes(damaged)
    with pytest.raises(ValueError, match="not the network"):
        PhoneNetwork(path, NETWORK_SHA256[model])


def test_there_is_none_for_a_model_that_none_was_trained_for() -> None:
    assert phone_network("large-v3") is None
