"""The components at work on one recording."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from oncue.acoustic.forced_aligner import Search
from oncue.acoustic.pronouncer import Pronouncer
from oncue.audio.pcm import Pcm
from oncue.model import Interval
from oncue.pipeline.components import Components
from oncue.pipeline.opened_components import OpenedComponents
from oncue.pipeline.recognition_cache import RecognitionKey
from oncue.pipeline.recognizers import Recognizers
from tests.unit.spoken_texts import SearchThatKnows, spoken, tokens_of

DETECTED, HEARD_BESIDE = (200, 7800), (10_200, 16_800)


class Opener:
    """Opens forced aligners and keeps with what speech."""

    def __init__(self) -> None:
        self.speech: list[list[Interval]] = []

    def __call__(
        self,
        pcm: Pcm,
        speech: Sequence[Interval],
        language: str,
        token_language: Mapping[int, str],
        pronouncer: Pronouncer,
        threads: int,
    ) -> Search:
        self.speech.append(list(speech))
        return SearchThatKnows(spoken("one two"))


@pytest.fixture
def opener() -> Opener:
    return Opener()


@pytest.fixture
def opened(opener: Opener, tmp_path: Path) -> OpenedComponents:
    (tmp_path / "pcm").write_bytes(bytes(32_000))
    components = Components(forced_aligner=opener)
    key = RecognitionKey("toy", "tiny", "en", None)
    pcm = Pcm.open(tmp_path / "pcm")
    return OpenedComponents(components, Recognizers(components, 1), key, pcm, tokens_of("one two"), 1)


def test_the_aligner_is_opened_once(opened: OpenedComponents, opener: Opener) -> None:
    assert opened.forced_aligner([DETECTED]) is opened.forced_aligner((DETECTED,))
    assert opener.speech == [[DETECTED]]


def test_the_aligner_knows_the_speech_that_was_heard_after_it_was_opened(opened: OpenedComponents, opener: Opener) -> None:
    first = opened.forced_aligner([DETECTED])
    second = opened.forced_aligner([DETECTED, HEARD_BESIDE])
    assert second is not first
    assert opened.forced_aligner([DETECTED, HEARD_BESIDE]) is second
    assert opener.speech == [[DETECTED], [DETECTED, HEARD_BESIDE]]
