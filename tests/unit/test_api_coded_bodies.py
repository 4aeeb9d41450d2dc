"""Bodies that were compressed on their way are refused by their header, on every route."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from service.server import ADMITTED, HEAD_ONLY
from tests.api import Api, api_of


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return api_of(tmp_path)


def assert_refused(answer: Any, coding: str) -> None:
    assert (answer.status_code, answer.json["code"]) == (415, "unsupported_media_type")
    assert "Content-Encoding" in answer.json["detail"]
    assert coding in answer.json["detail"]
    assert answer.headers["Accept-Encoding"] == "identity"


def test_a_compressed_body_is_refused_on_every_route(api: Api) -> None:
    asked = 0
    for rule in api.app.url_map.iter_rules():
        path = rule.rule.replace("<job_id>", "job_x").replace("<batch_id>", "batch_x").replace("<suffix>", "srt")
        if "<" in path:
            continue
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            asked += 1
            answer = api.client.open(
                path, method=method, data=gzip.compress(b"{}"), headers={"Content-Encoding": "gzip"},
                content_type="multipart/form-data; boundary=b",
            )  # fmt: skip
            assert_refused(answer, "gzip")
    assert asked > 20


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "deflate", "br", "zstd", "GZIP", "identity, gzip", "no-such-coding"])
@pytest.mark.parametrize("content_type", ["multipart/form-data; boundary=b", "application/json", "text/plain"])
def test_every_coding_is_refused_whatever_the_type(api: Api, coding: str, content_type: str) -> None:
    answer = api.client.post("/v1/jobs", data=b"x", content_type=content_type, headers={"Content-Encoding": coding})
    assert_refused(answer, coding.removeprefix("identity, "))
    assert api.store.total() == 0


@pytest.mark.parametrize("coding", ["identity", "", "Identity"])
def test_a_body_that_is_not_coded_is_taken(api: Api, coding: str) -> None:
    assert api.client.post("/v1/batches", json={}, headers={"Content-Encoding": coding}).status_code == 201


def test_a_request_without_a_body_may_say_what_it_likes(api: Api) -> None:
    assert api.client.get("/livez", headers={"Content-Encoding": "gzip"}).status_code == 200


def test_it_is_refused_before_its_body_is_read(api: Api) -> None:
    environ = {HEAD_ONLY: True, "HTTP_CONTENT_ENCODING": "gzip", "CONTENT_LENGTH": "100", "CONTENT_TYPE": "application/json"}
    with api.app.test_request_context("/v1/batches", method="POST", environ_overrides=environ) as context:
        assert api.app.full_dispatch_request().status_code == 415
        assert ADMITTED not in context.request.environ
