"""Each call of the client does what its name says; uploads come from disk, with one idempotency key for all tries."""

from __future__ import annotations

import threading
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from oncue.cli.client import ApiProblem, Client, JobFailed, Patience, UploadStopped
from oncue.cli.client.content import content_of
from oncue.cli.client.problems import failure_of
from service.schemas import Batch, BatchItem, Job
from tests.e2e.fake_api import FakeApi, Trouble

QUICK = Patience(total_s=2, first_pause_s=0.01, longest_pause_s=0.05, longest_retry_after_s=0.05)
MIB = 1024 * 1024


@pytest.fixture
def api() -> Iterator[FakeApi]:
    with FakeApi() as api:
        yield api


@pytest.fixture
def client(api: FakeApi) -> Client:
    return Client(api.url, patience=QUICK)


@pytest.fixture
def audio(tmp_path: Path) -> Path:
    path = tmp_path / "news.wav"
    path.write_bytes(b"RIFF" + bytes(100_000))
    return path


@pytest.fixture
def transcript(tmp_path: Path) -> Path:
    path = tmp_path / "news.txt"
    path.write_text("Good morning.")
    return path


def test_a_job_carries_what_it_was_submitted_with(api: FakeApi, client: Client, audio: Path, transcript: Path) -> None:
    batch = client.create_batch("today", "key of the batch")["id"]
    job = client.submit(
        audio, transcript, options={"profile": "bbc"}, idempotency_key="k", batch=batch, metadata={"desk": "Åbo"}
    )
    assert job["status"] == "queued"
    assert (job["filename"], job["options"], job["batch"], job["metadata"]) == (
        "news.wav", {"profile": "bbc"}, batch, {"desk": "Åbo"},
    )  # fmt: skip
    assert api.keys == ["k"]


def test_any_file_name_arrives(client: Client, audio: Path, transcript: Path) -> None:
    for number, name in enumerate(['Ääkköset – [1] "quoted".wav', "новости.wav", "new\nline.wav"]):
        named = audio.rename(audio.with_name(name))
        job = client.submit(named, transcript, options={}, idempotency_key=str(number))
        assert job["filename"].split(".")[0][:3] == name[:3]
        audio = named


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble("POST /v1/jobs", 503),
        Trouble("POST /v1/jobs", 409, "idempotency_in_progress", {"Retry-After": "1"}),
        Trouble("POST /v1/jobs", 0),
        Trouble("POST /v1/jobs", 0, after_doing_it=True),
    ],
    ids=["unavailable", "in progress", "broken off before", "broken off after"],
)
def test_a_submission_in_trouble_is_sent_again_whole_and_makes_one_job(
    api: FakeApi, client: Client, audio: Path, transcript: Path, trouble: Trouble
) -> None:
    api.troubles = [trouble]
    sha256 = content_of(audio, transcript).audio_sha256
    job = client.submit(audio, transcript, options={}, idempotency_key="k", audio_sha256=sha256)
    assert list(api.jobs) == [job["id"]]
    assert set(api.keys) == {"k"}


def test_the_same_key_gives_the_same_job_and_other_content_is_refused(
    api: FakeApi, client: Client, audio: Path, transcript: Path
) -> None:
    first = client.submit(audio, transcript, options={}, idempotency_key="k")
    assert client.submit(audio, transcript, options={}, idempotency_key="k")["id"] == first["id"]
    with pytest.raises(ApiProblem) as raised:
        client.submit(audio, transcript, options={"words": True}, idempotency_key="k")
    assert raised.value.code == "idempotency_conflict"


def test_a_recording_that_changed_after_it_was_hashed_is_refused(client: Client, audio: Path, transcript: Path) -> None:
    with pytest.raises(ApiProblem) as raised:
        client.submit(audio, transcript, options={}, idempotency_key="k", audio_sha256="0" * 64)
    assert raised.value.code == "checksum_mismatch"


