"""What was heard in a recording, written down and found again."""

from __future__ import annotations

import json
import logging
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncue.acoustic.network_windows import HeardPhones, NetworkWindow
from oncue.audio.windows import Window
from oncue.model import RecognisedWord
from oncue.pipeline.recognition_cache import RecognitionKey, RecognitionResult, StoredRecognitions, read_kept
from oncue.pipeline.whisper_passes import Recognition

WANTED = RecognitionKey("faster-whisper", "tiny.en", "en", "Bunker Hill.")
SHA256 = "5" * 64
DURATION_MS = 9000

times = st.integers(0, 10**8)
intervals = st.tuples(times, times)
windows = st.builds(Window, times, times, st.lists(intervals).map(tuple))
words = st.builds(
    RecognisedWord, st.text(), times, times, st.floats(0, 1), st.none() | st.floats(-9, 1), st.none() | st.floats(0, 99)
)


SPEECH = [(0, 700), (2000, 8000)]


class NoEncodings:
    def __getitem__(self, index: int) -> Any:
        raise OSError("none in this test")


def recording_of(
    heard_words: list[RecognisedWord], heard_windows: list[Window], pauses: list[tuple[int, int]]
) -> RecognitionResult:
    given = frozenset(range(len(heard_windows) // 2))
    in_windows = tuple(range(len(heard_words)))
    heard = Recognition(tuple(heard_words), in_windows, tuple(heard_windows), NoEncodings(), given)
    return RecognitionResult(heard, pauses, SPEECH, WANTED.engine, WANTED.model)


RECORDING = recording_of(
    [RecognisedWord("Good", 0, 300, 0.9), RecognisedWord("morning", 300, 700, 0.8)],
    [Window(0, 9000, ((0, 700), (2000, 8000)))],
    [(700, 2000)],
)


def kept(folder: Path, wanted: RecognitionKey = WANTED, sha256: str = SHA256) -> tuple[Path, str]:
    """A recognition on disk, and its key."""
    path = folder / "kept"
    recognitions = StoredRecognitions(audio_sha256=sha256, save_to=path)
    recognitions.store(wanted, DURATION_MS, RECORDING)
    assert recognitions.key is not None
    assert not recognitions.reused
    return path, recognitions.key


def found(
    path: Path, wanted: RecognitionKey = WANTED, sha256: str = SHA256, duration_ms: int = DURATION_MS
) -> RecognitionResult | None:
    return StoredRecognitions(audio_sha256=sha256, stored=path).find(wanted, duration_ms)


def test_sound_that_was_not_listened_to_is_kept_and_older_files_have_none(tmp_path: Path) -> None:
    path, _ = kept(tmp_path)
    older = json.loads(zlib.decompress(path.read_bytes()))
    del older["perhaps"], older["dropped"]
    path.write_bytes(zlib.compress(json.dumps(older).encode()))
    before = found(path)
    assert before is not None
    assert (before.recognition.perhaps, before.recognition.dropped) == ((), {})
    recognition = replace(
        RECORDING.recognition,
        perhaps=(Window(9000, 12_000, ((9100, 11_800),)),),
        dropped={0: (RecognisedWord("la", 100, 400, 0.3),)},
    )
    recognitions = StoredRecognitions(audio_sha256=SHA256, save_to=path)
    recognitions.store(WANTED, DURATION_MS, replace(RECORDING, recognition=recognition))
    again = found(path)
    assert again is not None
    assert (again.recognition.perhaps, again.recognition.dropped) == (recognition.perhaps, recognition.dropped)


@given(st.lists(words), st.lists(windows), st.lists(intervals))
def test_what_was_heard_is_found_as_it_was(
    heard_words: list[RecognisedWord], heard_windows: list[Window], pauses: list[tuple[int, int]]
) -> None:
    recording = recording_of(heard_words, heard_windows, pauses)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "kept")
        StoredRecognitions(audio_sha256=SHA256, save_to=path).store(WANTED, DURATION_MS, recording)
        again = found(path)
    assert again is not None
    assert (again.recognition.words, again.recognition.window_of_word) == (
        recording.recognition.words,
        recording.recognition.window_of_word,
    )
    assert (again.recognition.windows, again.pauses, again.speech) == (recording.recognition.windows, pauses, SPEECH)
    assert (again.engine, again.model) == (WANTED.engine, WANTED.model)


@pytest.mark.parametrize("prompt", ["Bunker Hill, Baghdad.", None])
def test_names_that_a_corrected_text_brings_do_not_make_it_listen_again(tmp_path: Path, prompt: str | None) -> None:
    path, key = kept(tmp_path)
    recognitions = StoredRecognitions(audio_sha256=SHA256, stored=path)
    assert recognitions.find(replace(WANTED, prompt=prompt), DURATION_MS) is not None
    assert (recognitions.reused, recognitions.key) == (True, key)


def test_what_was_weighed_since_is_kept_with_it(tmp_path: Path) -> None:
    path, key = kept(tmp_path)
    weights = {"0:1 mourning|morning": (0.2, 11.5)}
    recognitions = StoredRecognitions(audio_sha256=SHA256, save_to=path)
    recognitions.store(WANTED, DURATION_MS, replace(RECORDING, weights=weights))
    again = found(path)
    assert again is not None
    assert (again.weights, again.recognition.words) == (weights, RECORDING.recognition.words)
    assert recognitions.key == key


PHONES = HeardPhones(
    "7" * 64, ("SIL", "AH.1"), (NetworkWindow(3, np.arange(40, dtype=np.uint8).reshape(20, 2), np.full(20, 9, np.uint8)),)
)


def test_what_the_phone_network_heard_is_kept_with_it_also_for_desks(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    result = replace(RECORDING, phones=PHONES)
    StoredRecognitions(audio_sha256=SHA256, save_to=path).store(WANTED, DURATION_MS, result)
    for again in (found(path), read_kept(path.read_bytes()).result):
        assert again is not None
        assert again.recognition.words == RECORDING.recognition.words
        assert again.phones is not None
        assert (again.phones.sha256, again.phones.classes) == (PHONES.sha256, PHONES.classes)
        (window,) = again.phones.windows
        assert window.first == 3
        assert (window.steps == PHONES.windows[0].steps).all()
    older = json.loads(zlib.decompressobj().decompress(path.read_bytes()))
    del older["phones"]
    path.write_bytes(zlib.compress(json.dumps(older).encode()))
    before = found(path)
    assert before is not None
    assert before.phones is None


def _without_what_is_behind(data: bytes) -> bytes:
    first = zlib.decompressobj()
    first.decompress(data)
    return data[: -len(first.unused_data)]


@pytest.mark.parametrize(
    "spoil",
    [lambda data: data[:-5], lambda data: data[:-9] + bytes(255 - one for one in data[-9:]), _without_what_is_behind],
    ids=["cut off", "damaged", "without what is behind"],
)
def test_where_what_the_network_heard_is_damaged_that_is_said_and_the_recognition_is_used(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, spoil: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "kept"
    result = replace(RECORDING, phones=PHONES)
    StoredRecognitions(audio_sha256=SHA256, save_to=path).store(WANTED, DURATION_MS, result)
    path.write_bytes(spoil(path.read_bytes()))
    with caplog.at_level(logging.WARNING):
        again = found(path)
    assert again is not None
    assert (again.phones, again.recognition.words) == (None, RECORDING.recognition.words)
    assert "what the phone network heard is not used" in caplog.text


def test_another_recording_engine_model_language_or_length_is_heard_anew(tmp_path: Path) -> None:
    path, _ = kept(tmp_path)
    assert found(path) is not None
    assert found(path, replace(WANTED, engine="openai-whisper")) is None
    assert found(path, replace(WANTED, model="base")) is None
    assert found(path, replace(WANTED, language="fr")) is None
    assert found(path, sha256="6" * 64) is None
    assert found(path, duration_ms=DURATION_MS + 1) is None


def test_another_track_or_channel_of_the_same_file_is_heard_anew(tmp_path: Path) -> None:
    second = replace(WANTED, sound="track=2,channel=mix")
    path, key = kept(tmp_path, second)
    assert found(path, second) is not None
    assert found(path, WANTED) is None
    assert found(path, replace(WANTED, sound="track=2,channel=left")) is None
    assert key != kept(tmp_path)[1]


def test_the_key_is_another_for_each_thing_that_decides_what_is_heard(tmp_path: Path) -> None:
    ways = [
        WANTED,
        replace(WANTED, engine="openai-whisper"),
        replace(WANTED, model="base"),
        replace(WANTED, language="fr"),
        replace(WANTED, prompt=None),
    ]
    keys = [kept(tmp_path, wanted)[1] for wanted in ways] + [kept(tmp_path, sha256="6" * 64)[1]]
    assert len(set(keys)) == len(keys)
    assert kept(tmp_path)[1] == keys[0]


def _of_another_version(data: bytes) -> bytes:
    content = json.loads(zlib.decompress(data))
    content["facts"]["pipeline"] += 1
    return zlib.compress(json.dumps(content).encode())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data[:30] + b"\0\0\0\0" + data[34:],
        lambda data: zlib.compress(b"[]"),
        lambda data: zlib.compress(b'{"facts": {}}'),
        lambda data: zlib.compress(b"\xff"),
        _of_another_version,
    ],
    ids=["empty", "cut off", "damaged", "a list", "without facts", "no text", "another version"],
)
def test_a_file_that_cannot_be_used_costs_only_the_listening(tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    path, _ = kept(tmp_path)
    path.write_bytes(spoil(path.read_bytes()))
    recognitions = StoredRecognitions(audio_sha256=SHA256, stored=path)
    assert recognitions.find(WANTED, DURATION_MS) is None
    assert (recognitions.reused, recognitions.key) == (False, None)


def test_a_file_that_is_gone_costs_only_the_listening(tmp_path: Path) -> None:
    assert found(tmp_path / "gone") is None


def test_where_it_cannot_be_written_nothing_is_left_and_nothing_is_promised(tmp_path: Path) -> None:
    recognitions = StoredRecognitions(audio_sha256=SHA256, save_to=tmp_path / "no folder" / "kept")
    recognitions.store(WANTED, DURATION_MS, RECORDING)
    assert recognitions.key is None
    assert list(tmp_path.iterdir()) == []


def test_another_jobs_recognition_serves_only_for_the_same_names(tmp_path: Path) -> None:
    path, key = kept(tmp_path)
    same = StoredRecognitions(audio_sha256=SHA256, candidates=[tmp_path / "none", path])
    assert same.find(WANTED, DURATION_MS) is not None
    assert (same.reused, same.key) == (True, key)
    other = StoredRecognitions(audio_sha256=SHA256, candidates=[path])
    assert other.find(replace(WANTED, prompt="Featherstonehaugh."), DURATION_MS) is None
    assert (other.reused, other.key) == (False, None)
