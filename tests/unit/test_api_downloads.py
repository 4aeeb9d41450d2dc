"""A job's captions and its alignment over HTTP: formats, looks, names and ETags."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from oncue.captions.formats import FORMATS
from tests.api import TEXT, Api, api_of


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return api_of(tmp_path)


def unpacked(data: bytes) -> bytes:
    """The bytes of a file, or of all the files in it."""
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return b"".join(parts.read(name) for name in parts.namelist())


@pytest.mark.parametrize("suffix", list(FORMATS))
def test_captions_come_in_every_format_with_an_etag_and_a_name(api: Api, suffix: str) -> None:
    job = api.submit(name="Die Nachrichten.mp3").json
    early = api.client.get(job["links"]["captions"][suffix])
    assert (early.status_code, early.json["code"]) == (409, "not_finished")
    api.complete(job["id"])
    answer = api.client.get(job["links"]["captions"][suffix])
    assert (answer.status_code, answer.mimetype) == (200, FORMATS[suffix].media_type)
    assert f"Die Nachrichten.{suffix}" in answer.headers["Content-Disposition"].replace('"', "")
    assert answer.headers["Content-Disposition"].startswith("attachment"), "a page of captions is no page of the service's"
    read = FORMATS[suffix].read
    shown = " ".join(line for cue in read(answer.data) for line in cue.lines) if read else ""
    assert b"election" in unpacked(answer.data) or "election" in shown
    again = api.client.get(job["links"]["captions"][suffix], headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = api.client.get(job["links"]["captions"][suffix] + "?max_chars=20")
    assert other.headers["ETag"] != answer.headers["ETag"]


def test_caption_options_of_the_job_hold_unless_the_download_says_otherwise(api: Api) -> None:
    job = api.submit(options='{"max_chars": 20, "offset": 3600}').json
    api.complete(job["id"])
    srt = api.client.get(job["links"]["captions"]["srt"]).text
    assert srt.startswith("1\n01:00:00,")
    assert max(map(len, srt.splitlines()[2:3])) <= 20
    assert api.client.get(job["links"]["captions"]["srt"] + "?offset=0").text.startswith("1\n00:00:00,")
    refused = api.client.get(job["links"]["captions"]["srt"] + "?max_lines=9")
    assert (refused.status_code, refused.json["code"]) == (422, "invalid_request")
    both = api.client.get(job["links"]["captions"]["srt"] + "?min_duration=9&max_duration=2")
    assert (both.status_code, both.json["code"]) == (422, "usage")
    assert api.client.get(f"/v1/jobs/{job['id']}/captions.pdf").status_code == 404


@pytest.mark.parametrize("given", ["10:00:00:00", "10:00:00.000", "10:00:00,0", "10:00:00", "10:0:0"])
def test_a_start_timecode_is_taken_as_the_command_line_takes_it(api: Api, given: str) -> None:
    job = api.submit(options=json.dumps({"start_timecode": given})).json
    api.complete(job["id"])
    srt = job["links"]["captions"]["srt"]
    for query in ({}, {"start_timecode": given}):
        assert api.client.get(srt, query_string=query).text.startswith("1\n10:00:00,")


def test_the_alignment_is_the_workers_own_with_an_etag(api: Api) -> None:
    job = api.submit().json
    api.complete(job["id"])
    answer = api.client.get(job["links"]["alignment"])
    assert answer.json["schema"] == 1
    words = answer.json["words"]
    assert [TEXT[word["char_start"] : word["char_end"]] for word in words] == [word["text"] for word in words]
    assert api.client.get(job["links"]["alignment"], headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
