"""Where somebody speaks: Silero VAD (https://github.com/snakers4/silero-vad), the copy that ships with faster-whisper."""

from __future__ import annotations

import functools
import importlib.util
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oncue.audio.levelled_voice import CONTEXT_SAMPLES, levelled
from oncue.audio.pcm import SAMPLE_RATE_HZ, Pcm, to_float
from oncue.errors import ModelUnavailable
from oncue.system.cpus import usable_cores

VAD_FRAME_SAMPLES = 512
VAD_FRAME_MS = VAD_FRAME_SAMPLES * 1000 // SAMPLE_RATE_HZ
"""One probability per 32 ms."""

_CONTEXT_SAMPLES = 64
_STATE_SHAPE = (1, 1, 128)

# The network listens to each minute anew, side by side on all cores, beginning ten seconds before it. By then it has
# forgotten all but a little of what it did not hear: of four recordings, 14 minutes, one frame in 600 was off by over 0.05.
_BLOCK_FRAMES = 2048
_RUN_IN_FRAMES = 320


def speech_probabilities(pcm: Pcm, threads: int = 0) -> NDArray[np.float32]:
    """The probability of speech in every 32 ms of the recording, 0..1; shape (frames,), the last frame padded with silence.

    The network hears a copy in which a quiet voice, or one beneath rumble, stands out (`levelled`). Reads the recording
    once, in blocks; the result does not depend on `threads`, of which 0 means one for each core. Raises `ModelUnavailable`
    where the network's file is missing.
    """
    session = _session()
    frame_count = -(-pcm.sample_count // VAD_FRAME_SAMPLES)
    probabilities = np.zeros(frame_count, dtype=np.float32)
    state = np.zeros(_STATE_SHAPE, dtype=np.float32)

    def listen(first: int) -> None:
        lead = min(first, _RUN_IN_FRAMES)
        count = min(_BLOCK_FRAMES, frame_count - first)
        frames = _frames(pcm, first - lead, lead + count)
        output, _, _ = session.run(None, {"input": frames, "h": state, "c": state})
        probabilities[first : first + count] = output.reshape(-1)[lead:]

    with ThreadPoolExecutor(threads or usable_cores()) as pool:
        list(pool.map(listen, range(0, frame_count, _BLOCK_FRAMES)))
    return probabilities


def _frames(pcm: Pcm, first: int, count: int) -> NDArray[np.float32]:
    """`count` frames as the network takes them, each led by the last 64 samples before it; shape (count, 576)."""
    start = first * VAD_FRAME_SAMPLES - _CONTEXT_SAMPLES
    samples = np.zeros(_CONTEXT_SAMPLES + count * VAD_FRAME_SAMPLES, dtype=np.float32)
    read_from = max(0, start - CONTEXT_SAMPLES)
    found = levelled(to_float(pcm.read_samples(read_from, start + len(samples) + CONTEXT_SAMPLES)))
    offset = max(0, -start)
    found = found[start + offset - read_from :][: len(samples) - offset]
    samples[offset : offset + len(found)] = found
    width = _CONTEXT_SAMPLES + VAD_FRAME_SAMPLES
    return np.ascontiguousarray(np.lib.stride_tricks.sliding_window_view(samples, width)[::VAD_FRAME_SAMPLES])


@functools.lru_cache(maxsize=1)
def _session() -> Any:
    import onnxruntime

    onnxruntime.disable_telemetry_events()

    options = onnxruntime.SessionOptions()
    # More threads do not pay for so small a network, and the recogniser wants the cores.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(_weights()), sess_options=options, providers=["CPUExecutionProvider"])


def _weights() -> Path:
    """The ONNX file, found without importing faster-whisper, which would load its engine."""
    spec = importlib.util.find_spec("faster_whisper")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        if found := sorted(Path(folder, "assets").glob("silero_vad_v6*.onnx")):
            return found[-1]
    raise ModelUnavailable("The speech detector's file (silero_vad_v6.onnx) is missing: install faster-whisper 1.2.")
