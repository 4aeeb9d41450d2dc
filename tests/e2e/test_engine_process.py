"""The real engine in its own process: what it answers, and that nothing of it outlives whoever ends."""

from __future__ import annotations

import gc
import io
import json
import subprocess
import sys
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from oncue.jobs.blobs import open_blobs
from oncue.jobs.scratch import LOCK, Scratch
from oncue.jobs.settings import Settings
from tests.conftest import Recording
from tests.e2e.align_runs import ffmpeg
from tests.e2e.engine_runs import CUT_MS, SAID, ask, cut, request
from worker.engine import server
from worker.engine.client import Engine, EngineFailed, EngineRefused
from worker.engine.messages import EngineProblem
from worker.engine.models import WarmModels
from worker.selftest import run_selftest

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process notices its parent's end within a second")

PATIENCE_S = 60.0


@pytest.fixture(scope="module")
def audio(radio_address: Recording, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return cut(radio_address.audio, tmp_path_factory.mktemp("cut"))


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    engine = Engine()
    yield engine
    engine.close()


def test_a_job_goes_through_its_stages_and_leaves_an_alignment(audio: Path, tmp_path: Path, engine: Engine) -> None:
    stages: list[str] = []
    asked = request(audio, tmp_path)
    result = ask(engine, asked, stages)
    assert stages == ["decode", "detect", "load", "recognise", "match", "refine"]
    assert set(result.stage_s) == set(stages)
    assert (result.language, result.duration_ms, result.recognition_reused) == ("en", CUT_MS, False)
    alignment = json.loads(Path(asked.output).read_text(encoding="utf-8"))
    told = {
        **alignment["quality"],
        "warnings": [f"{one['code']}: {one['text']}" for one in alignment["quality"]["warnings"]],
    }
    review = result.quality["review"]
    no_second = {"second_model": None, "second_windows": None}  # which an alignment has only where there was one
    engine_facts = {**no_second, **alignment["engine"], "refiner": alignment["engine"]["aligner"]}
    assert result.quality == {**told, "engine": engine_facts, "review": review}
    assert review["certificate"]["captions"] >= review["certificate"]["sure"]
    assert review["curve"][0][:2] == [0, 0.0]
    assert [word["text"] for word in alignment["words"]][:3] == ["Good", "morning.", "This"]
    statuses = [word["status"] for word in alignment["words"]]
    assert statuses.count("aligned") >= len(statuses) - 1, "Whisper hears `and` as `in`, once"


def test_jobs_that_fail_leave_the_same_engine_to_the_next(audio: Path, tmp_path: Path, engine: Engine) -> None:
    noise = tmp_path / "noise.wav"
    noise.write_bytes(b"no sound at all")
    with pytest.raises(EngineRefused) as refused:
        ask(engine, request(noise, tmp_path, job="unreadable", audio_name="news.mp3"))
    assert refused.value.code == "audio_unreadable"
    assert refused.value.detail.startswith("news.mp3 is ")
    first = engine.pid
    with pytest.raises(EngineRefused) as refused:
        ask(engine, request(audio, tmp_path, job="long", max_duration_s=5))
    assert refused.value.code == "audio_too_long"
    with pytest.raises(EngineRefused) as refused:
        ask(engine, request(audio, tmp_path, job="wrong", options={"model": "tiny.en", "language": "fr"}))
    assert refused.value.code == "usage"
    assert ask(engine, request(audio, tmp_path, job="good")).language == "en"
    assert engine.pid == first is not None
    with pytest.raises(EngineFailed, match="internal_error: FileNotFoundError"):
        ask(engine, request(audio, tmp_path, job="gone", transcript=str(tmp_path / "gone.txt")))
    assert engine.pid is None


def test_a_model_that_is_not_there_is_the_hosts_fault(audio: Path, tmp_path: Path, engine: Engine) -> None:
    with pytest.raises(EngineFailed) as failed:
        ask(engine, request(audio, tmp_path, options={"model": str(tmp_path / "large-v3")}))
    assert failed.value.code == "model_unavailable"


def test_a_host_that_can_decode_nothing_does_not_blame_the_recording(tmp_path: Path) -> None:
    noise = tmp_path / "noise.wav"
    noise.write_bytes(b"no sound at all")
    asked = request(noise, tmp_path)
    line = asked.to_line()
    said = server.answer(line, io.StringIO(), WarmModels())
    assert isinstance(said, EngineProblem)
    assert (said.code, said.is_job) == ("audio_unreadable", True)
    # As good as an ffmpeg that does not work.
    said = server.answer(line, io.StringIO(), WarmModels(), known_good=noise)
    assert isinstance(said, EngineProblem)
    assert (said.code, said.is_job) == ("internal_error", False)


def test_a_host_that_is_well_passes_its_self_test_and_leaves_nothing(tmp_path: Path, engine: Engine) -> None:
    scratch, blobs = Scratch("worker", tmp_path), open_blobs(Settings(data_dir=tmp_path))
    auto = {"engine": "auto", "model": "auto"}
    assert run_selftest(engine, blobs, scratch, auto, lambda: None) is None
    lacking = {**auto, "model": str(tmp_path / "large-v3")}
    fault = run_selftest(engine, blobs, scratch, lacking, lambda: None)
    assert fault is not None
    assert fault[0] == "model_unavailable"
    assert list(blobs.list()) == []
    assert [each.name for each in scratch.folder().iterdir()] == [LOCK]


def test_less_coverage_than_asked_for_fails_the_job_and_keeps_what_was_heard(
    audio: Path, tmp_path: Path, engine: Engine
) -> None:
    saved = tmp_path / "heard"
    half = SAID.partition(" After")[0]
    asked = request(audio, tmp_path, text=half, options={"min_coverage": 0.95}, save_recognition=str(saved))
    with pytest.raises(EngineRefused) as refused:
        ask(engine, asked)
    assert (refused.value.code, refused.value.data["min_coverage"]) == ("coverage_too_low", 0.95)
    assert refused.value.data["ledger"]["uncaptioned_places"] >= 1
    assert refused.value.recognition_key is not None
    assert saved.is_file()
    assert not Path(asked.output).exists()


def test_lines_that_are_no_requests_are_answered_and_its_log_is_json_with_the_job(audio: Path, tmp_path: Path) -> None:
    failing = request(audio, tmp_path, job="job-7", transcript=str(tmp_path / "gone.txt"))
    lines = [b"\xff\xfe", b"[1]", b'{"job": "j"}', b"", failing.to_line().strip().encode()]
    ended = subprocess.run(
        [sys.executable, "-m", "worker.engine"], input=b"\n".join(lines) + b"\n", capture_output=True, timeout=PATIENCE_S
    )
    assert ended.returncode == 0
    answers = [json.loads(line)["problem"] for line in ended.stdout.splitlines()]
    assert [(answer["code"], answer["is_job"]) for answer in answers] == [("internal_error", False)] * len(lines)
    (logged,) = [json.loads(line) for line in ended.stderr.splitlines()]
    assert (logged["job"], logged["level"], logged["process"]) == ("job-7", "ERROR", "engine")
    assert "FileNotFoundError" in logged["exc_info"]


def test_one_model_is_kept_and_its_memory_is_free_before_another_is_loaded() -> None:
    models = WarmModels()
    gc.disable()  # not by luck
    try:
        first = models.load("faster-whisper", "tiny.en", language="en", threads=1)
        assert models.load("auto", "auto", language="en", threads=1) is first
        network = weakref.ref(first.network)
        first.network.tokenizer("en")
        del first
        models.load("faster-whisper", "tiny.en", language="en", threads=2)
        assert network() is None
    finally:
        gc.enable()


@dataclass
class Owned:
    """An owner in a process of its own, and its engine at work in a certain stage, with processes of its own; all frozen."""

    owner: subprocess.Popen[str]
    engine: psutil.Process
    started: list[psutil.Process]
    stop: Path


Freeze = Callable[[str, Path], Owned]


@pytest.fixture
def freeze(tmp_path: Path) -> Iterator[Freeze]:
    """An engine caught in a stage. What it started is caught as soon as it is there, before its first instruction or soon
    after, which is when it is easiest to be left behind."""
    caught: list[Owned] = []

    def freeze(stage: str, audio: Path) -> Owned:
        stop = tmp_path / "stop"
        command = [sys.executable, "-m", "tests.e2e.engine_runs", request(audio, tmp_path).to_line(), str(stop)]
        owner = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert owner.stdout is not None
        for line in owner.stdout:
            if line.startswith(f"stage {stage} "):
                owned = Owned(owner, psutil.Process(int(line.split()[2])), [], stop)
                caught.append(owned)
                break
        else:
            raise RuntimeError(f"it never came to {stage}")
        while stage == "decode" and not any("ffmpeg" in " ".join(_command(process)) for process in owned.started):
            owned.started = owned.engine.children(recursive=True)
        for process in owned.started:
            with suppress(psutil.NoSuchProcess):
                process.suspend()
        owned.engine.suspend()
        return owned

    yield freeze
    for owned in caught:
        owned.owner.kill()
        owned.owner.wait()
        for process in [owned.engine, *owned.started]:
            with suppress(psutil.NoSuchProcess):
                process.kill()


def _command(process: psutil.Process) -> list[str]:
    with suppress(psutil.Error):
        return process.cmdline()
    return []


def _runs(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def _left(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that still run when there was time enough to end."""
    deadline = time.monotonic() + PATIENCE_S
    while running := [one for one in processes if _runs(one)]:
        if time.monotonic() > deadline:
            break
        time.sleep(0.05)
    return running


def _thaw(owned: Owned) -> None:
    for process in owned.started:
        with suppress(psutil.NoSuchProcess):
            process.resume()


@pytest.fixture(scope="module")
def long_audio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Takes ffmpeg long enough to be caught at it."""
    path = tmp_path_factory.mktemp("long") / "long.flac"
    ffmpeg("-f", "lavfi", "-i", "anullsrc=r=48000:cl=stereo", "-t", "1800", path)
    return path


@LINUX
@pytest.mark.parametrize("stage", ["decode", "refine"])
@pytest.mark.parametrize("victim", ["owner", "engine"])
def test_a_killed_owner_or_engine_leaves_no_orphan(
    stage: str, victim: str, freeze: Freeze, audio: Path, long_audio: Path
) -> None:
    owned = freeze(stage, {"decode": long_audio, "refine": audio}[stage])
    if victim == "owner":
        owned.owner.kill()
    else:
        owned.engine.kill()
    assert _left([owned.engine]) == []
    _thaw(owned)
    assert _left(owned.started) == []


@LINUX
@pytest.mark.parametrize("stage", ["decode", "refine"])
def test_a_stopped_job_leaves_nothing_at_work(stage: str, freeze: Freeze, audio: Path, long_audio: Path) -> None:
    owned = freeze(stage, {"decode": long_audio, "refine": audio}[stage])
    owned.stop.touch()
    assert owned.owner.stdout is not None
    assert "ended EngineStopped\n" in owned.owner.stdout
    _thaw(owned)
    assert _left([owned.engine, *owned.started]) == []


@LINUX
def test_a_process_whose_parent_ended_before_it_could_ask_notices_that() -> None:
    ask = "from oncue.system.parent_death import die_with_parent; die_with_parent(int(sys.argv[1]))"
    program = f"import sys; {ask}; print('lives on')"
    of_a_dead_parent = [sys.executable, "-c", program, str(2**31 - 1)]
    assert subprocess.run(of_a_dead_parent, capture_output=True, timeout=PATIENCE_S).stdout == b""
