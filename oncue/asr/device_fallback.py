"""The processor in a GPU's place, where `auto` took a GPU that turns out not to compute."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from oncue.asr.whisper import WhisperRecognizer
from oncue.errors import DeviceUnavailable
from oncue.options.hardware import Hardware
from oncue.options.recognition import AUTO


def load_where_it_computes(hardware: Hardware, load: Callable[[Hardware], WhisperRecognizer]) -> WhisperRecognizer:
    """What `load` gives for `hardware`, after it has computed once; for the device `auto` and a GPU that cannot compute,
    what it gives for the processor, with the warning `gpu_unusable`.

    A library counts GPUs by their driver, and misses what else it needs when it first computes: cuBLAS in the version that
    it was built for, or code for a GPU as old as this one. Raises what `load` raises, and `DeviceUnavailable` where the
    device was asked for by name or the processor cannot compute as asked.
    """
    try:
        recognizer = load(hardware)
        recognizer.ensure_computes()
        return recognizer
    except DeviceUnavailable as unusable:
        if hardware.device != AUTO:
            raise
        try:
            recognizer = load(replace(hardware, device="cpu"))
        except DeviceUnavailable:
            raise unusable from None
        recognizer.warnings = (
            f"gpu_unusable: there is a GPU here, but Whisper ran on the processor, which is slower. {unusable}",
        )
        return recognizer
