"""`oncue batch`, as a process, against the fake service; `test_jobs_through_workers.py` has it against the real one."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.commands_here import oncue_here
from tests.e2e.fake_api import FakeApi
from tests.e2e.oncue_runs import oncue, running_oncue
from tests.servers import free_port

HOUR_S = 3600


@pytest.fixture
def api() -> Iterator[FakeApi]:
    with FakeApi() as api:
        yield api


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "news [today]"
    folder.mkdir()
    return folder


def put(folder: Path, name: str, text: str | None = "Good morning.", sound: bytes | None = None) -> None:
    (folder / f"{name}.wav").write_bytes(sound or b"RIFF" + name.encode())
    if text is not None:
        (folder / f"{name}.txt").write_text(text)


def report(folder: Path) -> dict[str, str]:
    """Each item's status, with its code where it has one."""
    items: list[dict[str, Any]] = json.loads((folder / "report.json").read_text())["items"]
    return {item["name"]: " ".join(filter(None, (item["status"], item["code"]))) for item in items}


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_folder_is_captioned_and_what_failed_is_reported_with_what_to_do(api: FakeApi, folder: Path) -> None:
    put(folder, "Ääkköset – 1")
    put(folder, "b", "DOUBTFUL")
    put(folder, "bad", "WRONG")
    put(folder, "empty", " ")
    put(folder, "alone", None)
    done = oncue("batch", folder, "--formats", "srt,vtt,json", "--profile", "bbc", url=api.url)
    assert done.returncode == 1
    assert report(folder) == {
        "alone.wav": "failed no_transcript",
        "b.wav": "captioned",
        "bad.wav": "failed transcript_mismatch",
        "empty.wav": "failed transcript_empty",
        "Ääkköset – 1.wav": "captioned",
    }
    for ending in ("srt", "vtt", "json"):
        assert (folder / f"Ääkköset – 1.{ending}").read_text().startswith(f"captions.{ending} of ")
    assert "5 items: 2 captioned, 3 failed" in done.stdout
    assert "Listen to it." in done.stdout
    assert api.named("b.wav")["options"] == {"profile": "bbc"}
    assert [batch["name"] for batch in api.batches.values()] == ["news [today]"]


def test_what_is_captioned_is_skipped_until_an_input_changes_or_it_is_forced(api: FakeApi, folder: Path) -> None:
    put(folder, "a")
    put(folder, "b")
    assert oncue_here("batch", folder, url=api.url).returncode == 0
    api.asked.clear()
    assert oncue_here("batch", folder, url=api.url).returncode == 0
    assert api.asked == []
    assert report(folder) == {"a.wav": "skipped", "b.wav": "skipped"}
    (folder / "a.txt").write_text("Good evening.")
    later = time.time() + HOUR_S
    os.utime(folder / "a.txt", (later, later))
    assert oncue_here("batch", folder, url=api.url).returncode == 0
    assert report(folder) == {"a.wav": "captioned", "b.wav": "skipped"}
    (folder / "b.vtt").unlink()
    assert oncue_here("batch", folder, "--formats", "srt", "--force", url=api.url).returncode == 0
    assert report(folder) == {"a.wav": "captioned", "b.wav": "captioned"}
    assert not (folder / "b.vtt").exists()


def test_our_own_captions_are_not_taken_for_transcripts_by_the_next_run(api: FakeApi, folder: Path) -> None:
    put(folder, "a", None)
    (folder / "a.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nGood morning.\n")
    before = (folder / "a.srt").read_bytes()
    assert oncue_here("batch", folder, url=api.url).returncode == 0
    assert oncue_here("batch", folder, "--force", url=api.url).returncode == 0
    assert report(folder) == {"a.wav": "captioned"}
    assert (folder / "a.srt").read_bytes() == before
    assert (folder / "a.oncue.srt").read_text().startswith("captions.srt of a.wav")


def test_captions_of_an_earlier_run_are_no_transcripts_for_a_run_into_another_folder(
    api: FakeApi, folder: Path, tmp_path: Path
) -> None:
    put(folder, "a", None)
    (folder / "a.html").write_text("<p>Good morning.</p>")
    for _ in range(2):  # the second time with what a person's file is in the way of
        assert oncue_here("batch", folder, "--force", "--formats", "txt,srt", url=api.url).returncode == 0
        (folder / "a.srt").write_text("corrected")
    assert (folder / "a.oncue.srt").exists()
    done = oncue_here("batch", folder, "--out-dir", tmp_path / "out", url=api.url)
    assert done.returncode == 0, done.stdout
    assert report(tmp_path / "out") == {"a.wav": "captioned"}


def test_a_manifest_names_files_outputs_options_and_metadata(api: FakeApi, folder: Path, tmp_path: Path) -> None:
    put(folder, "a")
    put(folder, "b")
    manifest = tmp_path / "list.csv"
    manifest.write_text(
        "\ufeffaudio;transcript;output;language;desk\n"
        "news [today]/a.wav;news [today]/a.txt;;en;News\n"
        "news [today]/b.wav;news [today]/b.txt;sub/second.vtt;;\n"
        "news [today]/c.wav;news [today]/b.txt;;;\n"
    )
    assert oncue_here("batch", manifest, "--out-dir", tmp_path / "out", url=api.url).returncode == 1
    assert report(tmp_path / "out") == {
        "news [today]/a.wav": "captioned",
        "news [today]/b.wav": "captioned",
        "news [today]/c.wav": "failed no_recording",
    }
    written = sorted(str(path.relative_to(tmp_path)) for path in (tmp_path / "out").rglob("*.[sv][rt]t"))
    assert written == ["out/news [today]/a.srt", "out/news [today]/a.vtt", "out/sub/second.vtt"]
    assert (api.named("a.wav")["options"], api.named("a.wav")["metadata"]) == ({"language": "en"}, {"desk": "News"})
    assert not list(folder.glob("*.srt"))


