"""Whole jobs through the whole service: real Whisper, real Redis, real processes, and what happens when they are stopped.

One service serves all of these tests; the last one stops it.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
import requests

from bench.running_api import RunningService
from tests.conftest import Recording
from tests.e2e.align_runs import ffmpeg
from tests.e2e.engine_runs import CUT_MS, SAID, cut
from tests.e2e.oncue_runs import oncue

ENDING_S = 60
"""That a process which ends may take on a busy machine."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    running = RunningService(tmp_path_factory.mktemp("serve") / "data", lease_s="10", heartbeat_s="2", reaper_interval_s="1")
    running.start()
    try:
        yield running
    finally:
        running.stop()


def of_role(service: RunningService, command: str) -> list[psutil.Process]:
    found = []
    for process in service.processes():
        with suppress(psutil.Error):  # it has just ended
            if f"{command} " in f"{' '.join(process.cmdline())} ":
                found.append(process)
    return found


def engines(service: RunningService) -> list[psutil.Process]:
    return of_role(service, "worker.engine")


@pytest.fixture(scope="module")
def short(radio_address: Recording, tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """The first 15 s of the radio address and what is said in them."""
    folder = tmp_path_factory.mktemp("short")
    transcript = folder / "said.txt"
    transcript.write_text(SAID, encoding="utf-8")
    return Recording(cut(radio_address.audio, folder), transcript)


def another(recording: Recording, folder: Path) -> Recording:
    """The same sound as other bytes: a recording that was never heard before."""
    audio = folder / "another.flac"
    ffmpeg("-i", recording.audio, "-metadata", f"comment={folder}", audio)
    return Recording(audio, recording.transcript)


def many_times(recording: Recording, folder: Path, times: int) -> Recording:
    """The recording several times over, and so its text: some seconds of work, in whose middle something can happen."""
    audio, transcript = folder / "many-times.flac", folder / "many-times.txt"
    ffmpeg("-stream_loop", str(times - 1), "-i", recording.audio, "-metadata", f"comment={folder}", audio)
    transcript.write_bytes(b"\n\n".join([recording.transcript.read_bytes()] * times))
    return Recording(audio, transcript)


def reused(service: RunningService) -> int:
    """How many jobs took what was heard from an earlier one."""
    for line in requests.get(f"{service.url}/metrics", timeout=60).text.splitlines():
        if line.startswith("oncue_recognitions_reused_total "):
            return int(float(line.split()[1]))
    raise AssertionError("the metric is missing")


def test_a_job_becomes_captions_and_its_id_is_in_the_logs_of_every_process(
    service: RunningService, short: Recording
) -> None:
    job = service.submit(short.audio, short.transcript)
    done = service.wait_until_over(job["id"])
    assert done["status"] == "completed", done
    assert (done["progress"], done["attempts"], done["language"], done["duration_ms"]) == (1.0, 1, "en", CUT_MS)
    assert done["quality"]["transcript_coverage"] > 0.95
    srt = requests.get(service.url + done["links"]["captions"]["srt"], timeout=60).text
    assert "This Tuesday is election day." in srt
    told = {line["process"] for line in service.log_lines() if line.get("job") == job["id"]}
    assert {"api", "worker"} <= told


def test_a_corrected_text_is_aligned_from_what_was_heard_before(service: RunningService, short: Recording) -> None:
    before = reused(service)
    job = service.submit(short.audio, short.transcript)
    assert service.wait_until_over(job["id"])["status"] == "completed"
    assert reused(service) == before + 1, "another job had the same recording and text"
    text = short.transcript.read_text(encoding="utf-8").replace("election day", "Election Day, Mr Featherstonehaugh")
    answer = requests.put(
        service.url + job["links"]["transcript"], data=text.encode(), headers={"Content-Type": "text/plain"}, timeout=60
    )
    assert answer.status_code == 202
    done = service.wait_until_over(job["id"])
    assert done["status"] == "completed"
    srt = requests.get(service.url + done["links"]["captions"]["srt"], timeout=60).text
    assert "Election Day" in srt
    assert reused(service) == before + 2


@pytest.mark.parametrize("stage", ["decode", "recognise"])
def test_a_cancelled_job_stops_in_the_middle_of_its_work(
    service: RunningService, short: Recording, tmp_path: Path, stage: str
) -> None:
    long = many_times(short, tmp_path, 12)
    job = service.submit(long.audio, long.transcript)
    service.wait_for(job["id"], lambda job: job["status"] == "processing" and (stage == "decode" or job["stage"] == stage))
    working = engines(service)
    assert requests.post(f"{service.url}/v1/jobs/{job['id']}/cancel", timeout=60).status_code == 200
    assert service.wait_until_over(job["id"])["status"] == "cancelled"
    assert psutil.wait_procs(working, timeout=ENDING_S)[1] == []


def test_an_engine_that_is_killed_costs_an_attempt_and_not_the_worker(
    service: RunningService, short: Recording, tmp_path: Path
) -> None:
    long = many_times(short, tmp_path, 4)
    job = service.submit(long.audio, long.transcript)
    service.wait_for(job["id"], lambda job: job["stage"] is not None)
    working = engines(service)
    workers = {each.pid for each in of_role(service, "-m worker")}
    for engine in working:
        engine.kill()
    done = service.wait_until_over(job["id"])
    assert (done["status"], done["attempts"]) == ("completed", 2)
    assert workers == {each.pid for each in of_role(service, "-m worker")}


def test_a_text_of_another_programme_is_refused_and_the_right_one_needs_no_second_listening(
    service: RunningService, short: Recording, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("This is about something else entirely: fishing boats at sea.\n" * 30)
    job = service.submit(another(short, tmp_path).audio, wrong)
    failed = service.wait_until_over(job["id"])
    assert (failed["status"], failed["error"]["code"], failed["attempts"]) == ("error", "transcript_mismatch", 1)
    assert "transcript_coverage" in failed["error"]
    before = reused(service)
    right = short.transcript.read_bytes()
    requests.put(service.url + job["links"]["transcript"], data=right, headers={"Content-Type": "text/plain"}, timeout=60)
    assert service.wait_until_over(job["id"])["status"] == "completed"
    assert reused(service) == before + 1


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


def listed(service: RunningService) -> set[str]:
    """The ids of its newest jobs, as a command lists them."""
    return {job["id"] for job in json.loads(oncue("jobs", "list", "--limit", "100", "--json", url=service.url).stdout)}


def test_seven_recordings_of_which_four_are_bad_through_the_real_service(
    service: RunningService, radio_address: Recording, tmp_path: Path
) -> None:
    folder = tmp_path / "news [today]"
    folder.mkdir()
    text = "Good morning. This Tuesday is election day.\nAfter months of spirited debate"
    for number in range(7):
        name = f"Ääkköset – {number:02}"
        louder = f"volume={number / 10}dB"  # so that no two have the same bytes
        ffmpeg("-i", radio_address.audio, "-t", "4.6", "-ar", "16000", "-ac", "1", "-af", louder, folder / f"{name}.wav")
        (folder / f"{name}.txt").write_text(text)
    bad = [folder / f"Ääkköset – {number:02}.txt" for number in range(4)]
    bad[0].unlink()
    bad[1].write_text("\n")
    bad[2].write_text("Whereas recognition of the inherent dignity of all members of the human family " * 9)
    bad[3].with_suffix(".wav").write_text("This is not a recording.")
    before = listed(service)
    first = oncue("batch", folder, url=service.url)
    jobs = listed(service) - before
    second = oncue("batch", folder, "--quiet", url=service.url)
    assert (first.returncode, second.returncode) == (1, 1)
    assert "7 items: 3 captioned, 4 failed" in first.stdout
    assert "7 items: 3 skipped, 4 failed" in second.stdout
    items = json.loads((folder / "report.json").read_text())["items"]
    assert [" ".join(filter(None, (item["status"], item["code"]))) for item in items] == [
        "failed no_transcript",
        "failed transcript_empty",
        "failed transcript_mismatch",
        "failed audio_unreadable",
        *["skipped"] * 3,
    ]
    assert len(jobs) == 5
    for number in range(4, 7):
        captions = (folder / f"Ääkköset – {number:02}.srt").read_text()
        assert "Good morning. This Tuesday is election" in " ".join(captions.split())
        assert (folder / f"Ääkköset – {number:02}.vtt").read_text().startswith("WEBVTT")
    assert not (folder / "Ääkköset – 02.srt").exists()


def test_ctrl_c_stops_everything_and_the_next_start_takes_up_what_was_left(
    service: RunningService, tmp_path: Path, short: Recording
) -> None:
    long = many_times(short, tmp_path, 2)
    if not service.is_running():  # for a second try
        service.start()
    job = service.submit(long.audio, long.transcript)
    service.wait_for(job["id"], lambda job: job["stage"] is not None)
    started = service.processes()
    assert service.stop(signal.SIGINT) == 0
    assert psutil.wait_procs(started, timeout=ENDING_S)[1] == []
    service.start()
    try:
        done = service.wait_until_over(job["id"])
        assert (done["status"], done["attempts"]) == ("completed", 1), "a stop costs no attempt"
        started = service.processes()
    finally:
        service.stop(signal.SIGKILL)
    assert psutil.wait_procs(started, timeout=ENDING_S)[1] == [], "kill -9 of the supervisor leaves nothing behind"
