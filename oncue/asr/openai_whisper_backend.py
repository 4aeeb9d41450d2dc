"""Whisper's network on PyTorch, through openai-whisper: the reference, on CPU or CUDA."""

from __future__ import annotations

import warnings
from functools import cache
from typing import Any

import numpy as np

from oncue.asr.device_errors import NO_CUDA, explained
from oncue.asr.openai_network import OPENAI_WHISPER, OpenAINetwork
from oncue.asr.weights.checkpoint import Checkpoint
from oncue.asr.whisper import WhisperRecognizer
from oncue.errors import DeviceMemoryFull, DeviceUnavailable, EngineUnavailable, ModelUnavailable
from oncue.options.hardware import AS_FOUND, Hardware
from oncue.options.recognition import AUTO
from oncue.system.compiled_code import compile_now, kept

NAME = OPENAI_WHISPER
NOT_INSTALLED = (
    "the engine openai-whisper is not installed here: `make setup` with a TORCH_INDEX of CPU builds installs it, or choose "
    "the engine faster-whisper or auto"
)

# What each device can compute in; the first is the one of `auto`.
_COMPUTE_TYPES = {"cpu": ("float32",), "cuda": ("float32", "float16")}


def ensure_hardware(hardware: Hardware) -> tuple[str, str]:
    """The device and the compute type that `hardware` means here. Loads no weights.

    Raises `DeviceUnavailable` for a device or compute type that is not there, and `EngineUnavailable` where the library is
    missing.
    """
    device = _device(hardware.device)
    known = _COMPUTE_TYPES[device]
    if hardware.compute_type == AUTO:
        return device, known[0]
    if hardware.compute_type not in known:
        raise DeviceUnavailable(
            f"the engine {NAME} cannot compute in {hardware.compute_type} on the device {device}: choose "
            f"{' or '.join(known)}, or auto (ONCUE_COMPUTE_TYPE, --compute-type), or the engine faster-whisper",
            compute_type=hardware.compute_type,
            device=device,
        )
    return device, hardware.compute_type


def _device(asked: str) -> str:
    if asked == "cpu":
        return "cpu"
    try:
        import torch
    except ImportError as error:
        raise EngineUnavailable(NOT_INSTALLED, engine=NAME) from error
    if torch.cuda.is_available():
        return "cuda"
    if asked == "cuda":
        raise DeviceUnavailable(NO_CUDA, device="cuda")
    return "cpu"


def load(checkpoint: Checkpoint, label: str, *, hardware: Hardware = AS_FOUND, threads: int) -> WhisperRecognizer:
    """A recogniser from a verified checkpoint.

    Raises `EngineUnavailable` where the library is missing, `DeviceUnavailable` and `DeviceMemoryFull` for hardware that is
    not there or too small, and `ModelUnavailable` where the library refuses the file.
    """
    try:
        import torch
        import whisper
    except ImportError as error:
        raise EngineUnavailable(NOT_INSTALLED, engine=NAME) from error
    device, compute_type = ensure_hardware(hardware)
    half = compute_type == "float16"
    if device == "cuda":
        # Where triton is not installed, the library says so, and times words as well without.
        warnings.filterwarnings("ignore", message="Failed to launch Triton kernels", module=r"whisper\.")
        # On an H100, cuDNN's attention plans each length anew, 5 s for the first text in a batch of a new size (float16).
        torch.backends.cuda.enable_cudnn_sdp(False)
    try:
        with explained(device, label):
            # Halved before it goes to the device, of whose memory it then takes half.
            model = whisper.load_model(str(checkpoint.path), device="cpu" if half else device)
            if half:
                model = in_half_precision(model).to(device)
    except (DeviceUnavailable, DeviceMemoryFull):
        raise
    except Exception as error:  # torch and pickle raise a dozen kinds for a file that is no checkpoint
        raise ModelUnavailable(f"openai-whisper cannot load {checkpoint.path} on {device}: {error}") from error
    if checkpoint.alignment_heads is not None:
        model.set_alignment_heads(checkpoint.alignment_heads)
    at_once = 1
    if device == "cpu":
        at_once = max(1, min(threads, hardware.batch_windows))
        _compile()
    return WhisperRecognizer(OpenAINetwork(model.eval()), label, batch_windows=hardware.batch_windows, at_once=at_once)


@cache
def _compile() -> None:
    """Has the library's search for word times kept, which it compiles anew in each process: three seconds."""
    from whisper import timing

    kept(timing.backtrace)
    kept(timing.dtw_cpu)
    compile_now(lambda: timing.dtw_cpu(np.zeros((1, 1))))


def in_half_precision(model: Any) -> Any:
    """The network with its weights in float16, norms excepted: those the library computes in float32.

    The library takes whole weights for float16, too, and halves them anew for each token.
    """
    from torch.nn import Conv1d, Embedding, Linear

    for part in model.modules():
        if isinstance(part, (Conv1d, Embedding, Linear)):
            part.half()
    for side in (model.encoder, model.decoder):
        side.positional_embedding.data = side.positional_embedding.data.half()
    return model
