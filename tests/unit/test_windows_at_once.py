"""How many windows a recogniser is given in one call."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from oncue.asr.protocol import Samples, WindowTranscript
from oncue.audio.pcm import Pcm
from oncue.audio.windows import Window
from oncue.pipeline.whisper_passes import DecodeOptions, WindowTranscriber


class Counting:
    """A recogniser that hears nothing and counts the windows of each call."""

    name = "counting"
    model = "none"
    multilingual = False

    def __init__(self) -> None:
        self.calls: list[int] = []

    def recognise(self, windows: Sequence[Samples], *, language: str, prompt: str | None) -> list[WindowTranscript]:
        self.calls.append(len(windows))
        return [WindowTranscript(())] * len(windows)

    def spoken_language(self, windows: Sequence[Samples]) -> str | None:
        return None


class Wide(Counting):
    """One that says how many windows it takes."""

    windows_at_once = 16


def calls(recognizer: Counting, folder: Path, windows: int = 20) -> tuple[list[int], list[int]]:
    path = folder / "sound.pcm"
    np.zeros(windows * 1600, np.int16).tofile(path)
    spans = [Window(100 * k, 100 * k + 100, ((100 * k, 100 * k + 100),)) for k in range(windows)]
    told: list[int] = []
    transcriber = WindowTranscriber(Pcm.open(path), spans, lambda: recognizer, DecodeOptions("en"), folder)
    transcriber.transcribe(range(windows), told.append)
    return recognizer.calls, told


def test_a_recogniser_is_given_as_many_windows_as_it_can_use(tmp_path: Path) -> None:
    assert calls(Wide(), tmp_path) == ([16, 4], [16, 20])


def test_a_recogniser_that_does_not_say_is_given_eight(tmp_path: Path) -> None:
    assert calls(Counting(), tmp_path) == ([8, 8, 4], [8, 16, 20])


def test_without_windows_no_recogniser_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "sound.pcm"
    path.write_bytes(b"")

    def never() -> Counting:
        raise AssertionError("it was loaded for nothing")

    WindowTranscriber(Pcm.open(path), [], never, DecodeOptions("en"), tmp_path).transcribe([])
