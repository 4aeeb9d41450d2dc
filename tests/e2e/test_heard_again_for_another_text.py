"""A corrected text over a kept recognition has a larger model hear the windows that the text before it did not need."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from oncue.acoustic.pronouncer import Pronouncer
from oncue.asr.protocol import Recognizer, Samples, WindowTranscript
from oncue.model import Alignment, RecognisedWord
from oncue.options.hardware import Hardware
from oncue.options.recognition import ENGLISH_MODEL
from oncue.pipeline.align import AlignOptions, Components, align
from oncue.pipeline.recognition_cache import StoredRecognitions
from oncue.transcript import read_transcript
from tests.conftest import Recording
from tests.e2e.align_runs import ffmpeg

SAID = (
    "The harbour lights went out before anybody had noticed that the ferry was late, and the children of the village "
    "asked for their supper while nobody on the quay could tell why it was."
)
THEN = (
    "At nine the captain rang his bell, all the windows of the street were opened, and an old woman with a lantern "
    "walked slowly down to the water to see who had come."
)
MUMBLED = "Oh well the thing is what I never saw, you know, and that is that for now, as far as it goes with us."


class Hears:
    """A recogniser that hears these texts, one after the other, each from end to end of the window it is given."""

    name, multilingual = "toy", True

    def __init__(self, model: str, *texts: str) -> None:
        self.model = model
        self.texts = list(texts)

    def recognise(self, windows: Sequence[Samples], *, language: str, prompt: str | None) -> list[WindowTranscript]:
        """The next text for each window; nothing where there is none left."""
        return [WindowTranscript(tuple(self._spread(len(window) // 16))) for window in windows]

    def spoken_language(self, windows: Sequence[Samples]) -> str | None:
        """Unknown."""
        return None

    def _spread(self, duration_ms: int) -> list[RecognisedWord]:
        words = self.texts.pop(0).split() if self.texts else []
        each = duration_ms // max(1, len(words))
        return [RecognisedWord(word, k * each, k * each + each, 0.9) for k, word in enumerate(words)]


def test_windows_that_only_the_corrected_text_lacks_are_heard_by_the_larger_model(
    radio_address: Recording, tmp_path: Path
) -> None:
    audio, kept = tmp_path / "start.wav", tmp_path / "kept"
    ffmpeg("-i", radio_address.audio, "-t", "45", audio)
    models = Hears(ENGLISH_MODEL, MUMBLED, f"{THEN[:80]} {MUMBLED}"), Hears("base", SAID, THEN)

    def load(engine: str, model: str, *, language: str, threads: int, hardware: Hardware) -> Recognizer:
        return models[model != ENGLISH_MODEL]

    def aligned(text: str, recognitions: StoredRecognitions) -> Alignment:
        components = Components(load=load, pronouncer=Pronouncer(knows=lambda language: False), recognitions=recognitions)
        return align(audio, read_transcript(text.encode()), AlignOptions(), folder=tmp_path, components=components)

    first = aligned(f"{SAID} {THEN[:80]} {MUMBLED}", StoredRecognitions(audio_sha256="a", save_to=kept))
    assert (first.engine.second_windows, models[1].texts) == (1, [THEN])
    again = aligned(f"{SAID} {THEN}", StoredRecognitions(audio_sha256="a", stored=kept))
    assert (again.engine.second_windows, models[1].texts) == (2, [])
    assert all(word.start_ms is not None for word in again.words)
