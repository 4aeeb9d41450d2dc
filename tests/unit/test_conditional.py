"""Conditional requests for captions and alignments: RFC 9110, section 13.2.2, in its order."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api import Api, api_of

GONE, KNOWN, WHOLE = 412, 304, 200
PAST = "Thu, 01 Jan 1970 00:00:00 GMT"
FUTURE = "Fri, 01 Jan 2100 00:00:00 GMT"


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Api:
    made = api_of(Path(tmp_path_factory.mktemp("data")))
    made.complete(made.submit().json["id"])
    return made


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ["captions.srt", "captions.vtt?max_chars=30", "captions.json", "captions.txt", "alignment"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, WHOLE),
        ({"If-Match": "ETAG"}, WHOLE),
        ({"If-Match": "*"}, WHOLE),
        ({"If-Match": '"other", ETAG'}, WHOLE),
        ({"If-Match": '"other"'}, GONE),
        ({"If-Match": "W/ETAG"}, GONE),
        ({"If-Match": ""}, GONE),
        ({"If-None-Match": "ETAG"}, KNOWN),
        ({"If-None-Match": "W/ETAG"}, KNOWN),
        ({"If-None-Match": "*"}, KNOWN),
        ({"If-None-Match": '"other", ETAG'}, KNOWN),
        ({"If-None-Match": '"other"'}, WHOLE),
        ({"If-Match": "ETAG", "If-None-Match": "ETAG"}, KNOWN),
        ({"If-Match": "*", "If-None-Match": "*"}, KNOWN),
        ({"If-Match": "ETAG", "If-None-Match": '"other"'}, WHOLE),
        ({"If-Match": '"other"', "If-None-Match": "ETAG"}, GONE),
        ({"If-Match": "W/ETAG", "If-None-Match": "W/ETAG"}, GONE),
        ({"If-None-Match": "ETAG", "If-Modified-Since": PAST}, KNOWN),
        ({"If-None-Match": '"other"', "If-Modified-Since": FUTURE}, WHOLE),
        ({"If-Modified-Since": FUTURE}, WHOLE),
        ({"If-Unmodified-Since": PAST}, WHOLE),
        ({"If-Match": "ETAG", "If-Unmodified-Since": PAST}, WHOLE),
        ({"Range": "bytes=0-3"}, WHOLE),
        ({"Range": "bytes=0-3", "If-None-Match": "ETAG"}, KNOWN),
        ({"Range": "bytes=0-3", "If-Range": '"other"'}, WHOLE),
    ],
)
def test_a_condition_gives_the_whole_a_304_or_a_412(
    api: Api, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    job = api.store.list("default")[0].id
    whole = api.client.get(f"/v1/jobs/{job}/{path}")
    etag = whole.headers["ETag"]
    asked = {name: value.replace("ETAG", etag) for name, value in headers.items()}
    answer = api.client.open(f"/v1/jobs/{job}/{path}", method=method, headers=asked)
    assert answer.status_code == status
    if status != GONE:
        assert answer.headers["ETag"] == etag
    if method == "GET":
        assert answer.data == (whole.data if status == WHOLE else answer.data if status == GONE else b"")
        assert (status != WHOLE) or answer.data
    elif status == WHOLE:
        assert answer.headers["Content-Length"] == str(len(whole.data))
