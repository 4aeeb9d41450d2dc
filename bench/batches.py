"""`python -m bench.batches RECORDING...`: how fast windows are recognised by batch size, on a GPU or a processor.

Not one of the parts of `python -m bench`, whose machine has no GPU.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import numpy as np

from bench.tables import table
from oncue.asr.factory import load_recognizer
from oncue.asr.protocol import Samples
from oncue.asr.whisper import WhisperRecognizer
from oncue.audio.decode import DecodeLimits, decode
from oncue.audio.gain import normalise
from oncue.audio.pcm import SAMPLE_RATE_HZ
from oncue.options.hardware import DEVICES, Hardware
from oncue.options.recognition import ENGINES, ENGLISH_MODEL

WINDOW_SAMPLES = 26 * SAMPLE_RATE_HZ


def main() -> int:
    """Prints a row for each batch size: real time, and how many windows have the words of the first one."""
    parser = argparse.ArgumentParser(prog="python -m bench.batches", description=__doc__)
    parser.add_argument("recordings", nargs="+", type=Path)
    parser.add_argument("--engine", default="faster-whisper", choices=ENGINES)
    parser.add_argument("--model", default=ENGLISH_MODEL)
    parser.add_argument("--device", default="cuda", choices=DEVICES)
    parser.add_argument("--compute-type", default="auto")
    parser.add_argument("--language", default="en")
    parser.add_argument("--windows", type=int, default=32)
    parser.add_argument("--batches", type=int, nargs="+", default=[1, 2, 4, 8, 16, 32])
    chosen = parser.parse_args()
    hardware = Hardware(chosen.device, chosen.compute_type)
    loaded = load_recognizer(chosen.engine, chosen.model, language=chosen.language, hardware=hardware)
    windows = evenly(chosen.recordings, chosen.windows)
    first: list[list[str]] = []
    rows: list[Sequence[object]] = []
    for size in chosen.batches:
        recognizer = WhisperRecognizer(loaded.network, chosen.model, batch_windows=size)
        recognizer.recognise(windows, language=chosen.language, prompt=None)  # kernels are chosen at the first call
        started = perf_counter()
        results = recognizer.recognise(windows, language=chosen.language, prompt=None)
        took_s = perf_counter() - started
        heard = [[word.text for word in result.words] for result in results]
        first = first or heard
        same = sum(a == b for a, b in zip(heard, first, strict=True))
        seconds = sum(len(window) for window in windows) / SAMPLE_RATE_HZ
        rows.append((size, f"{seconds / took_s:.0f}x", f"{same} of {len(windows)}", *results[0].warnings))
    print(table(("batch", "real time", "windows with the same words"), rows))
    return 0


def evenly(recordings: Sequence[Path], count: int) -> list[Samples]:
    """So many windows of 26 s, spread over the recordings one behind the other; they overlap where there is too little."""
    with tempfile.TemporaryDirectory() as folder:
        sounds = []
        for index, recording in enumerate(recordings):
            place = Path(folder) / str(index)
            place.mkdir()
            pcm = decode(recording, place, DecodeLimits())
            sounds.append(pcm.read(0, pcm.duration_ms))
        sound = np.concatenate(sounds)
    step = max(1, (len(sound) - WINDOW_SAMPLES) // count)
    return [normalise(sound[k * step : k * step + WINDOW_SAMPLES]) for k in range(count)]


if __name__ == "__main__":
    raise SystemExit(main())
