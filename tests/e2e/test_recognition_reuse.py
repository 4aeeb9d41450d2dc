"""What was heard once serves corrected transcripts, on real speech: nobody listens twice."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np
import pytest

from oncue.alignment.match import match
from oncue.alignment.timing.slots import build_slots
from oncue.asr.factory import load_recognizer
from oncue.asr.protocol import EncoderRecognizer, Recognizer
from oncue.audio.decode import decode
from oncue.audio.vad import speech_probabilities
from oncue.audio.windows import Window, find_windows
from oncue.model import SOUND_AND_NETWORK_ALIGNER, Alignment
from oncue.options.hardware import Hardware
from oncue.pipeline.align import AlignOptions, Components, align
from oncue.pipeline.attention_times import attention_times
from oncue.pipeline.encoder_cache import RecomputedEncodings
from oncue.pipeline.recognition_cache import StoredRecognitions
from oncue.pipeline.whisper_passes import DecodeOptions, WindowTranscriber
from oncue.transcript import read_transcript
from tests.conftest import Recording
from tests.e2e.engine_runs import SAID, ask, cut, request
from worker.engine.client import Engine

SHA256 = "a" * 64  # the file's, if this were a job

CORRECTED = SAID.replace("Good morning.", "Good morning, Kathmandu.").replace("spirited debate", "spirited Debates")
"""Another name, a plural, and all the rest as it was."""


@pytest.fixture(scope="module")
def audio(radio_address: Recording, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return cut(radio_address.audio, tmp_path_factory.mktemp("cut"))


@pytest.fixture(scope="module")
def recognizer() -> EncoderRecognizer:
    return load_recognizer("faster-whisper", "tiny.en", language="en")


class Run:
    """One alignment in this process: what it came to, how often a model was asked for, and the stages it went through."""

    def __init__(
        self, audio: Path, text: str, folder: Path, recognizer: Recognizer, recognitions: StoredRecognitions
    ) -> None:
        self.loads = 0
        self.stages: list[str] = []
        self.folder = folder
        folder.mkdir()
        self._recognizer = recognizer
        self.alignment: Alignment = align(
            audio,
            read_transcript(text.encode()),
            AlignOptions(),
            folder=folder,
            on_progress=self._told,
            components=Components(load=self._load, recognitions=recognitions),
        )

    def _load(self, engine: str, model: str, *, language: str, threads: int, hardware: Hardware) -> Recognizer:
        self.loads += 1
        return self._recognizer

    def _told(self, stage: str, done: float, audio_ms: int | None = None) -> None:
        if stage not in self.stages:
            self.stages.append(stage)


class Again(Protocol):
    """Aligns another text, of the same recording unless told otherwise, with what the first run kept."""

    def __call__(self, text: str, sha256: str = SHA256) -> Run: ...


@pytest.fixture(scope="module")
def first(audio: Path, recognizer: EncoderRecognizer, tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Again]:
    """The first run, which keeps what it hears, and how to run again with another text."""
    folder = tmp_path_factory.mktemp("first")
    run = Run(audio, SAID, folder / "0", recognizer, StoredRecognitions(audio_sha256=SHA256, save_to=folder / "kept"))
    count = iter(range(1, 100))

    def again(text: str, sha256: str = SHA256) -> Run:
        recognitions = StoredRecognitions(audio_sha256=sha256, stored=folder / "kept")
        return Run(audio, text, folder / str(next(count)), recognizer, recognitions)

    return run, again


def test_the_same_text_gets_the_same_alignment_without_being_recognised_again(first: tuple[Run, Again]) -> None:
    run, again = first
    assert (run.loads, run.stages) == (1, ["decode", "detect", "load", "recognise", "match", "refine"])
    second = again(SAID)
    # Noise masks some of the address, where the phone network listens, too: what it heard is kept as well.
    assert second.alignment.engine.aligner == SOUND_AND_NETWORK_ALIGNER
    assert (second.loads, second.stages) == (0, ["decode", "match", "refine"])
    assert second.alignment == run.alignment


def test_without_what_the_phone_network_heard_it_listens_again_and_keeps_that(
    first: tuple[Run, Again], audio: Path, recognizer: EncoderRecognizer, tmp_path: Path
) -> None:
    run, _ = first
    kept, anew = run.folder.parent / "kept", tmp_path / "anew"
    older, damaged = zlib.decompressobj().decompress(kept.read_bytes()), kept.read_bytes()[:-1]
    facts = json.loads(older)
    del facts["phones"]
    for count, content in enumerate((zlib.compress(json.dumps(facts).encode()), damaged)):
        (tmp_path / "stored").write_bytes(content)
        recognitions = StoredRecognitions(audio_sha256=SHA256, stored=tmp_path / "stored", save_to=anew)
        again = Run(audio, SAID, tmp_path / str(count), recognizer, recognitions)
        assert (again.loads, again.alignment) == (1, run.alignment)
        assert anew.read_bytes() == kept.read_bytes()
        anew.unlink()


def test_a_corrected_text_is_timed_anew_though_its_names_are_others(first: tuple[Run, Again]) -> None:
    run, again = first
    corrected = again(CORRECTED)
    assert (corrected.loads, corrected.stages) == (0, ["decode", "match", "refine"])
    words = {word.text: word for word in corrected.alignment.words}
    assert words["Debates"].start_ms is not None
    before = {word.text: word.start_ms for word in run.alignment.words}
    near = [abs((words[text].start_ms or 0) - (start_ms or 0)) <= 50 for text, start_ms in before.items() if text in words]
    assert len(near) > 20
    assert all(near)


def test_what_was_heard_in_another_recording_is_not_used(first: tuple[Run, Again]) -> None:
    run, again = first
    other = again(SAID, sha256="b" * 64)
    assert (other.loads, other.stages) == (1, run.stages)
    assert other.alignment == run.alignment


class Counting:
    """A recogniser given on request, and what it was asked to encode."""

    def __init__(self, recognizer: EncoderRecognizer) -> None:
        self.name, self.model, self.multilingual = recognizer.name, recognizer.model, recognizer.multilingual
        self.recognise, self.align_words = recognizer.recognise, recognizer.align_words
        self.spoken_language = recognizer.spoken_language
        self._recognizer = recognizer
        self.encoded_ms: list[int] = []

    def encode(self, window: np.ndarray[tuple[int], np.dtype[np.float32]]) -> np.ndarray[tuple[int], np.dtype[np.float16]]:
        self.encoded_ms.append(window.size // 16)
        return self._recognizer.encode(window)


def test_where_attention_is_needed_only_its_windows_are_encoded_again_and_to_the_same_times(
    audio: Path, recognizer: EncoderRecognizer, tmp_path: Path
) -> None:
    pcm = decode(audio, tmp_path)
    (whole,) = find_windows(pcm, speech_probabilities(pcm))
    middle_ms = 5500
    windows = [Window(whole.start_ms, middle_ms, whole.speech[:1]), Window(middle_ms, whole.end_ms, whole.speech[1:])]
    transcriber = WindowTranscriber(pcm, windows, lambda: recognizer, DecodeOptions("en"), tmp_path)
    transcriber.transcribe([0, 1])
    heard = transcriber.recognition()
    tokens = read_transcript(SAID.encode()).tokens
    slots = build_slots(tokens, heard.words, match(tokens, heard.words, "en").matches, "en")
    last = [len(slots) - 1]
    counting = Counting(recognizer)
    anew = replace(heard, encodings=RecomputedEncodings(pcm, heard.windows, lambda: counting))
    spooled_times = attention_times(last, slots, tokens, heard, recognizer, "en", [])
    assert spooled_times
    assert attention_times(last, slots, tokens, anew, counting, "en", []) == spooled_times
    assert counting.encoded_ms == [whole.end_ms - middle_ms]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    engine = Engine()
    yield engine
    engine.close()


def test_an_engine_reuses_what_another_job_of_it_kept(audio: Path, tmp_path: Path, engine: Engine) -> None:
    kept = str(tmp_path / "kept")
    heard = ask(engine, request(audio, tmp_path, job="first", save_recognition=kept))
    assert (heard.recognition_reused, Path(kept).is_file()) == (False, True)
    asked = request(audio, tmp_path, CORRECTED, job="corrected", recognition=kept)
    stages: list[str] = []
    result = ask(engine, asked, stages)
    assert stages == ["decode", "match", "refine"]
    assert (result.recognition_reused, result.recognition_key) == (True, heard.recognition_key)
    assert "Debates" in [word["text"] for word in json.loads(Path(asked.output).read_text(encoding="utf-8"))["words"]]
