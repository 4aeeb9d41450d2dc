"""`oncue aligner` as a process: it opens desks and times what is edited there, and what is killed goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pytest

from oncue.acoustic.forced_aligner import SegmentSearch
from oncue.acoustic.network_windows import HeardPhones, NetworkWindow
from oncue.audio.decode import decode
from oncue.jobs.blobs import open_blobs
from oncue.jobs.desk_model import DeskState
from oncue.jobs.desk_work import DeskTask, StretchToTime, WordToTime
from oncue.jobs.peaks import read_peaks
from oncue.jobs.settings import Settings
from oncue.jobs.store import SqlStore
from oncue.jobs.store.database import writing
from oncue.jobs.store.desk_work import ask_for_times, ask_to_open
from oncue.pipeline.desk_sound import open_sound
from oncue.pipeline.recognition_cache import RecognitionKey, RecognitionResult, StoredRecognitions
from oncue.pipeline.whisper_passes import Recognition
from tests.conftest import Recording
from tests.contracts.acoustic_address import SEGMENTS, evidence_of, found, segment_of_words
from tests.desk_makers import desk_text
from tests.e2e.align_runs import ffmpeg
from tests.job_makers import DONE, TENANT, claimed, new_job
from tests.stores import empty_store

pytestmark = pytest.mark.timeout(900)

CUT_MS = 13_300


@contextmanager
def running_aligner(settings: Settings, **more: str) -> Iterator[psutil.Process]:
    """An aligner without a Redis, for the time of the block; it ends when it is asked to. `more` are settings of the
    environment, without their prefix."""
    environment = {
        **os.environ,
        "ONCUE_DATA_DIR": str(settings.data_dir),
        "ONCUE_REDIS_URL": f"redis+socket://{settings.data_dir}/there-is-none.sock",
        **{f"ONCUE_{name.upper()}": value for name, value in more.items()},
    }
    with (settings.data_dir / "aligner.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "oncue", "aligner"], env=environment, stdout=log, stderr=log)
    try:
        yield psutil.Process(process.pid)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def wait_until(what: Callable[[], bool], settings: Settings, patience_s: float = 300) -> None:
    deadline = time.monotonic() + patience_s
    while not what():
        if time.monotonic() > deadline:
            raise TimeoutError((settings.data_dir / "aligner.log").read_text(errors="replace")[-3000:])
        time.sleep(0.2)


PHONES = HeardPhones(
    "5" * 64,
    ("SIL", "AH.1"),
    (NetworkWindow(100, np.arange(60, dtype=np.uint8).reshape(30, 2) // 2, np.full(30, 1, np.uint8)),),
)
"""What a phone network heard of a third of a second that hardly anything masks."""


def kept_recognition(folder: Path) -> bytes:
    """A recognition in which no word was heard, but what a phone network heard."""
    heard = Recognition((), (), (), {}, frozenset())
    result = RecognitionResult(heard, [], [(0, CUT_MS)], "faster-whisper", "tiny.en", phones=PHONES)
    wanted = RecognitionKey(result.engine, result.model, "en", None)
    StoredRecognitions(audio_sha256="a" * 64, save_to=folder / "kept").store(wanted, CUT_MS, result)
    return (folder / "kept").read_bytes()


def job_of(store: SqlStore, settings: Settings, audio: Path, recognition: bytes) -> str:
    """The id of a completed job with a desk that asks for its sound."""
    job = store.create(new_job())
    open_blobs(settings).put_file(job.audio.key, audio)
    store.finish(claimed(store), DONE)
    text = desk_text(job.id)
    assert text.recognition_key is not None
    open_blobs(settings).put(text.recognition_key, recognition)
    store.open_desk(job.id, TENANT, text)
    with writing(store.engine) as connection:
        ask_to_open(connection, job.id, store.now)
    return job.id


def test_an_aligner_opens_a_desk_and_times_edits_there_also_after_it_was_killed(
    tmp_path: Path, radio_address: Recording
) -> None:
    settings = Settings(data_dir=tmp_path)
    audio = tmp_path / "cut.wav"
    ffmpeg("-i", radio_address.audio, "-t", str(CUT_MS / 1000), audio)
    (tmp_path / "decoded").mkdir()
    pcm = decode(audio, tmp_path / "decoded")
    text = " ".join(said for _, end_ms, said in SEGMENTS if end_ms <= CUT_MS)
    whole = found(SegmentSearch("en", evidence_of(pcm), threads=1), segment_of_words(0, CUT_MS, text))
    words = [
        WordToTime(f"w{k}", word, one.start_ms, one.end_ms, wanted=False)
        for k, (word, one) in enumerate(zip(text.split(), whole, strict=True))
    ]
    with empty_store(settings) as store, running_aligner(settings) as aligner:
        job_id = job_of(store, settings, audio, kept_recognition(tmp_path))
        wait_until(lambda: store.desk(job_id, TENANT).state is not DeskState.OPENING, settings)
        desk = store.desk(job_id, TENANT)
        assert (desk.state, desk.duration_ms) == (DeskState.OPEN, pcm.duration_ms)
        for task in DeskTask:
            wait_until(lambda: len(store.live_aligners(task)) == 1, settings)  # noqa: B023
        assert desk.audio_key is not None
        assert desk.peaks_key is not None
        assert desk.sound_key is not None

        blobs = open_blobs(settings)
        (tmp_path / "listened").mkdir()
        with blobs.local_file(desk.audio_key) as path:
            listened = decode(path, tmp_path / "listened")
        assert desk.audio_type == "audio/flac"
        assert (listened.read(0, CUT_MS) == pcm.read(0, CUT_MS)).all()
        key = desk.peaks_key
        assert len(read_peaks(lambda a, b: blobs.read_range(key, a, b), 100, 0, CUT_MS)) == 2 * CUT_MS // 10

        sound_key = desk.sound_key
        phones = open_sound(lambda a, b: blobs.read_range(sound_key, a, b)).phones(0, 200)
        assert phones is not None
        assert (phones.classes, phones.windows[0].first) == (PHONES.classes, 100)
        assert (phones.windows[0].steps == PHONES.windows[0].steps).all()

        def edit(rev: int, k: int) -> None:
            typed = replace(words[k], start_ms=None, end_ms=None, wanted=True)
            stretch = StretchToTime((*words[:k], typed, *words[k + 1 :]), 0, CUT_MS, f"basis {rev}")
            with writing(store.engine) as connection:
                ask_for_times(connection, job_id, rev, [stretch], store.now)

        edit(1, 4)
        wait_until(lambda: store.desk(job_id, TENANT).retimed == 1, settings)
        killed = {each.id for each in store.live_aligners()}
        for process in aligner.children():
            process.kill()
        edit(2, 10)
        wait_until(lambda: store.desk(job_id, TENANT).retimed == 2, settings)
        for retiming, k in zip(store.desk_changes(job_id, TENANT).retimings, (4, 10), strict=True):
            start_ms, end_ms, confidence, _, error_ms = retiming.words[f"w{k}"]
            assert max(abs(start_ms - whole[k].start_ms), abs(end_ms - whole[k].end_ms)) <= 10
            assert 0 < confidence <= 1
            assert error_ms
            assert retiming.basis == f"basis {retiming.rev}"
    assert {each.id for each in store.live_aligners()} <= killed, "one that was stopped says so"
