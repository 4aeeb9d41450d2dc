"""What every recogniser does, run on both engines with real weights and real speech."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from oncue.asr.factory import engine_for, load_recognizer, model_for
from oncue.asr.protocol import Recognizer, Samples
from oncue.asr.whisper import WhisperRecognizer
from oncue.audio.decode import DecodeLimits, decode
from oncue.audio.pcm import to_float
from oncue.errors import LanguageUnknown, ModelUnavailable, UsageError
from tests.conftest import Recording

SECOND = 16_000
ENGINES = ["faster-whisper", pytest.param("openai-whisper", marks=pytest.mark.needs_torch)]


@pytest.fixture(scope="module", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONCUE_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module", params=ENGINES)
def recognizer(request: pytest.FixtureRequest) -> WhisperRecognizer:
    return load_recognizer(request.param, "tiny.en", language="en")


@pytest.fixture(scope="module")
def address(radio_address: Recording, tmp_path_factory: pytest.TempPathFactory) -> Samples:
    return samples_of(radio_address.audio, tmp_path_factory.mktemp("address"))


def samples_of(audio: Path, folder: Path) -> Samples:
    pcm = decode(audio, folder, DecodeLimits())
    return to_float(pcm.read(0, pcm.duration_ms))


def plain(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def share_heard(recognizer: Recognizer, windows: list[Samples], text: str, language: str) -> float:
    """How much of the words heard stand in the published text, in its order."""
    results = recognizer.recognise(windows, language=language, prompt=None)
    heard = plain(" ".join(word.text for result in results for word in result.words))
    blocks = SequenceMatcher(None, heard, plain(text), autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / max(1, len(heard))


def encoder_runs(recognizer: WhisperRecognizer, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A list that grows by the batch size whenever the encoder itself runs."""
    runs: list[int] = []
    network: Any = recognizer.network
    if recognizer.name == "faster-whisper":
        encode: Callable[..., Any] = network._whisper.encode

        def counted(features: Any, **options: Any) -> Any:
            runs.append(1 if features.ndim == 2 else len(features))
            return encode(features, **options)

        monkeypatch.setattr(network._whisper, "encode", counted)
    else:
        forward: Callable[..., Any] = network._model.encoder.conv1.forward  # the first layer

        def counted_forward(mel: Any) -> Any:
            runs.append(len(mel))
            return forward(mel)

        monkeypatch.setattr(network._model.encoder.conv1, "forward", counted_forward)
    return runs


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


@pytest.mark.needs_torch
def test_the_reference_times_words_as_its_library_does(address: Samples) -> None:
    import torch
    from whisper.audio import log_mel_spectrogram, pad_or_trim
    from whisper.timing import find_alignment

    window = address[: 6 * SECOND]
    network: Any = load_recognizer("openai-whisper", "tiny.en", language="en").network
    tokenizer = network.tokenizer("en")
    tokens = tokenizer.encode(" Good morning. This Tuesday is Election Day.")

    class TokenByToken:
        """The tokenizer, where each token is a word."""

        sot_sequence, no_timestamps, eot = tokenizer.sot_sequence, tokenizer.no_timestamps, tokenizer.eot

        def split_to_word_tokens(self, tokens: list[int]) -> tuple[list[str], list[list[int]]]:
            return [""] * len(tokens), [[token] for token in tokens]

    mel = pad_or_trim(log_mel_spectrogram(torch.from_numpy(window), 80), 3000)
    theirs = find_alignment(network._model, TokenByToken(), tokens, mel, 600)
    (ours,) = network.attend([network.encode(window, 3000)], "en", [tokens], [6000])
    assert ours.border_ms == [round(1000 * one.start) for one in theirs] + [round(1000 * theirs[-1].end)]
    assert np.allclose(ours.probabilities, [one.probability for one in theirs], atol=1e-4)


