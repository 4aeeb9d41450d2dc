"""A GPU that is counted and cannot compute: an error where it was asked for, and a warning where nobody asked for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from oncue.asr.device_fallback import load_where_it_computes
from oncue.asr.whisper import WhisperRecognizer
from oncue.errors import DeviceMemoryFull, DeviceUnavailable
from oncue.options.hardware import Hardware
from tests.unit.test_device_memory import CUDA_FULL, Small, sounds

NO_CUBLAS = RuntimeError("Library libcublas.so.12 is not found or cannot be loaded")


@dataclass
class Host:
    """A host whose GPU raises `error` when it first computes, and whose processor computes in float32 only."""

    error: BaseException | None = None
    loaded: list[Hardware] = field(default_factory=list)

    def load(self, hardware: Hardware) -> WhisperRecognizer:
        self.loaded.append(hardware)
        if hardware.device == "cpu":
            if hardware.compute_type not in ("auto", "float32"):
                raise DeviceUnavailable(f"the device cpu cannot compute in {hardware.compute_type}")
            return WhisperRecognizer(Small(holds=8, device="cpu"), "small")
        network = Small(holds=8, error=self.error or NO_CUBLAS, encodes=self.error is None)
        return WhisperRecognizer(network, "small")


def warnings_of(recognizer: WhisperRecognizer) -> set[str]:
    results = recognizer.recognise(sounds(3), language="en", prompt=None)
    assert [word.text for result in results for word in result.words] == ["1", "2", "3"]
    return {warning for result in results for warning in result.warnings}


def test_without_a_choice_the_processor_does_it_and_every_transcript_says_so() -> None:
    host = Host(NO_CUBLAS)
    recognizer = load_where_it_computes(Hardware(batch_windows=5), host.load)
    assert host.loaded == [Hardware(batch_windows=5), Hardware("cpu", batch_windows=5)]
    assert recognizer.network.device == "cpu"
    (warning,) = warnings_of(recognizer)
    assert warning.startswith("gpu_unusable: ")
    assert "libcublas.so.12" in warning
    assert "LD_LIBRARY_PATH" in warning


def test_a_gpu_that_was_asked_for_is_an_error_before_anything_is_recognised() -> None:
    host = Host(NO_CUBLAS)
    with pytest.raises(DeviceUnavailable, match=r"Install libcublas\.so\.12 .*LD_LIBRARY_PATH.*or choose the device cpu"):
        load_where_it_computes(Hardware("cuda"), host.load)
    assert host.loaded == [Hardware("cuda")]


def test_a_compute_type_that_only_the_gpu_has_leaves_the_gpus_error() -> None:
    with pytest.raises(DeviceUnavailable, match="libcublas"):
        load_where_it_computes(Hardware(compute_type="float16"), Host(NO_CUBLAS).load)


def test_a_gpu_whose_memory_is_full_is_not_left_for_the_processor() -> None:
    host = Host(CUDA_FULL)
    with pytest.raises(DeviceMemoryFull):
        load_where_it_computes(Hardware(), host.load)
    assert len(host.loaded) == 1


@pytest.mark.parametrize("said", ["no kernel image is available for execution on the device", "NVIDIA driver is too old"])
def test_where_no_library_is_missing_none_is_named(said: str) -> None:
    with pytest.raises(DeviceUnavailable, match="driver") as caught:
        load_where_it_computes(Hardware("cuda"), Host(RuntimeError(f"CUDA error: {said}")).load)
    assert "cublas" not in str(caught.value)


@pytest.mark.parametrize("device", ["cuda", "cpu", "auto"])
def test_where_it_computes_there_is_nothing_to_say(device: str) -> None:
    host = Host()
    load: Callable[[Hardware], WhisperRecognizer] = host.load
    assert warnings_of(load_where_it_computes(Hardware(device), load)) == set()
    assert len(host.loaded) == 1
