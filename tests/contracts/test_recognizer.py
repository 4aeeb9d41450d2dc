"""What every recogniser hears, run on both engines with real weights and real speech."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import pytest

from oncue.asr.factory import load_recognizer
from oncue.asr.protocol import Recognizer, Samples
from oncue.asr.whisper import WhisperRecognizer
from oncue.audio.decode import decode
from oncue.audio.pcm import to_float
from oncue.errors import LanguageUnknown, UsageError
from tests.conftest import Recording
from tests.contracts.recognizers import ENGINES, SECOND

pytestmark = pytest.mark.usefixtures("own_weights_cache")


def plain(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def share_heard(recognizer: Recognizer, windows: list[Samples], text: str, language: str) -> float:
    """How much of the words heard stand in the published text, in its order."""
    results = recognizer.recognise(windows, language=language, prompt=None)
    heard = plain(" ".join(word.text for result in results for word in result.words))
    blocks = SequenceMatcher(None, heard, plain(text), autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / max(1, len(heard))


def test_it_hears_a_speech_as_published(recognizer: WhisperRecognizer, address: Samples, radio_address: Recording) -> None:
    assert share_heard(recognizer, [address[: 28 * SECOND]], radio_address.transcript.read_text(), "en") > 0.9


def test_words_lie_in_order_within_the_window(recognizer: WhisperRecognizer, address: Samples) -> None:
    (result,) = recognizer.recognise([address[: 20 * SECOND]], language="en", prompt=None)
    assert len(result.words) > 40
    borders = [time for word in result.words for time in (word.start_ms, word.end_ms)]
    assert borders == sorted(borders)
    assert borders[0] >= 0
    assert borders[-1] <= 20_000
    assert all(word.text == word.text.strip() != "" for word in result.words)
    assert all(0 <= word.probability <= 1 for word in result.words)
    assert max(word.end_ms - word.start_ms for word in result.words) < 2000


def test_results_do_not_depend_on_the_batch(recognizer: WhisperRecognizer, address: Samples) -> None:
    windows = [address[: 6 * SECOND], address[6 * SECOND : 9 * SECOND], address[20 * SECOND : 25 * SECOND]]
    together = recognizer.recognise(windows, language="en", prompt=None)
    alone = [recognizer.recognise([window], language="en", prompt=None)[0] for window in windows]
    assert [[w.text for w in r.words] for r in together] == [[w.text for w in r.words] for r in alone]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_bits_depend_neither_on_the_batch_nor_on_the_cores(engine: str, address: Samples) -> None:
    windows = [address[k * 8 * SECOND : (k * 8 + 3 + 2 * k) * SECOND] for k in range(3)]
    one_core = load_recognizer(engine, "tiny.en", language="en", threads=1)
    three_cores = load_recognizer(engine, "tiny.en", language="en", threads=3)
    alone = [one_core.recognise([window], language="en", prompt=None)[0] for window in windows]
    for recognizer in (one_core, three_cores):
        together = recognizer.recognise(windows, language="en", prompt=None)
        assert [result.words for result in together] == [result.words for result in alone]
        assert all(np.array_equal(a.encoding, b.encoding) for a, b in zip(together, alone, strict=True))


def test_the_published_text_as_a_draft_changes_nothing_that_is_heard(
    recognizer: WhisperRecognizer, address: Samples, radio_address: Recording
) -> None:
    windows = [address[: 12 * SECOND], address[12 * SECOND : 18 * SECOND]]
    plainly = recognizer.recognise(windows, language="en", prompt=None)
    for draft in (radio_address.transcript.read_text(), "Nothing of this is said, good morning."):
        drafted = recognizer.recognise_by_draft(windows, language="en", prompt=None, draft=draft)
        assert [result.words for result in drafted] == [result.words for result in plainly]


def test_a_prompt_changes_how_a_word_is_spelt(recognizer: WhisperRecognizer, address: Samples) -> None:
    window = address[: 6 * SECOND]
    (plainly,) = recognizer.recognise([window], language="en", prompt=None)
    (biased,) = recognizer.recognise([window], language="en", prompt="Tyuesday, Elecktion Day, Tyuesday, Elecktion Day.")
    assert [word.text for word in plainly.words] != [word.text for word in biased.words]
    assert {word.text for word in biased.words} & {"Tyuesday", "Elecktion"}


def noise() -> Samples:
    return np.random.default_rng(2).normal(0, 0.05, 5 * SECOND).astype(np.float32)


def hum() -> Samples:
    return (0.2 * np.sin(2 * np.pi * 50 * np.arange(5 * SECOND) / SECOND)).astype(np.float32)


@pytest.mark.parametrize("prompt", [None, "Lavrov, Deshchytsia, Crimea."], ids=["no prompt", "prompt"])
@pytest.mark.parametrize(
    "window",
    [np.zeros(0, np.float32), np.zeros(16, np.float32), np.zeros(10 * SECOND, np.float32), noise(), hum()],
    ids=["nothing", "a millisecond", "silence", "noise", "hum"],
)
def test_what_is_not_speech_gives_no_words(recognizer: WhisperRecognizer, window: Samples, prompt: str | None) -> None:
    (result,) = recognizer.recognise([window], language="en", prompt=prompt)
    assert result.words == ()
    assert result.encoding.shape == (800, 384)


def test_an_english_model_with_another_language_is_a_usage_error(recognizer: WhisperRecognizer) -> None:
    with pytest.raises(UsageError, match="knows English only"):
        recognizer.recognise([np.zeros(SECOND, np.float32)], language="fr", prompt=None)
    with pytest.raises(UsageError):
        load_recognizer(recognizer.name, "tiny.en", language="fr")


def test_it_says_what_it_is(recognizer: WhisperRecognizer) -> None:
    as_protocol: Recognizer = recognizer
    assert as_protocol.name in {"faster-whisper", "openai-whisper"}
    assert (as_protocol.model, as_protocol.multilingual) == ("tiny.en", False)
    assert as_protocol.spoken_language([np.zeros(SECOND, np.float32)]) is None


@pytest.mark.parametrize("engine", ENGINES)
def test_the_multilingual_base_hears_french(engine: str, udhr: dict[str, Recording], tmp_path: Path) -> None:
    recognizer = load_recognizer(engine, "auto", language="fr")
    assert (recognizer.model, recognizer.multilingual) == ("base", True)
    samples = to_float(decode(udhr["fr"].audio, tmp_path).read(20_000, 34_000))
    assert share_heard(recognizer, [samples], udhr["fr"].transcript.read_text(), "fr") > 0.75
    assert recognizer.spoken_language([samples[: 5 * SECOND], samples[5 * SECOND :]]) == "fr"
    with pytest.raises(LanguageUnknown, match="Klingon"):
        recognizer.recognise([samples], language="tlh", prompt=None)
    assert recognizer.check_language("yue") == "zh"  # Cantonese came with large-v3
