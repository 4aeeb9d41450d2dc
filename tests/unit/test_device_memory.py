"""A device that has too little memory, or is not there at all. The network here has as much memory as it is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from oncue.asr.protocol import Samples
from oncue.asr.whisper import WhisperRecognizer
from oncue.asr.whisper_network import DecodedTokens, EncoderOutput, EncoderOutputs
from oncue.asr.word_times import TokenTimes
from oncue.audio.pcm import Pcm
from oncue.audio.windows import Window
from oncue.errors import DeviceMemoryFull, DeviceUnavailable, ModelUnavailable
from oncue.pipeline.whisper_passes import DecodeOptions, WindowTranscriber

CUDA_FULL = RuntimeError("CUDA failed with error out of memory")
TORCH_FULL = RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 7.79 GiB")
TORCH_FULL_AT_LENGTH = RuntimeError(
    "CUDA out of memory. Tried to allocate 38.00 MiB. GPU 0 has a total capacity of 79.18 GiB of which 75.69 GiB is free. "
    "Process 1464 has 1.26 GiB memory in use. Including non-PyTorch memory, this process has 616.00 MiB memory in use. "
    "100.00 MiB allowed; Of the allocated memory 84.32 MiB is allocated by PyTorch, and 13.68 MiB is reserved by PyTorch "
    "but unallocated. If reserved but unallocated memory is large try setting PYTORCH_CUDA_ALLOC_CONF."
)
TORCH_CPU_FULL = RuntimeError("[enforce fail at alloc_cpu.cpp:118] . DefaultCPUAllocator: can't allocate memory")
CUBLAS_FULL = RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`")


class Numbers:
    """A tokenizer whose tokens are the numbers that they say."""

    sot_sequence: Sequence[int] = (0,)

    def encode(self, text: str) -> list[int]:
        return [int(word) for word in text.split()]

    def decode(self, tokens: list[int]) -> str:
        return "".join(f" {token}" for token in tokens)

    def split_tokens_on_unicode(self, tokens: list[int]) -> tuple[list[str], list[list[int]]]:
        return [f" {token}" for token in tokens], [[token] for token in tokens]


@dataclass
class Small:
    """A network that hears a window's loudness as a number, and decodes `holds` windows at once, and no more."""

    holds: int
    error: BaseException = CUDA_FULL
    encodes: bool = True
    name: str = "small"
    device: str = "cuda"
    multilingual: bool = False
    mixes_lengths: bool = False
    languages: Sequence[str] = ("en",)
    decoded: list[int] = field(default_factory=list)
    freed: int = 0

    def free_memory(self) -> None:
        self.freed += 1

    def tokenizer(self, code: str) -> Numbers:
        return Numbers()

    def encode(self, window: Samples, frames: int) -> NDArray[np.float32]:
        if not self.encodes:
            raise self.error
        return np.full((4, 2), window[0] * 1000, np.float32)

    def decode(
        self, encodings: EncoderOutputs, code: str, prompt: Sequence[int], *, beam_size: int, strict: bool, draft: str = ""
    ) -> list[DecodedTokens]:
        self.decoded.append(len(encodings))
        if len(encodings) > self.holds:
            raise self.error
        return [DecodedTokens([round(float(one[0, 0]))], -0.1, 0.0, True) for one in encodings]

    def extend(self, encoding: EncoderOutput, code: str, tokens: list[int]) -> DecodedTokens:
        return DecodedTokens(tokens, -0.1, 0.0, True)

    def detect(self, encodings: EncoderOutputs) -> list[dict[str, float]]:
        raise NotImplementedError

    def attend(
        self, encodings: EncoderOutputs, code: str, tokens: Sequence[list[int]], durations_ms: Sequence[int]
    ) -> list[TokenTimes]:
        return [TokenTimes([0] * (len(row) + 1), [0.9] * len(row)) for row in tokens]


def sounds(count: int) -> list[Samples]:
    return [np.full(16_000, (k + 1) / 1000, np.float32) for k in range(count)]


