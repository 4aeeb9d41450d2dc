"""An alignment is made of what it is given: a recogniser, a pronouncer, a forced aligner of one's own."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from oncue.acoustic.pronouncer import Pronouncer
from oncue.asr.protocol import Samples, WindowTranscript
from oncue.errors import UsageError
from oncue.model import Alignment, RecognisedWord
from oncue.pipeline.align import AlignOptions, Components, align
from oncue.transcript import read_transcript
from tests.conftest import Recording
from tests.e2e.engine_runs import cut
from tests.unit.spoken_texts import SearchThatKnows, Spoken, counted, spoken

TEXT = "premier deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième"


class Toy:
    """Hears ten words at the beginning of the first window it is given, half a second each, and nothing else."""

    name, model, multilingual = "toy", "ten-words", False

    def __init__(self) -> None:
        self._words = [RecognisedWord(text, 500 * k + 80, 500 * k + 480, 0.9) for k, text in enumerate(TEXT.split())]

    def recognise(self, windows: Sequence[Samples], *, language: str, prompt: str | None) -> list[WindowTranscript]:
        """All of the words, once."""
        words, self._words = self._words, []
        return [WindowTranscript(() if k else tuple(words)) for k, _ in enumerate(windows)]

    def spoken_language(self, windows: Sequence[Samples]) -> str | None:
        """Unknown."""
        return None


@pytest.fixture(scope="module")
def audio(radio_address: Recording, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return cut(radio_address.audio, tmp_path_factory.mktemp("cut"))


def aligned(audio: Path, text: str, folder: Path, options: AlignOptions, components: Components) -> Alignment:
    return align(audio, read_transcript(text.encode()), options, folder=folder, components=components)


def test_a_toy_recogniser_without_an_encoder_runs_a_whole_alignment_where_no_engine_is_installed(
    audio: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for library in ("ctranslate2", "torch", "whisper"):
        monkeypatch.setitem(sys.modules, library, None)
    components = Components(recognizer=Toy(), pronouncer=Pronouncer(knows=lambda language: False))

    alignment = aligned(audio, TEXT, tmp_path, AlignOptions(language="fr"), components)

    assert (alignment.engine.name, alignment.engine.model, alignment.engine.aligner) == ("toy", "ten-words", "recogniser")
    first_ms = alignment.words[0].start_ms
    assert first_ms is not None
    assert [word.text for word in alignment.words] == TEXT.split()
    assert [word.start_ms for word in alignment.words] == [first_ms + 500 * k for k in range(10)]
    assert all(word.end_ms == (word.start_ms or 0) + 400 for word in alignment.words)


def test_a_forced_aligner_of_ones_own_times_the_words(audio: Path, tmp_path: Path) -> None:
    text = counted(1, 28)
    words = spoken(text, 500)
    components = Components(recognizer=Toy(), forced_aligner=lambda *_: SearchThatKnows(words))

    alignment = aligned(audio, text, tmp_path, AlignOptions(language="en", listen="as_needed"), components)

    assert [Spoken(word.text, word.start_ms or 0, word.end_ms or 0) for word in alignment.words] == words
    assert alignment.engine.windows_heard == 0


def test_an_engine_by_name_beside_a_recogniser_that_is_given_in_is_refused(tmp_path: Path) -> None:
    components = Components(recognizer=Toy())
    with pytest.raises(UsageError, match="leave both at auto"):
        aligned(tmp_path / "never-opened.wav", TEXT, tmp_path, AlignOptions(engine="faster-whisper"), components)
