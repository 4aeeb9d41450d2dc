"""The pages for people: a form, a job's page, no script."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from tests.api import TEXT, Api, api_of


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return api_of(tmp_path)


def test_the_pages_work_without_scripting(api: Api) -> None:
    form = api.client.get("/")
    assert 'enctype="multipart/form-data"' in form.text
    assert "script-src 'self'" in form.headers["Content-Security-Policy"]
    assert "<script" not in form.text
    sent = api.client.post(
        "/",
        data={"audio": (BytesIO(b"x"), "<b>.mp3"), "transcript": (BytesIO(TEXT.encode()), "a.txt"), "language": ""},
        content_type="multipart/form-data",
    )
    assert sent.status_code == 303
    page = api.client.get(sent.headers["Location"])
    assert page.headers["Refresh"] == "2"
    assert "&lt;b&gt;.mp3" in page.text
    api.complete(api.woken[0])
    page = api.client.get(sent.headers["Location"])
    assert "Refresh" not in page.headers
    assert f"/v1/jobs/{api.woken[0]}/captions.srt" in page.text
    refused = api.client.post("/", data={"audio": (BytesIO(b"x"), "a.mp3")}, content_type="multipart/form-data")
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
