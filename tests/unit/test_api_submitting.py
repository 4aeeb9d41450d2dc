"""Submitting over HTTP: what is accepted, what is refused and why, and that the same request twice makes one job."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest

from oncue.jobs.blobs import open_blobs
from oncue.jobs.errors import StoreUnavailable
from oncue.jobs.model import NewJob, State, parsed_key
from oncue.transcript.sandbox import Readers, ReadLimits
from oncue.transcript.sandbox.token_json import parse_from_json
from service.app import create_app
from tests.api import Api, api_of

TEXT = b"Good morning. This Tuesday is election day."
IRISH = (
    "De bhrí go bhfuil aithint dínte dúchasach agus chearta comhionanna agus doshannta an uile dhuine den chine daonna "
    "mar bhunús leis an tsaoirse, leis an gceartas agus leis an tsíocháin sa domhan."
)


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return api_of(tmp_path)


def stored(api: Api) -> list[str]:
    return [blob.key for blob in api.blobs.list()]


def test_a_recording_and_its_text_make_a_queued_job_and_wake_a_worker(api: Api) -> None:
    answer = api.submit(audio=b"sound", transcript=TEXT, name="..\\news/Ä 1.mp3")
    job = answer.json
    assert answer.status_code == 202
    assert answer.headers["Location"] == f"/v1/jobs/{job['id']}"
    assert (job["status"], job["lane"], job["filename"], job["progress"]) == ("queued", "interactive", "Ä 1.mp3", 0)
    assert api.woken == [job["id"]]
    row = api.store.get(job["id"], "default")
    assert api.blobs.read(row.audio.key) == b"sound"
    assert row.audio.sha256 == hashlib.sha256(b"sound").hexdigest()
    assert api.client.get(job["links"]["transcript"]).data == TEXT


def test_the_transcript_may_be_a_field(api: Api) -> None:
    answer = api.post(audio=(io.BytesIO(b"sound"), "a.mp3"), transcript=TEXT.decode())
    assert answer.status_code == 202


@pytest.mark.parametrize(("given", "code"), [("pt-BR", "pt"), ("German", "de"), ("zh-Hans", "zh"), ("nb", "no")])
def test_a_language_may_be_a_tag_or_a_name(api: Api, given: str, code: str) -> None:
    job = api.submit(language=given).json
    assert (job["language"], job["options"]) == (code, {"language": code})


def test_a_text_in_a_language_whisper_does_not_know_is_taken_where_one_is_named(api: Api) -> None:
    assert api.submit(transcript=IRISH.encode(), language="en").status_code == 202


def test_options_language_and_metadata_are_kept(api: Api) -> None:
    job = api.submit(language="fr", options='{"model": "base", "max_chars": 32}', metadata='{"desk": "news"}').json
    assert job["options"] == {"language": "fr", "model": "base", "max_chars": 32}
    assert job["metadata"] == {"desk": "news"}
    assert job["language"] == "fr"


@pytest.mark.parametrize(
    ("fields", "status", "code", "named"),
    [
        ({"audio": None}, 422, "invalid_request", "audio"),
        ({"transcript": None}, 422, "invalid_request", "transcript"),
        ({"audio": b""}, 422, "audio_empty", "empty"),
        ({"transcript": b" \n"}, 422, "transcript_empty", "empty"),
        ({"transcript": bytes(range(256)) * 9}, 422, "transcript_unreadable", "text"),
        ({"transcript": b"word " * 500_000}, 422, "transcript_too_long", "2000000"),
        ({"audio": bytes(3_000_000)}, 413, "too_large", "bytes"),
        ({"audio_sha256": "00" * 32}, 422, "checksum_mismatch", "SHA-256"),
        ({"options": "{"}, 422, "invalid_request", "JSON"),
        ({"options": '["a"]'}, 422, "invalid_request", "JSON object"),
        ({"options": '{"modle": "base"}'}, 422, "invalid_request", "modle"),
        ({"options": '{"engine": "kaldi"}'}, 422, "invalid_request", "engine"),
        ({"options": '{"max_chars": 2}'}, 422, "invalid_request", "max_chars"),
        ({"options": '{"min_coverage": 1.5}'}, 422, "invalid_request", "min_coverage"),
        ({"options": '{"min_coverage": "most"}'}, 422, "invalid_request", "min_coverage"),
        ({"language": "../en"}, 422, "language_unknown", "../en"),
        ({"language": "tlh"}, 422, "language_unknown", "Klingon"),
        ({"language": "e"}, 422, "invalid_request", "language"),
        ({"track": "0"}, 422, "invalid_request", "track"),
        ({"track": "2", "options": '{"track": "3"}'}, 422, "invalid_request", "track"),
        ({"options": '{"track": 2.5}'}, 422, "invalid_request", "track"),
        ({"channel": "middle"}, 422, "invalid_request", "channel"),
        ({"options": '{"channel": "0"}'}, 422, "invalid_request", "channel"),
        ({"language": "fr", "options": '{"model": "tiny.en"}'}, 422, "usage", "French (fr): choose tiny"),
        ({"transcript": IRISH.encode()}, 422, "language_unsupported", "Irish"),
        ({"metadata": '{"a": NaN}'}, 422, "invalid_request", "JSON object"),
        ({"metadata": "7"}, 422, "invalid_request", "JSON object"),
        ({"batch": "batch_nowhere"}, 404, "not_found", "batch_nowhere"),
        ({"callback_url": "http://localhost/"}, 422, "invalid_request", "callback_url"),
        ({"colour": "red"}, 422, "invalid_request", "colour"),
    ],
)
def test_bad_input_is_a_problem_with_a_code_and_leaves_nothing(
    api: Api, fields: dict[str, Any], status: int, code: str, named: str
) -> None:
    answer = api.submit(**fields)
    assert (answer.status_code, answer.mimetype, answer.json["code"]) == (status, "application/problem+json", code)
    assert named in answer.json["detail"]
    assert answer.json["status"] == status
    assert api.store.total() == 0
    assert stored(api) == []
    assert api.woken == []
    assert api.submit().status_code == 202, "nothing of it is left that would be in the way"


def test_a_model_cannot_be_a_file_of_the_workers_disk(api: Api) -> None:
    for model in ("/etc/passwd", "../tiny", "a/b"):
        answer = api.submit(options=f'{{"model": "{model}"}}')
        assert answer.status_code == 422, model


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "multipart/form-data", ""])
def test_other_content_types_are_not_supported(api: Api, content_type: str) -> None:
    answer = api.client.post("/v1/jobs", data=b"{}", content_type=content_type)
    assert (answer.status_code, answer.json["code"]) == (415, "unsupported_media_type")


def test_a_body_that_breaks_off_is_told_so_and_leaves_nothing(api: Api) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="audio"; filename="a.mp3"\r\n\r\nsound'
    answer = api.client.post("/v1/jobs", data=body, content_type="multipart/form-data; boundary=b")
    assert (answer.status_code, answer.json["code"]) == (408, "request_timeout")
    assert stored(api) == []


def test_the_same_request_twice_is_one_job(api: Api) -> None:
    first = api.submit(key="k")
    again = api.submit(key="k")
    assert (again.status_code, again.json["id"]) == (202, first.json["id"])
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert api.store.total() == 1
    assert {key.split("/")[1] for key in stored(api)} == {first.json["id"]}


@pytest.mark.parametrize(
    ("fields", "options"),
    [
        ({"track": "2", "channel": "left"}, {"track": "2", "channel": "left"}),
        ({"options": '{"track": "fra", "channel": "3"}'}, {"track": "fra", "channel": "3"}),
        ({"options": '{"track": 2, "channel": 1}'}, {"track": "2", "channel": "1"}),
        ({"track": "", "channel": ""}, {}),
    ],
)
def test_a_sound_track_and_a_channel_are_chosen_by_fields_or_options(
    api: Api, fields: dict[str, Any], options: dict[str, str]
) -> None:
    assert api.submit(**fields).json["options"] == options


def test_the_page_offers_the_sound_track_and_the_channel(api: Api) -> None:
    page = api.client.get("/").text
    assert all(f'name="{name}"' in page for name in ("track", "channel"))


@pytest.mark.parametrize(
    "other", [{"audio": b"other"}, {"transcript": b"Other text."}, {"language": "en"}, {"metadata": '{"a":1}'}]
)
def test_a_key_with_other_content_is_a_conflict(api: Api, other: dict[str, Any]) -> None:
    first = api.submit(key="k").json["id"]
    answer = api.submit(key="k", **other)
    assert (answer.status_code, answer.json["code"], answer.json["job"]) == (422, "idempotency_conflict", first)
    assert api.store.total() == 1


def test_a_key_that_is_still_uploading_is_told_to_wait(api: Api) -> None:
    api.store.begin_upload("job_other", "default", "k")
    answer = api.submit(key="k")
    assert (answer.status_code, answer.json["code"]) == (409, "idempotency_in_progress")
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize("key", ["", "x" * 201, "a\tb"])
def test_a_key_that_cannot_be_kept_is_refused(api: Api, key: str) -> None:
    assert api.submit(key=key).json["code"] == "invalid_request"


def test_a_key_is_free_again_after_a_refusal(api: Api) -> None:
    assert api.submit(key="k", transcript=b" ").status_code == 422
    assert api.submit(key="k").status_code == 202


def test_a_full_queue_says_when_to_come_back(tmp_path: Path) -> None:
    api = api_of(tmp_path, max_queued=1)
    api.submit()
    answer = api.submit()
    assert (answer.status_code, answer.json["code"]) == (429, "rate_limited")
    assert int(answer.headers["Retry-After"]) > 0


def test_an_upload_is_refused_before_the_disk_is_full(tmp_path: Path) -> None:
    api = api_of(tmp_path, min_free_bytes=2**50)
    answer = api.submit()
    assert (answer.status_code, answer.json["code"]) == (507, "storage_full")
    assert stored(api) == []


def test_a_database_that_is_away_is_a_503_to_try_again(api: Api) -> None:
    def away(*_: object) -> None:
        raise StoreUnavailable("The database does not answer now.")

    api.store_answers["begin_upload"] = away
    answer = api.submit()
    assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
    assert int(answer.headers["Retry-After"]) > 0


def test_what_a_broken_upload_left_is_removed_by_the_collector_only_when_it_is_dead(tmp_path: Path) -> None:
    api = api_of(tmp_path)
    api.store.begin_upload("job_a", "default", None)
    open_blobs(api.settings).put("jobs/job_a/audio", b"x")
    from oncue.jobs.garbage import collect

    collect(api.store, api.blobs, older_than_s=-60, cache_days=30)
    assert stored(api) == ["jobs/job_a/audio"]
    api.store.end_upload("job_a")
    collect(api.store, api.blobs, older_than_s=-60, cache_days=30)
    assert stored(api) == []


def test_a_corrected_transcript_queues_the_job_again(api: Api) -> None:
    job = api.submit().json
    refused = api.client.put(job["links"]["transcript"], data="Better text.", content_type="text/plain")
    assert (refused.status_code, refused.json["code"]) == (409, "not_finished")
    api.complete(job["id"])
    again = api.client.put(job["links"]["transcript"], data="Better text.", content_type="text/plain")
    assert (again.status_code, again.json["status"]) == (202, "queued")
    assert api.client.get(job["links"]["transcript"]).data == TEXT, "what the captions are of, until there are others"
    assert api.woken == [job["id"], job["id"]]
    assert api.store.get(job["id"], "default").state is State.QUEUED
    empty = api.client.put(job["links"]["transcript"], data=" ", content_type="text/plain")
    assert empty.json["code"] == "transcript_empty"


def test_a_job_whose_making_is_in_doubt_keeps_its_files(api: Api) -> None:
    create = api.store.create

    def made_but_not_heard_of(new: NewJob) -> None:
        create(new)
        raise StoreUnavailable("The connection to the database was lost.")

    api.store_answers["create"] = made_but_not_heard_of
    assert api.submit(key="k").status_code == 503
    api.store_answers.clear()
    again = api.submit(key="k")
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (202, "true")
    job = api.store.get(again.json["id"], "default")
    assert api.blobs.read(job.audio.key) == b"sound"
    assert api.blobs.read(job.text_key)


def test_the_transcript_is_stored_as_it_was_read_so_that_no_worker_need_read_it_again(api: Api) -> None:
    text = b"ADA BYRON: Good morning.\n\nMR BABBAGE: This Tuesday is election day."
    job = api.store.get(api.submit(transcript=text).json["id"], "default")
    transcript, detected = parse_from_json(api.blobs.read(parsed_key(job.text_key)))
    assert transcript.text.encode() == api.blobs.read(job.text_key) == text
    assert [token.speaker for token in transcript.tokens if token.text in ("Good", "Tuesday")] == ["ADA BYRON", "MR BABBAGE"]
    assert detected is not None
    assert detected.language == "en"
    api.complete(job.id)
    api.client.put(f"/v1/jobs/{job.id}/transcript", data=b"Good evening.")
    corrected = api.store.get(job.id, "default")
    assert parse_from_json(api.blobs.read(parsed_key(corrected.text_key)))[0].text == "Good evening."


def test_a_transcript_that_takes_too_much_to_read_is_refused_and_leaves_nothing_behind(api: Api) -> None:
    readers = Readers(1, ReadLimits(cpu_s=1, total_s=120))
    hurried = Api(
        api.settings, api.store, api.blobs, create_app(api.settings, api.store, api.blobs, lambda _: True, readers)
    )
    answer = hurried.submit(transcript=b"a\n" * 1_000_000)
    assert (answer.status_code, answer.json["code"]) == (422, "transcript_too_complex")
    assert "as plain text" in answer.json["detail"]
    assert list(api.blobs.list("jobs")) == []
    assert hurried.submit().status_code == 202
    readers.close()


def test_a_correction_back_to_an_earlier_text_has_files_of_its_own(api: Api) -> None:
    job = api.submit(transcript=b"Good morning.").json["id"]
    used = [api.store.get(job, "default").text_key]
    for body in (b"Good evening.", b"Good morning."):
        api.complete(job)
        assert api.client.put(f"/v1/jobs/{job}/transcript", data=body, content_type="text/plain").status_code == 202
        used.append(api.store.get(job, "default").text_key)
    assert len(set(used)) == 3
    assert api.blobs.read(used[-1]) == api.blobs.read(used[0])
