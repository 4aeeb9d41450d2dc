"""`oncue submit` and `oncue jobs` against the fake service."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.commands_here import oncue_here
from tests.e2e.fake_api import FakeApi, Trouble
from tests.e2e.oncue_runs import oncue, running_oncue


@pytest.fixture
def api() -> Iterator[FakeApi]:
    with FakeApi() as api:
        yield api


@pytest.fixture
def audio(tmp_path: Path) -> Path:
    path = tmp_path / "news.wav"
    path.write_bytes(b"RIFF" + bytes(1000))
    return path


@pytest.fixture
def transcript(tmp_path: Path) -> Path:
    path = tmp_path / "news.txt"
    path.write_text("Good morning.")
    return path


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_it_prints_the_jobs_id_and_nothing_else_and_the_same_again_for_the_same_content(
    api: FakeApi, audio: Path, transcript: Path
) -> None:
    first = oncue("submit", audio, transcript, url=api.url)
    (job,) = api.jobs
    assert (first.returncode, first.stdout, first.stderr) == (0, f"{job}\n", "")
    assert oncue("submit", audio, transcript, url=api.url).stdout == first.stdout
    other = oncue("submit", audio, transcript, "--profile", "bbc", "--url", api.url)
    assert other.stdout != first.stdout
    assert api.jobs[other.stdout.strip()]["options"] == {"profile": "bbc"}


def test_with_outputs_it_waits_and_writes_captions_in_each_format(
    api: FakeApi, audio: Path, transcript: Path, tmp_path: Path
) -> None:
    srt, vtt = tmp_path / "x.srt", tmp_path / "x.vtt"
    done = oncue_here("submit", audio, transcript, "-o", srt, "-o", vtt, "--language", "en", url=api.url)
    assert (done.returncode, done.stdout) == (0, "")
    assert srt.read_text().startswith("captions.srt of news.wav")
    assert vtt.read_text().startswith("captions.vtt of news.wav")
    assert f"Captions for 0:00:04.6 in {srt}, {vtt}" in done.stderr
    assert api.named("news.wav")["options"] == {"language": "en"}


def test_a_page_links_to_the_recording_that_was_sent_unless_an_address_was_given(
    api: FakeApi, audio: Path, transcript: Path, tmp_path: Path
) -> None:
    page, captions = tmp_path / "x.html", tmp_path / "x.srt"
    oncue_here("submit", audio, transcript, "-o", page, "-o", captions, url=api.url)
    assert page.read_text() == 'captions.html of news.wav {"media": "news.wav"}\n'
    assert captions.read_text() == "captions.srt of news.wav {}\n"
    oncue_here("submit", audio, transcript, "-o", page, "--media", "https://a.example/b.mp3", url=api.url)
    assert page.read_text() == 'captions.html of news.wav {"media": "https://a.example/b.mp3"}\n'


def test_standard_output_takes_one_format(api: FakeApi, audio: Path, transcript: Path) -> None:
    done = oncue_here("submit", audio, transcript, "-o", "-", "--format", "vtt", "--quiet", url=api.url)
    assert done.stdout.startswith("captions.vtt of news.wav")
    assert done.stderr == ""


def test_waiting_without_outputs_prints_the_id_when_it_is_done(api: FakeApi, audio: Path, transcript: Path) -> None:
    done = oncue_here("submit", audio, transcript, "--wait", url=api.url)
    assert done.stdout.strip() == api.named("news.wav")["id"]
    assert api.named("news.wav")["status"] == "completed"


@pytest.mark.parametrize(
    ("text", "sound", "code", "exit_code"),
    [
        ("WRONG", b"RIFF", "transcript_mismatch", 3),
        ("Good morning.", b"not sound", "audio_unreadable", 4),
        (" ", b"RIFF", "transcript_empty", 4),
    ],
)
def test_a_failure_has_the_exit_code_of_align_one_line_and_no_output(
    api: FakeApi, audio: Path, transcript: Path, text: str, sound: bytes, code: str, exit_code: int
) -> None:
    audio.write_bytes(sound)
    transcript.write_text(text)
    failed = oncue("submit", audio, transcript, "-o", audio.with_suffix(".srt"), url=api.url)
    assert failed.returncode == exit_code
    assert failed.stderr.startswith(f"oncue: {code}: ")
    assert failed.stderr.count("\n") == 1
    assert not audio.with_suffix(".srt").exists()
    for job in api.jobs:
        assert f"oncue jobs retry {job}" in failed.stderr


def test_what_cannot_be_carried_out_is_told_before_anything_is_uploaded(
    api: FakeApi, audio: Path, transcript: Path, tmp_path: Path
) -> None:
    for wrong in (["--max-chars", "2"], ["-o", tmp_path / "x.doc"], ["-o", audio], ["--start-timecode", "soon"]):
        assert oncue_here("submit", audio, transcript, *wrong, url=api.url).returncode == 2
    assert oncue_here("submit", tmp_path / "none.wav", transcript, url=api.url).returncode == 4
    assert oncue_here("submit", audio, transcript, url="nowhere").returncode == 2
    assert api.asked == []


def test_a_key_of_ones_own_with_other_content_is_refused(api: FakeApi, audio: Path, transcript: Path) -> None:
    assert oncue_here("submit", audio, transcript, "--idempotency-key", "mine", url=api.url).returncode == 0
    transcript.write_text("Good evening.")
    refused = oncue_here("submit", audio, transcript, "--idempotency-key", "mine", url=api.url)
    assert refused.returncode == 1
    assert refused.stderr.startswith("oncue: idempotency_conflict: ")


def test_the_api_key_comes_from_the_environment_or_the_command_line(audio: Path, transcript: Path) -> None:
    with FakeApi(key="secret") as api:
        assert oncue_here("submit", audio, transcript, url=api.url).stderr.startswith("oncue: unauthorized: ")
        assert oncue_here("submit", audio, transcript, url=api.url, key="secret").returncode == 0
        assert oncue_here("submit", audio, transcript, "--key", "secret", url=api.url).returncode == 0


def test_passing_trouble_is_told_once_and_does_not_matter(api: FakeApi, audio: Path, transcript: Path) -> None:
    api.troubles = [Trouble("POST /v1/jobs", 503), Trouble("POST /v1/jobs", 503)]
    done = oncue_here("submit", audio, transcript, url=api.url)
    assert done.returncode == 0
    assert done.stderr == "oncue: trying again: Trouble: unavailable.\n"


def test_interrupted_while_it_waits_it_says_that_the_job_goes_on_and_how_to_look(
    api: FakeApi, audio: Path, transcript: Path
) -> None:
    transcript.write_text("SLOW")
    with running_oncue("submit", audio, transcript, "-o", audio.with_suffix(".srt"), url=api.url) as process:
        until(lambda: any(asked.startswith("GET /v1/jobs/") for asked in api.asked))
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=60)
    (job,) = api.jobs
    assert process.returncode == 1
    assert f"oncue jobs show {job}" in stderr
    assert "Traceback" not in stderr
    assert api.jobs[job]["status"] == "processing"


def test_jobs_are_listed_shown_cancelled_and_tried_again(api: FakeApi, audio: Path, transcript: Path) -> None:
    assert oncue_here("jobs", "list", url=api.url).stdout == ""
    transcript.write_text("SLOW")
    job = oncue_here("submit", audio, transcript, url=api.url).stdout.strip()
    assert oncue_here("jobs", "list", url=api.url).stdout == f"{job}\tnews.wav\tqueued\t0%\t2026-01-01 00:00\n"
    assert oncue_here("jobs", "list", "--status", "error", url=api.url).stdout == ""
    assert json.loads(oncue_here("jobs", "list", "--json", url=api.url).stdout)[0]["id"] == job
    shown = oncue_here("jobs", "show", job, url=api.url).stdout
    assert f"{job}  news.wav" in shown
    assert "processing, recognise, 50%" in shown
    assert json.loads(oncue_here("jobs", "cancel", job, "--json", url=api.url).stdout)["status"] == "cancelled"
    assert "queued" in oncue_here("jobs", "retry", job, url=api.url).stdout
    missing = oncue_here("jobs", "show", "job_none", url=api.url)
    assert missing.returncode == 1
    assert missing.stderr.startswith("oncue: not_found: ")
