"""What a request's header alone says: refused before the body is read; and nothing done before it is read whole."""

from __future__ import annotations

import errno
import io
import tempfile
from pathlib import Path
from typing import Any

import pytest

from oncue.transcript import DEFAULT_LIMITS
from service.admission import BODY_BYTES
from service.server import ADMITTED, HEAD_ONLY
from tests.api import Api, api_of


class Untouched(io.RawIOBase):
    """A body that nobody may read."""

    def readable(self) -> bool:
        return True

    def readinto(self, _buffer: Any) -> int:
        raise AssertionError("the body was read")


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return api_of(tmp_path)


def ask(api: Api, call: str, **environ: Any) -> tuple[int, str, dict[str, Any]]:
    """Status, code and environment of a request of which only the header is there."""
    method, _, path = call.partition(" ")
    given = {"wsgi.input": Untouched(), "wsgi.input_terminated": True, HEAD_ONLY: True, **environ}
    with api.app.test_request_context(path, method=method, environ_overrides=given) as context:
        answer = api.app.full_dispatch_request()
        return answer.status_code, (answer.json or {}).get("code", ""), context.request.environ


@pytest.mark.parametrize(
    ("call", "environ", "status", "code"),
    [
        ("POST /v1/nothing", {}, 404, "not_found"),
        ("PATCH /v1/jobs", {}, 405, "method_not_allowed"),
        ("POST /v1/jobs", {"HTTP_HOST": "elsewhere.example"}, 421, "host_not_allowed"),
        ("POST /v1/jobs", {"HTTP_SEC_FETCH_SITE": "cross-site"}, 403, "forbidden"),
        ("POST /v1/jobs", {"CONTENT_TYPE": "text/plain"}, 415, "unsupported_media_type"),
        ("POST /", {"CONTENT_TYPE": "application/json"}, 415, "unsupported_media_type"),
        ("POST /v1/batches", {"CONTENT_TYPE": "text/plain"}, 415, "unsupported_media_type"),
        ("PUT /v1/jobs/job_1/transcript", {"CONTENT_TYPE": "multipart/form-data"}, 415, "unsupported_media_type"),
        (
            "PUT /v1/jobs/job_1/transcript",
            {"CONTENT_LENGTH": str(DEFAULT_LIMITS.most_bytes + 1)},
            422,
            "transcript_too_long",
        ),
        ("POST /v1/batches", {"CONTENT_LENGTH": str(BODY_BYTES + 1)}, 413, "too_large"),
        ("POST /v1/jobs/job_1/cancel", {"CONTENT_LENGTH": str(BODY_BYTES + 1)}, 413, "too_large"),
        ("DELETE /v1/jobs/job_1", {"CONTENT_LENGTH": str(BODY_BYTES + 1)}, 413, "too_large"),
        ("GET /v1/jobs", {"CONTENT_LENGTH": str(BODY_BYTES + 1)}, 413, "too_large"),
    ],
)
def test_what_the_header_shows_to_be_wrong_is_refused_unread(
    api: Api, call: str, environ: dict[str, str], status: int, code: str
) -> None:
    given = {"CONTENT_LENGTH": "10", **environ}
    assert ask(api, call, **given)[:2] == (status, code)
    assert ADMITTED not in ask(api, call, **given)[2]


def test_an_upload_for_which_there_is_no_room_is_refused_unread(tmp_path: Path) -> None:
    api = api_of(tmp_path, min_free_bytes=1 << 50)
    multipart = {"CONTENT_TYPE": "multipart/form-data; boundary=b", "CONTENT_LENGTH": "1000"}
    assert ask(api, "POST /v1/jobs", **multipart)[:2] == (507, "storage_full")


@pytest.mark.parametrize(
    ("call", "media_type"),
    [
        ("POST /v1/jobs", "multipart/form-data; boundary=b"),
        ("POST /v1/batches", "application/json"),
        ("PUT /v1/jobs/job_1/transcript", "text/html"),
        ("POST /v1/jobs/job_1/cancel", ""),
    ],
)
def test_the_rest_is_admitted_and_nothing_is_done_yet(api: Api, call: str, media_type: str) -> None:
    _, _, environ = ask(api, call, CONTENT_TYPE=media_type, CONTENT_LENGTH="100")
    assert environ[ADMITTED] is True
    assert (api.store.list("default"), api.store.list_batches("default")) == ([], [])


def test_a_body_larger_than_said_by_nobody_is_refused(api: Api) -> None:
    answer = api.client.post("/v1/batches", data=b" " * (BODY_BYTES + 1), content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (413, "too_large")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_no_room_for_temporary_files_is_told_as_that(api: Api, number: int) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(number, "full")

    api.store_answers["list"] = full
    answer = api.client.get("/v1/jobs")
    assert (answer.status_code, answer.json["code"]) == (507, "storage_full")


def test_no_folder_for_temporary_files_is_told_as_that(api: Api, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: [str(tmp_path / "nowhere")])
    api.store_answers["list"] = lambda *_, **__: tempfile.TemporaryFile()  # noqa: SIM115
    answer = api.client.get("/v1/jobs")
    assert (answer.status_code, answer.json["code"]) == (507, "storage_full")