def test_what_cannot_be_carried_out_is_a_usage_error_before_anything_is_sent(api: FakeApi, folder: Path) -> None:
    (folder / "empty").mkdir()
    put(folder, "a")
    wrong: list[tuple[str | Path, ...]] = [
        (folder / "none",),
        (folder / "empty",),
        (folder / "a.txt",),
        (folder, "--formats", "doc"),
        (folder, "--formats", ","),
        (folder, "--max-chars", "2"),
        (folder, "--out-dir", folder / "a.txt" / "x"),
    ]
    for arguments in wrong:
        assert oncue_here("batch", *arguments, url=api.url).returncode == 2, arguments
    assert api.asked == []
    assert not (folder / "report.json").exists()


def test_a_dry_run_says_what_would_be_done_and_does_nothing(api: FakeApi, folder: Path) -> None:
    put(folder, "done")
    assert oncue_here("batch", folder, "--formats", "srt", url=api.url).returncode == 0
    put(folder, "new")
    put(folder, "alone", None)
    (folder / "new.srt").write_text("by hand")
    os.utime(folder / "new.srt", (HOUR_S, HOUR_S))
    api.asked.clear()
    before = {path: path.read_bytes() for path in folder.iterdir()}
    done = oncue_here("batch", folder, "--formats", "srt", "--dry-run", url=api.url)
    assert done.returncode == 1
    assert "3 items: 1 to caption, 1 to skip, 1 to fail. Nothing was sent or written." in done.stdout
    assert "new.oncue.srt" in "".join(done.stdout.split())
    assert api.asked == []
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_second_run_on_the_same_folder_is_kept_out(api: FakeApi, folder: Path) -> None:
    put(folder, "a", "SLOW")
    with running_oncue("batch", folder, url=api.url) as first:
        until(lambda: api.jobs)
        second = oncue_here("batch", folder, url=api.url)
        api.let_go()
        first.communicate(timeout=60)
    assert second.returncode == 1
    assert "already_running" in second.stderr
    assert "Traceback" not in second.stderr
    assert first.returncode == 0
    assert report(folder) == {"a.wav": "captioned"}
    assert not (folder / ".oncue-batch.lock").exists()


def test_a_corrected_file_stays_and_the_report_says_where_the_new_captions_are(api: FakeApi, folder: Path) -> None:
    put(folder, "a", "DOUBTFUL")
    assert oncue_here("batch", folder, url=api.url).returncode == 0
    (folder / "a.srt").write_text("corrected")
    done = oncue_here("batch", folder, "--force", url=api.url)
    assert done.returncode == 0
    assert (folder / "a.srt").read_text() == "corrected"
    assert "a.oncue.srt" in done.stdout
    (item,) = json.loads((folder / "report.json").read_text())["items"]
    assert (item["kept"], item["outputs"]) == ([str(folder / "a.srt")], [str(folder / "a.oncue.srt"), str(folder / "a.vtt")])
    assert oncue_here("batch", folder, url=api.url).returncode == 0
    (again,) = json.loads((folder / "report.json").read_text())["items"]
    assert (again["status"], again["job"], again["warnings"]) == ("skipped", item["job"], item["warnings"])


def test_interrupted_it_reports_what_is_left_and_run_again_it_uploads_nothing_twice(api: FakeApi, folder: Path) -> None:
    for name in "abc":
        put(folder, name, "SLOW")
    put(folder, "done")
    with running_oncue("batch", folder, url=api.url) as process:
        until(lambda: len(api.jobs) == 4 and (folder / "done.vtt").exists())
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Traceback" not in stderr
    assert "3 unfinished" in stdout
    assert set(report(folder).values()) == {"captioned", "unfinished interrupted"}
    uploads = api.uploads
    api.let_go()
    assert oncue_here("batch", folder, url=api.url).returncode == 0
    assert report(folder) == {"a.wav": "captioned", "b.wav": "captioned", "c.wav": "captioned", "done.wav": "skipped"}
    assert (api.uploads, len(api.jobs), len(api.batches)) == (uploads, 4, 1)


def test_killed_it_goes_on_where_it_was(api: FakeApi, folder: Path) -> None:
    for name in "abc":
        put(folder, name, "SLOW")
    with running_oncue("batch", folder, url=api.url) as process:
        until(lambda: len(api.jobs) == 3)
        process.kill()
        process.wait()
    api.let_go()
    assert oncue_here("batch", folder, url=api.url).returncode == 0
    assert set(report(folder).values()) == {"captioned"}
    assert (len(api.jobs), len(api.batches)) == (3, 1)


def test_a_service_that_stays_away_is_waited_for_visibly_and_then_reported(folder: Path) -> None:
    put(folder, "a")
    put(folder, "alone", None)
    url = f"http://127.0.0.1:{free_port()}"
    done = oncue_here("batch", folder, "--patience", "1", url=url)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert f"trying again: Nothing answers at {url}." in done.stderr
    assert report(folder) == {"a.wav": "unfinished service_unreachable", "alone.wav": "failed no_transcript"}
    assert "run the same command again" in json.loads((folder / "report.json").read_text())["items"][0]["detail"]