def test_a_large_recording_never_is_in_memory_and_its_upload_is_told_as_it_goes(
    client: Client, audio: Path, transcript: Path
) -> None:
    with audio.open("r+b") as file:
        file.truncate(64 * MIB)
    told: list[tuple[int, int]] = []
    tracemalloc.start()
    try:
        content = content_of(audio, transcript)
        client.submit(
            audio,
            transcript,
            options={},
            idempotency_key="k",
            audio_sha256=content.audio_sha256,
            on_upload=lambda sent, total: told.append((sent, total)),
        )
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 16 * MIB
    assert [sent for sent, _ in told] == sorted(sent for sent, _ in told)
    assert told[-1][0] == told[-1][1] > 64 * MIB
    assert len(told) > 100


def test_an_upload_breaks_off_when_it_is_stopped(api: FakeApi, audio: Path, transcript: Path) -> None:
    with audio.open("r+b") as file:
        file.truncate(8 * MIB)
    stopped = threading.Event()
    client = Client(api.url, patience=QUICK, stopped=stopped)
    with pytest.raises(UploadStopped):
        client.submit(audio, transcript, options={}, idempotency_key="k", on_upload=lambda sent, total: stopped.set())
    assert api.jobs == {}


def test_a_job_is_followed_to_its_captions(client: Client, audio: Path, transcript: Path) -> None:
    job = client.submit(audio, transcript, options={}, idempotency_key="k")
    while job["status"] in ("queued", "processing"):
        job = client.job(job["id"], wait_s=1, version=job["version"])
    assert failure_of(job) is None
    assert client.captions(job["id"], "vtt", {"words": True}).startswith(b"captions.vtt of news.wav")
    assert [each["id"] for each in client.jobs(status="completed", batch=None)["jobs"]] == [job["id"]]


def test_a_job_is_cancelled_and_tried_again(client: Client, audio: Path, transcript: Path) -> None:
    job = client.submit(audio, transcript, options={}, idempotency_key="k")
    failure = failure_of(client.cancel(job["id"]))
    assert isinstance(failure, JobFailed)
    assert failure.code == "cancelled"
    assert client.retry(job["id"])["status"] == "queued"


def test_a_batch_made_twice_with_one_key_is_one_batch_and_can_be_cancelled(api: FakeApi, client: Client) -> None:
    batch = client.create_batch("today", "k")
    assert client.create_batch("today", "k")["id"] == batch["id"]
    assert client.batch_page(batch["id"])["items"] == []
    assert client.cancel_batch(batch["id"])["cancelled_at"] is not None


def test_a_batch_is_given_in_pages(api: FakeApi, client: Client, audio: Path, transcript: Path) -> None:
    batch = client.create_batch("today", "k")["id"]
    made = [client.submit(audio, transcript, options={}, idempotency_key=f"{n}", batch=batch)["id"] for n in range(5)]
    api.batch_page = 2
    api.asked.clear()
    first = client.batch_page(batch)
    assert ([line["job"] for line in first["items"]], first["has_more"]) == (made[:2], True)
    assert [line["job"] for line in client.batch_page(batch, starting_after=made[3])["items"]] == made[4:]
    counts = client.batch_page(batch, limit=0)
    assert (counts["items"], counts["total"]) == ([], 5)


def test_the_same_content_has_the_same_key_whatever_the_files_are_called(audio: Path, transcript: Path) -> None:
    copy = audio.with_name("copy.wav")
    copy.write_bytes(audio.read_bytes())
    key = content_of(audio, transcript).key({"a": 1, "b": 2})
    assert content_of(copy, transcript).key({"b": 2, "a": 1}) == key
    assert content_of(copy, transcript).key({"a": 1}) != key
    assert content_of(copy, transcript).key({"a": 1, "b": 2}, "batch_1") != key
    transcript.write_text("Good evening.")
    assert content_of(audio, transcript).key({"a": 1, "b": 2}) != key


def test_the_fake_service_shows_jobs_and_batches_with_the_members_of_the_real_one(
    client: Client, audio: Path, transcript: Path
) -> None:
    batch = client.create_batch("today", "k")["id"]
    job = client.submit(audio, transcript, options={}, idempotency_key="k of the job", batch=batch)
    assert job.keys() == Job.model_fields.keys()
    shown = client.batch_page(batch)
    assert shown["items"][0].keys() == BatchItem.model_fields.keys()
    assert shown.keys() <= Batch.model_fields.keys()
