"""Speech that is recognised a second time is still the same speech."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from oncue.asr.protocol import Samples, WindowTranscript
from oncue.audio.pcm import Pcm
from oncue.audio.windows import Window
from oncue.model import RecognisedWord
from oncue.pipeline.recognise import DetectedSpeech, recognise
from oncue.pipeline.recognition_cache import RecognitionKey

WINDOW = Window(0, 10_000, ((500, 4000), (6000, 9000)))


class SkipsASentence:
    """A recogniser that hears the first sentence of a long window, and of a short one everything."""

    name, model, multilingual = "toy", "tiny", False

    def recognise(self, windows: Sequence[Samples], *, language: str, prompt: str | None) -> list[WindowTranscript]:
        """One word, as long as the first sentence or as the window."""
        return [WindowTranscript((RecognisedWord("word", 250, min(4000, len(one) // 16 - 250), 0.9),)) for one in windows]

    def spoken_language(self, windows: Sequence[Samples]) -> str | None:
        """Unknown."""
        return None


def test_windows_recognised_a_second_time_add_no_speech(tmp_path: Path) -> None:
    (tmp_path / "pcm").write_bytes(bytes(320_000))
    result = recognise(
        Pcm.open(tmp_path / "pcm"),
        DetectedSpeech([WINDOW], []),
        [],
        RecognitionKey("toy", "tiny", "en", None),
        SkipsASentence,
        None,
        folder=tmp_path,
        on_progress=lambda share: None,
    )
    assert len(result.recognition.windows) == 2
    assert result.recognition.windows_heard == 2
    assert result.speech == [(500, 4000), (6000, 9000)]
