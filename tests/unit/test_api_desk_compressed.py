"""Answers of a desk are compressed for those who take them so, and the same to who asks whether there is something new."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.unit.desk_api import desk_api, edit, replaced


def test_a_desk_is_compressed_for_those_who_take_gzip_and_known_by_either_etag(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    desk = f"{here}/desk"
    plain = api.client.get(desk)
    small = api.client.get(desk, headers={"Accept-Encoding": "br, gzip;q=0.5"})
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert int(small.headers["Content-Length"]) == len(small.data) < len(plain.data)
    assert json.loads(gzip.decompress(small.data)) == plain.json
    assert small.headers["ETag"] != plain.headers["ETag"], "other bytes"
    assert "Accept-Encoding" in plain.vary
    assert "Accept-Encoding" in small.vary
    for known in (plain, small):
        for coding in ("gzip", "identity"):
            asked = {"If-None-Match": known.headers["ETag"], "Accept-Encoding": coding}
            again = api.client.get(desk, headers=asked)
            assert (again.status_code, again.data) == (304, b"")
            assert again.headers["ETag"] == known.headers["ETag"]
            assert "Accept-Encoding" in again.vary
    assert edit(api, here, 0, replaced("w14", "That")).status_code == 200
    changed = api.client.get(desk, headers={"If-None-Match": small.headers["ETag"], "Accept-Encoding": "gzip"})
    assert changed.status_code == 200
    body = {"edit_id": "edit-by-etag", "ops": [replaced("w39", "night.")]}
    made = api.client.post(f"{desk}/edits", json=body, headers={"If-Match": changed.headers["ETag"]})
    assert made.json["rev"] == 2, "the whole ETag names the revision"


@pytest.mark.parametrize("refused", ["identity", "gzip;q=0", "", "*;q=0"])
def test_who_does_not_take_gzip_gets_none(tmp_path: Path, refused: str) -> None:
    api, here = desk_api(tmp_path)
    answer = api.client.get(f"{here}/desk", headers={"Accept-Encoding": refused})
    assert "Content-Encoding" not in answer.headers
    assert answer.json["rev"] == 0


def test_events_are_not_compressed_and_small_answers_neither(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    asked = {"Accept-Encoding": "gzip"}
    opened = api.client.post(f"{here}/desk", headers=asked)
    assert opened.status_code in (200, 202)
    assert "Content-Encoding" not in opened.headers
    stream = api.client.get(f"{here}/desk/events", headers=asked)
    assert "Content-Encoding" not in stream.headers
    stream.close()