def test_the_encoder_runs_once_for_hearing_and_timing(
    recognizer: WhisperRecognizer, address: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = encoder_runs(recognizer, monkeypatch)
    windows = [address[: 10 * SECOND], address[10 * SECOND : 20 * SECOND]]
    results = recognizer.recognise(windows, language="en", prompt=None)
    for result in results:
        assert result.encoding.shape == (800, 384)
        assert result.encoding.dtype == np.float16
        words = [word.text for word in result.words]
        recognizer.align_words(result.encoding, words, language="en", duration_ms=10_000)
    assert sum(runs) == 2


def test_given_words_get_the_times_of_the_same_words_heard(recognizer: WhisperRecognizer, address: Samples) -> None:
    (result,) = recognizer.recognise([address[: 10 * SECOND]], language="en", prompt=None)
    given = recognizer.align_words(result.encoding, [w.text for w in result.words], language="en", duration_ms=10_000)
    assert [word.text for word in given] == [word.text for word in result.words]
    assert [word.start_ms for word in given] == pytest.approx([word.start_ms for word in result.words], abs=60)


def test_every_given_word_gets_a_time_be_it_only_a_mark(recognizer: WhisperRecognizer, address: Samples) -> None:
    (result,) = recognizer.recognise([address[: 3 * SECOND]], language="en", prompt=None)
    words = ["—", "Good", "morning", "…", "This", "Tuesday", "—", "is", "«Election", "Day».", "☺"]
    given = recognizer.align_words(result.encoding, words, language="en", duration_ms=3_000)
    assert [word.text for word in given] == words
    for mark in (0, 3, 6, 10):
        assert given[mark].start_ms == given[mark].end_ms
    borders = [time for word in given for time in (word.start_ms, word.end_ms)]
    assert borders == sorted(borders)
    assert borders[-1] <= 3_000


def test_more_words_than_the_decoder_takes_are_all_answered(recognizer: WhisperRecognizer, address: Samples) -> None:
    (result,) = recognizer.recognise([address[: 3 * SECOND]], language="en", prompt=None)
    given = recognizer.align_words(result.encoding, ["morning"] * 600, language="en", duration_ms=3_000)
    assert len(given) == 600
    assert (given[-1].end_ms, given[-1].probability) == (3_000, 0.0)
    assert recognizer.align_words(result.encoding, [], language="en", duration_ms=3_000) == []


def test_words_that_are_not_said_are_much_less_likely_than_those_that_are(
    recognizer: WhisperRecognizer, address: Samples
) -> None:
    (result,) = recognizer.recognise([address[: 10 * SECOND]], language="en", prompt=None)
    said = [word.text for word in result.words]
    other = [*said[:9], "teapot", *said[10:]]
    encodings = [result.encoding] * 3
    as_heard, exchanged, endless = recognizer.surprisals(encodings, [said, other, ["morning"] * 600], language="en")
    assert as_heard == pytest.approx([word.surprisal for word in result.words], abs=0.3)
    assert as_heard is not None
    assert exchanged is not None
    assert exchanged[:9] == as_heard[:9]
    assert exchanged[9] > 10 + as_heard[9]
    assert endless is None


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
    samples = samples_of(udhr["fr"].audio, tmp_path)[20 * SECOND : 45 * SECOND]
    assert share_heard(recognizer, [samples], udhr["fr"].transcript.read_text(), "fr") > 0.75
    assert recognizer.spoken_language([samples, samples]) == "fr"
    with pytest.raises(LanguageUnknown, match="Klingon"):
        recognizer.recognise([samples], language="tlh", prompt=None)
    assert recognizer.check_language("yue") == "zh"  # Cantonese came with large-v3


@pytest.mark.parametrize("engine", ENGINES)
def test_a_file_that_is_no_model_is_refused_in_one_line(engine: str, tmp_path: Path) -> None:
    for name in ("config.json", "model.bin", "tokenizer.json"):
        (tmp_path / name).write_bytes(b"{}")
    with pytest.raises(ModelUnavailable, match="cannot"):
        load_recognizer(engine, str(tmp_path), language="en")


@pytest.mark.needs_torch
def test_a_checkpoint_that_would_run_code_is_refused(tmp_path: Path) -> None:
    import pickle

    class Exploit:
        def __reduce__(self) -> tuple[Any, ...]:
            return (Path.touch, (tmp_path / "ran",))

    (tmp_path / "evil.pt").write_bytes(pickle.dumps({"dims": Exploit(), "model_state_dict": {}}))
    with pytest.raises(ModelUnavailable, match=r"cannot load .*evil\.pt"):
        load_recognizer("openai-whisper", str(tmp_path / "evil.pt"), language="en")
    assert not (tmp_path / "ran").exists()


def test_the_default_follows_the_language() -> None:
    assert [model_for("auto", language) for language in ("en", "en-GB", "fr", "nb")] == [
        "tiny.en",
        "tiny.en",
        "base",
        "base",
    ]
    assert engine_for("auto") == "faster-whisper"
    with pytest.raises(UsageError, match="choose one of"):
        engine_for("kaldi")


@pytest.mark.parametrize(
    ("engine", "foreign"),
    [("faster-whisper", "torch"), pytest.param("openai-whisper", "ctranslate2", marks=pytest.mark.needs_torch)],
)
def test_one_engine_never_loads_the_other_ones_library(engine: str, foreign: str, repository: Path) -> None:
    import subprocess

    code = (
        "import sys; from oncue.asr.factory import load_recognizer\n"
        "assert not {'torch', 'ctranslate2', 'whisper', 'faster_whisper'} & set(sys.modules), 'at import'\n"
        f"load_recognizer({engine!r}, 'tiny.en', language='en'); assert {foreign!r} not in sys.modules"
    )
    finished = subprocess.run([sys.executable, "-c", code], cwd=repository, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
