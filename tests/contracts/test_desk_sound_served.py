"""The sound of a desk as players ask for it: whole or in ranges, from a folder and from S3."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from oncue.jobs.desk_work import DeskTask, OpenedSound
from oncue.jobs.ids import new_id
from oncue.jobs.store.database import writing
from oncue.jobs.store.desk_work import ask_to_open
from oncue.pipeline.desk_peaks import packed_peaks
from tests.api import Api, api_of
from tests.desk_makers import opened
from tests.servers import S3Server

SIZE = 600_000
CONTENT = (bytes(range(251)) * (SIZE // 251 + 1))[:SIZE]
SAMPLES = np.round(20_000 * np.sin(np.arange(16_000 * 3) / 40) * np.linspace(0, 1, 16_000 * 3)).astype(np.int16)


@pytest.fixture(params=["local", "s3"])
def api(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Api]:
    places = {}
    if request.param == "s3":
        server: S3Server = request.getfixturevalue("s3")
        places = {"blobs_url": f"s3://{server.bucket}/{new_id('test')}", "s3_endpoint_url": server.endpoint_url}
    api = api_of(tmp_path, **places)
    yield api
    api.store.close()


def with_sound(api: Api) -> str:
    """The id of a job whose desk is open, with `CONTENT` to be listened to."""
    job_id = opened(api.store)
    sound = OpenedSound("desks/x/a.flac", "audio/flac", "desks/x/a.peaks", "desks/x/a.sound", 3_000)
    with writing(api.store.engine) as connection:
        ask_to_open(connection, job_id, api.store.now)
    claim = api.store.claim_desk_work(DeskTask.OPEN)
    assert claim is not None
    api.blobs.put(sound.audio_key, CONTENT)
    api.blobs.put(sound.peaks_key, b"".join(packed_peaks([SAMPLES[:32_000], SAMPLES[32_000:]])))
    assert api.store.finish_opening(claim, sound)
    return job_id


def test_players_get_the_whole_or_the_range_that_they_ask_for(api: Api) -> None:
    url = f"/v1/jobs/{with_sound(api)}/desk/audio"

    def get(**headers: str) -> Any:
        return api.client.get(url, headers={name.replace("_", "-"): value for name, value in headers.items()})

    whole = get()
    assert (whole.status_code, whole.mimetype, whole.content_length) == (200, "audio/flac", SIZE)
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert whole.data == CONTENT
    head = api.client.head(url, headers={"Range": "bytes=5-9"})
    assert (head.status_code, head.content_length, head.data) == (200, SIZE, b"")
    for asked, start, end in (
        ("bytes=0-", 0, SIZE),
        ("bytes=0-0", 0, 1),
        ("bytes=262143-262145", 262_143, 262_146),
        ("bytes=-100", SIZE - 100, SIZE),
        (f"bytes=-{2 * SIZE}", 0, SIZE),
        (f"bytes={SIZE - 1}-{2 * SIZE}", SIZE - 1, SIZE),
    ):
        part = get(Range=asked)
        assert (part.status_code, part.content_length) == (206, end - start), asked
        assert part.headers["Content-Range"] == f"bytes {start}-{end - 1}/{SIZE}"
        assert part.data == CONTENT[start:end], asked
    for asked in (f"bytes={SIZE}-", "bytes=-0", "Bytes = -000"):
        beyond = get(Range=asked)
        assert (beyond.status_code, beyond.json["code"]) == (416, "range_not_satisfiable"), asked
    assert beyond.headers["Content-Range"] == f"bytes */{SIZE}"
    for passed_over in ("bytes=0-1,4-5", "bytes=9-5", "words=0-1", "nonsense"):
        assert get(Range=passed_over).status_code == 200, passed_over

    etag = whole.headers["ETag"]
    assert get(Range="bytes=1-2", If_Range=etag).status_code == 206
    for other in ('"another"', f"W/{etag}", "Sat, 01 Jan 2000 00:00:00 GMT"):
        assert get(Range="bytes=1-2", If_Range=other).status_code == 200, other
    known = get(If_None_Match=etag)
    assert (known.status_code, known.data) == (304, b"")
    assert get(If_Match='"another"').status_code == 412


def test_peaks_are_given_for_any_part_and_as_coarse_as_asked(api: Api) -> None:
    url = f"/v1/jobs/{with_sound(api)}/desk/peaks"

    def pairs(query: str = "") -> Any:
        answer = api.client.get(f"{url}{query}")
        assert (answer.status_code, answer.mimetype) == (200, "application/octet-stream"), answer.text
        return np.frombuffer(answer.data, np.int8).reshape(-1, 2)

    fine = pairs()
    assert fine.shape == (300, 2)
    assert (fine == np.stack([SAMPLES.reshape(-1, 160).min(1) >> 8, SAMPLES.reshape(-1, 160).max(1) >> 8], 1)).all()
    assert (pairs("?from=1005&to=1995") == fine[100:200]).all()
    tenths = fine.reshape(30, 10, 2)
    assert (pairs("?per_second=10") == np.stack([tenths[..., 0].min(1), tenths[..., 1].max(1)], 1)).all()
    assert pairs("?per_second=1").shape == (3, 2)
    assert pairs("?from=5000").shape == (0, 2)
    for refused in ("?per_second=7", "?from=10&to=5", "?from=-1", "?from=x"):
        assert api.client.get(f"{url}{refused}").status_code == 422, refused
    etag = api.client.get(f"{url}?to=10").headers["ETag"]
    assert api.client.get(f"{url}?to=10", headers={"If-None-Match": etag}).status_code == 304
    assert api.client.get(f"{url}?to=20", headers={"If-None-Match": etag}).status_code == 200


def test_sound_that_is_not_there_yet_or_no_more_says_so_and_lost_files_are_made_anew(api: Api) -> None:
    job_id = opened(api.store)
    for part in ("audio", "peaks"):
        answer = api.client.get(f"/v1/jobs/{job_id}/desk/{part}")
        assert (answer.status_code, answer.json["code"]) == (409, "desk_sound_missing")
        assert "oncue aligner" in answer.json["detail"], "nobody makes it"
    job_id = with_sound(api)
    api.blobs.delete("desks/x/a.flac")
    assert api.client.get(f"/v1/jobs/{job_id}/desk/audio").json["code"] == "desk_sound_missing"
    assert api.store.desk(job_id, "default").audio_key is None
    assert api.store.claim_desk_work(DeskTask.OPEN) is not None
