"""Whole jobs through the whole service: real Whisper, real Redis, real processes, and what happens when they are stopped."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import requests

from tests.conftest import Recording
from tests.running import RunningService


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    running = RunningService(tmp_path_factory.mktemp("serve") / "data", lease_s="10", heartbeat_s="2", reaper_interval_s="1")
    running.start()
    try:
        yield running
    finally:
        running.stop()


def engines(service: RunningService) -> list[psutil.Process]:
    return [each for each in service.processes() if "worker.engine" in " ".join(each.cmdline())]


def test_a_job_becomes_captions_and_its_id_is_in_the_logs_of_every_process(
    service: RunningService, radio_address: Recording
) -> None:
    job = service.submit(radio_address.audio, radio_address.transcript)
    done = service.wait_until_over(job["id"])
    assert done["status"] == "completed", done
    assert (done["progress"], done["attempts"], done["language"], done["duration_ms"]) == (1.0, 1, "en", 127355)
    assert done["quality"]["transcript_coverage"] > 0.95
    srt = requests.get(service.url + done["links"]["captions"]["srt"], timeout=60).text
    assert "This Tuesday is election day." in srt
    told = {line["process"] for line in service.log_lines() if line.get("job") == job["id"]}
    assert {"api", "worker"} <= told


def test_a_corrected_text_is_aligned_from_what_was_heard_before(service: RunningService, radio_address: Recording) -> None:
    job = service.submit(radio_address.audio, radio_address.transcript)
    assert service.wait_until_over(job["id"])["status"] == "completed"
    text = radio_address.transcript.read_text(encoding="utf-8").replace("election day", "Election Day, Mr Featherstonehaugh")
    answer = requests.put(
        service.url + job["links"]["transcript"], data=text.encode(), headers={"Content-Type": "text/plain"}, timeout=60
    )
    assert answer.status_code == 202
    done = service.wait_until_over(job["id"])
    assert done["status"] == "completed"
    srt = requests.get(service.url + done["links"]["captions"]["srt"], timeout=60).text
    assert "Election Day" in srt
    metrics = requests.get(f"{service.url}/metrics", timeout=60).text
    assert "oncue_recognitions_reused_total 1.0" in metrics


@pytest.mark.parametrize("stage", ["decode", "recognise"])
def test_a_cancelled_job_stops_in_the_middle_of_its_work(
    service: RunningService, radio_address: Recording, tmp_path: Path, stage: str
) -> None:
    audio = tmp_path / "other.flac"
    audio.write_bytes(radio_address.audio.read_bytes() + stage.encode())
    job = service.submit(audio, radio_address.transcript)
    service.wait_for(job["id"], lambda job: job["status"] == "processing" and (stage == "decode" or job["stage"] == stage))
    working = engines(service)
    assert requests.post(f"{service.url}/v1/jobs/{job['id']}/cancel", timeout=60).status_code == 200
    assert service.wait_until_over(job["id"])["status"] == "cancelled"
    gone, _ = psutil.wait_procs(working, timeout=5)
    assert gone == working or not working


def test_an_engine_that_is_killed_costs_an_attempt_and_not_the_worker(
    service: RunningService, radio_address: Recording
) -> None:
    job = service.submit(radio_address.audio, radio_address.transcript, metadata='{"kill": true}')
    service.wait_for(job["id"], lambda job: job["stage"] == "recognise")
    workers = {each.pid for each in service.processes() if "oncue worker" in " ".join(each.cmdline())}
    for engine in engines(service):
        engine.kill()
    done = service.wait_until_over(job["id"])
    assert (done["status"], done["attempts"]) == ("completed", 2)
    assert workers <= {each.pid for each in service.processes()}


@pytest.mark.parametrize(
    ("text", "code"),
    [("This is about something else entirely: fishing boats at sea.\n" * 30, "transcript_mismatch")],
)
def test_a_job_that_cannot_be_done_says_why(
    service: RunningService, radio_address: Recording, tmp_path: Path, text: str, code: str
) -> None:
    other = tmp_path / "other.txt"
    other.write_text(text)
    done = service.wait_until_over(service.submit(radio_address.audio, other)["id"])
    assert (done["status"], done["error"]["code"], done["attempts"]) == ("error", code, 1)
    assert "transcript_coverage" in done["error"]


def test_ctrl_c_stops_everything_and_the_next_start_takes_up_what_was_left(tmp_path: Path, radio_address: Recording) -> None:
    service = RunningService(tmp_path / "data")
    service.start()
    job = service.submit(radio_address.audio, radio_address.transcript)
    service.wait_for(job["id"], lambda job: job["stage"] is not None)
    started = service.processes()
    assert service.stop(signal.SIGINT) == 0
    assert psutil.wait_procs(started, timeout=5)[1] == []
    service.start()
    try:
        done = service.wait_until_over(job["id"])
        assert (done["status"], done["attempts"]) == ("completed", 1), "a stop costs no attempt"
        started = service.processes()
    finally:
        service.stop(signal.SIGKILL)
    assert psutil.wait_procs(started, timeout=10)[1] == [], "kill -9 of the supervisor leaves nothing behind"


def test_a_data_folder_serves_one_service_and_a_port_too(service: RunningService, tmp_path: Path) -> None:
    port = service.url.rpartition(":")[2]
    for arguments, said in (
        (["--data-dir", str(service.data_dir), "--port", "0"], str(service.pid)),
        (["--data-dir", str(tmp_path), "--port", port], "in use"),
    ):
        serve = [sys.executable, "-m", "oncue", "serve", *arguments]
        done = subprocess.run(serve, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 2
        assert said in done.stderr
        assert len(done.stderr.splitlines()) == 1
