"""Forms and bodies by their bytes, as no browser sends them, and what the API's refusals of them have in common."""

from __future__ import annotations

import io
from typing import Any

from tests.api import TEXT, Api


def form(*parts: tuple[str, bytes]) -> bytes:
    """A form of parts, each with the head that follows `form-data; ` and its bytes."""
    whole = b"".join(
        b"--b\r\nContent-Disposition: form-data; " + head.encode("latin-1") + b"\r\n\r\n" + data + b"\r\n"
        for head, data in parts
    )
    return whole + b"--b--\r\n"


AUDIO = ('name="audio"; filename="a.mp3"', b"sound")


TRANSCRIPT = ('name="transcript"; filename="a.txt"', TEXT.encode())


def send(api: Api, *parts: tuple[str, bytes], path: str = "/v1/jobs", method: str = "POST") -> Any:
    return api.client.open(path, method=method, data=form(*parts), content_type="multipart/form-data; boundary=b")


def unmeasured(api: Api, method: str, path: str, body: bytes, content_type: str) -> Any:
    """A body whose length is not told, as `Transfer-Encoding: chunked` sends it."""
    environ = {"wsgi.input": io.BytesIO(body), "wsgi.input_terminated": True, "CONTENT_LENGTH": ""}
    return api.client.open(path, method=method, content_type=content_type, environ_overrides=environ)


def assert_nothing_was_made(api: Api) -> None:
    assert api.store.total() == 0
    assert list(api.blobs.list()) == []


def assert_refused(answer: Any, part: str, code: str = "invalid_request") -> None:
    assert (answer.status_code, answer.json["code"]) == (413 if code == "too_large" else 422, code), answer.text
    assert answer.json["errors"][0]["part"] == part
    assert part in answer.json["detail"]
