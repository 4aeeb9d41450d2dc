"""Speech that is heard a second time is still the same speech."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from oncue.audio.pcm import Pcm
from oncue.audio.windows import Window
from oncue.model import RecognisedWord
from oncue.pipeline import align as process
from oncue.pipeline.encoder_cache import EncodingsAnew
from oncue.pipeline.whisper_passes import Heard
from oncue.transcript import read_transcript

FIRST = Window(0, 10_000, ((500, 4000), (6000, 9000)))
AGAIN = Window(5750, 9250, ((6000, 9000),))


def test_windows_heard_a_second_time_add_no_speech(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pcm").write_bytes(bytes(320_000))
    pcm = Pcm.open(tmp_path / "pcm")
    text = "this tuesday is election day after months of spirited debate and vigorous campaigning"
    words = tuple(RecognisedWord(word, 500 + 200 * n, 690 + 200 * n, 0.9) for n, word in enumerate(text.split()))
    none = EncodingsAnew(pcm, (), lambda: pytest.fail("nothing is encoded"))
    heard = Heard(words, (0,) * len(words), (FIRST, AGAIN), none)
    seen: list[Sequence[tuple[int, int]]] = []

    def refine(recording: Any, *_: object) -> tuple[list[Any], str]:
        seen.append(recording.speech)
        return [], "pocketsphinx"

    class Recognizer:
        name, model = "faster-whisper", "tiny.en"

    replaced: dict[str, Callable[..., Any]] = {
        "decode": lambda *_: pcm,
        "speech_probabilities": lambda *_: np.zeros(313, dtype=np.float32),
        "find_windows": lambda *_: [FIRST],
        "ensure_audible": lambda *_: None,
        "hear": lambda *_, **__: heard,
        "refine": refine,
    }
    for name, function in replaced.items():
        monkeypatch.setattr(process, name, function)
    transcript = read_transcript(text.encode())
    load: Any = lambda *_, **__: Recognizer()  # noqa: E731
    process.align(Path("a.wav"), transcript, process.AlignOptions(language="en"), folder=tmp_path, load=load)
    assert seen == [[(500, 4000), (6000, 9000)]]