@pytest.mark.parametrize("error", [CUDA_FULL, TORCH_FULL, TORCH_CPU_FULL, CUBLAS_FULL, MemoryError("std::bad_alloc")])
@pytest.mark.parametrize("at_once", [1, 3])
def test_a_batch_is_halved_until_the_memory_holds_it_and_no_window_is_lost(error: BaseException, at_once: int) -> None:
    network = Small(holds=2, error=error)
    recognizer = WhisperRecognizer(network, "small", batch_windows=8, at_once=at_once)
    results = recognizer.recognise(sounds(21), language="en", prompt=None)
    assert [word.text for result in results for word in result.words] == [str(k + 1) for k in range(21)]
    assert network.freed > 0


def test_what_was_found_to_be_too_much_is_not_tried_again() -> None:
    network = Small(holds=3)
    recognizer = WhisperRecognizer(network, "small", batch_windows=8)
    recognizer.recognise(sounds(8), language="en", prompt=None)
    assert network.decoded == [8, 4, 2, 2, 2, 2]
    recognizer.recognise(sounds(4), language="en", prompt=None)
    assert network.decoded[6:] == [2, 2]


def test_an_alignment_is_told_that_batches_were_smaller_than_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "sound.pcm"
    np.full(9 * 1600, 8000, np.int16).tofile(path)
    windows = [Window(100 * k, 100 * k + 100, ((100 * k, 100 * k + 100),)) for k in range(9)]
    recognizer = WhisperRecognizer(Small(holds=2), "small", batch_windows=4)
    transcriber = WindowTranscriber(Pcm.open(path), windows, lambda: recognizer, DecodeOptions("en"), tmp_path)
    transcriber.transcribe(range(9))
    (warning,) = transcriber.recognition().warnings
    assert warning.startswith("batch_reduced: ")
    assert "2 at a time" in warning
    assert "ONCUE_BATCH_WINDOWS" in warning


def test_without_want_of_memory_there_is_no_warning() -> None:
    results = WhisperRecognizer(Small(holds=8), "small", batch_windows=8).recognise(sounds(9), language="en", prompt=None)
    assert [result.warnings for result in results] == [()] * 9


def test_memory_too_small_for_one_window_is_an_error_that_names_the_model() -> None:
    recognizer = WhisperRecognizer(Small(holds=0), "large-v3", batch_windows=8)
    with pytest.raises(DeviceMemoryFull, match=r"single window with the model large-v3.*smaller model") as caught:
        recognizer.recognise(sounds(3), language="en", prompt=None)
    assert caught.value.code == "device_memory_full"


def test_what_pytorch_adds_about_other_processes_is_not_told() -> None:
    recognizer = WhisperRecognizer(Small(holds=0, error=TORCH_FULL_AT_LENGTH), "large-v3")
    with pytest.raises(DeviceMemoryFull, match=r"of which 75\.69 GiB is free\. End what else uses it, .*another device\.$"):
        recognizer.recognise(sounds(1), language="en", prompt=None)


@pytest.mark.parametrize(
    "said",
    [
        "Library libcublas.so.12 is not found or cannot be loaded",
        "CUDA failed with error CUDA driver version is insufficient for CUDA runtime version",
        "CUDA failed with error no CUDA-capable device is detected",
        "Found no NVIDIA driver on your system.",
    ],
)
def test_a_gpu_that_fails_only_when_it_computes_is_no_fault_of_the_model(said: str) -> None:
    recognizer = WhisperRecognizer(Small(holds=8, error=RuntimeError(said), encodes=False), "small")
    for call in (
        lambda: recognizer.recognise(sounds(1), language="en", prompt=None),
        lambda: recognizer.encode(sounds(1)[0]),
    ):
        with pytest.raises(DeviceUnavailable, match="ONCUE_DEVICE") as caught:
            call()
        assert caught.value.code == "device_unavailable"


def test_another_fault_of_the_library_stays_what_it_is() -> None:
    network = Small(holds=0, error=RuntimeError("the sequence is too long"))
    with pytest.raises(RuntimeError, match="too long"):
        WhisperRecognizer(network, "small").recognise(sounds(2), language="en", prompt=None)
    assert network.decoded == [2]


def test_who_handles_a_missing_model_handles_missing_hardware_too() -> None:
    assert issubclass(DeviceUnavailable, ModelUnavailable)
    assert issubclass(DeviceMemoryFull, ModelUnavailable)
