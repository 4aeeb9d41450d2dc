"""Captions that say everything in two languages, aligned with a recording in one of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from oncue.acoustic.pronouncer import Pronouncer
from oncue.asr.protocol import Samples, WindowTranscript
from oncue.errors import TranscriptMismatch
from oncue.model import Alignment, RecognisedWord, UnspokenKind
from oncue.pipeline.align import AlignOptions, Components, align
from oncue.pipeline.components import OWN_COMPONENTS
from oncue.transcript import read_transcript
from tests.conftest import Recording
from tests.e2e.engine_runs import SAID, cut

ENGLISH = ["Good morning.\nThis Tuesday is election day.", "After months of spirited debate", "and vigorous campaigning,"]
ENGLISH += ["the time has come for Americans\nto make important decisions", "about our nation's future and encourage"]
ENGLISH += ["all Americans to go to the polls and vote."]
FRENCH = ["Bonjour.\nCe mardi est jour d'élection.", "Après des mois de débats animés", "et une campagne vigoureuse,"]
FRENCH += ["le moment est venu pour les Américains\nde prendre des décisions importantes", "sur l'avenir de notre nation"]
FRENCH += ["et j'encourage tous les Américains à aller voter."]
PAIRS = list(zip(FRENCH, ENGLISH, strict=True))
BILINGUAL = "".join(f"00:00:{2 * n:02},000 --> 00:00:{2 * n + 1:02},900\n{a}\n{b}\n\n" for n, (a, b) in enumerate(PAIRS))


class Hears:
    """A recogniser that hears given words, half a second each, in the first window; `language` is what it takes them for."""

    name, model, multilingual = "toy", "words", True

    def __init__(self, text: str, language: str | None) -> None:
        self._words = [RecognisedWord(one, 400 * k + 80, 400 * k + 380, 0.9) for k, one in enumerate(text.split())]
        self._language = language
        self.asked: list[str] = []

    def recognise(self, windows: Sequence[Samples], *, language: str, prompt: str | None) -> list[WindowTranscript]:
        """All of the words, in the first window."""
        self.asked.append(language)
        return [WindowTranscript(() if k else tuple(self._words)) for k, _ in enumerate(windows)]

    def spoken_language(self, windows: Sequence[Samples]) -> str | None:
        """As it was given."""
        return self._language


@pytest.fixture(scope="module")
def audio(radio_address: Recording, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return cut(radio_address.audio, tmp_path_factory.mktemp("cut"))


def _aligned(audio: Path, folder: Path, options: AlignOptions, components: Components = OWN_COMPONENTS) -> Alignment:
    transcript = read_transcript(BILINGUAL.encode(), name="captions.srt")
    return align(audio, transcript, options, folder=folder, components=components)


def _placed(alignment: Alignment) -> str:
    return " ".join(word.text for word in alignment.words if word.start_ms is not None)


def _toy(recognizer: Hears) -> Components:
    return Components(recognizer=recognizer, pronouncer=Pronouncer(knows=lambda language: False))


def test_the_language_that_is_heard_is_captioned_and_the_other_one_told(audio: Path, tmp_path: Path) -> None:
    alignment = _aligned(audio, tmp_path, AlignOptions())

    assert alignment.language == "en"
    assert _placed(alignment) == SAID
    assert alignment.quality.transcript_coverage == 1.0
    assert alignment.quality.warnings[0].startswith("other_language_left_out: 41 words in French (fr)")
    ledger = alignment.quality.ledger
    assert ledger is not None
    assert dict(ledger.left_out) == {UnspokenKind.OTHER_LANGUAGE.value: 41}
    assert {part.kind for part in alignment.unspoken} == {UnspokenKind.OTHER_LANGUAGE}


def test_a_language_that_is_given_is_the_one_that_is_taken(audio: Path, tmp_path: Path) -> None:
    recognizer = Hears(" ".join(FRENCH), "en")
    alignment = _aligned(audio, tmp_path, AlignOptions(language="fr"), _toy(recognizer))
    assert (alignment.language, _placed(alignment)) == ("fr", " ".join(" ".join(FRENCH).split()))
    assert set(recognizer.asked) == {"fr"}


@pytest.mark.parametrize("told", [None, "en", "de"])
def test_where_the_language_is_taken_for_another_the_text_that_matches_is_found(
    audio: Path, tmp_path: Path, told: str | None
) -> None:
    alignment = _aligned(audio, tmp_path, AlignOptions(), _toy(Hears(" ".join(FRENCH), told)))
    assert (alignment.language, _placed(alignment)) == ("fr", " ".join(" ".join(FRENCH).split()))


def test_where_neither_is_said_the_text_belongs_to_another_recording(audio: Path, tmp_path: Path) -> None:
    said = "wholly different words about gardens and rivers that nobody ever wrote down anywhere in these two texts"
    with pytest.raises(TranscriptMismatch):
        _aligned(audio, tmp_path, AlignOptions(), _toy(Hears(said, "en")))
