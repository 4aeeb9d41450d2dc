"""What the API says where rows and files were damaged: by code, for the one job, and everything else goes on."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text as sql

from oncue.captions.formats import FORMATS
from tests.api import ALIGNMENT, Api, api_of, by_pages_of


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return api_of(tmp_path)


def _batch(api: Api, count: int = 3) -> tuple[str, list[str]]:
    batch = str(api.client.post("/v1/batches", json={}).json["id"])
    ids = []
    for number in range(count):
        ids.append(str(api.submit(batch=batch, name=f"{number}.mp3").json["id"]))
        api.complete(ids[-1])
    return batch, ids


def _write(api: Api, job: str, column: str, value: Any) -> None:
    with api.store.engine.begin() as connection:
        connection.execute(sql(f"UPDATE jobs SET {column} = :value WHERE id = :id"), {"value": value, "id": job})


def _report(api: Api, batch: str) -> list[dict[str, Any]]:
    with zipfile.ZipFile(BytesIO(api.client.get(f"/v1/batches/{batch}/captions.zip").data)) as zipped:
        assert zipped.testzip() is None
        items: list[dict[str, Any]] = json.loads(zipped.read("report.json"))["items"]
    return items


@pytest.mark.parametrize("completed_at_ms", [0, 253_402_300_799_999])
def test_a_job_from_a_host_whose_clock_was_not_set_is_in_the_zip_like_the_others(api: Api, completed_at_ms: int) -> None:
    batch, ids = _batch(api)
    _write(api, ids[1], "completed_at_ms", completed_at_ms)
    assert [item["file"] for item in _report(api, batch)] == ["0.srt", "1.srt", "2.srt"]


@pytest.mark.parametrize("value", ["soon", 9_000_000_000_000_000_000])
def test_no_list_ends_at_a_job_whose_time_cannot_be_read(api: Api, value: object) -> None:
    batch, ids = _batch(api, 4)
    for job in ids[1:3]:
        _write(api, job, "created_at_ms", value)
    for address, items, name in ((f"/v1/jobs?batch={batch}&", "jobs", "id"), (f"/v1/batches/{batch}?", "items", "job")):
        seen: list[str] = []
        cursor = ""
        for _ in range(len(ids)):
            page = api.client.get(f"{address}limit=1{cursor}").json
            seen += [each[name] for each in page[items]]
            cursor = f"&starting_after={seen[-1]}"
        assert sorted(seen) == sorted(ids)
        assert not page["has_more"]


def test_a_zip_whose_page_ends_with_such_a_job_has_an_end(api: Api) -> None:
    by_pages_of(api, 1)
    batch, ids = _batch(api, 4)
    for job in ids[1:3]:
        _write(api, job, "created_at_ms", 9_000_000_000_000_000_000)
    pieces = api.client.get(f"/v1/batches/{batch}/captions.zip").iter_encoded()
    whole = b"".join(piece for piece, _ in zip(pieces, range(100), strict=False))
    with zipfile.ZipFile(BytesIO(whole)) as zipped:
        report = json.loads(zipped.read("report.json"))
    assert sorted(item["job"] for item in report["items"]) == sorted(ids)


@pytest.mark.parametrize(
    "quality",
    [None, {}, {"mean_confidence": 0.9}, {**ALIGNMENT["quality"], "ledger": 5}, {**ALIGNMENT["quality"], "warnings": 5}],
)
def test_the_page_of_a_job_whose_figures_are_damaged_still_offers_its_captions(api: Api, quality: object) -> None:
    _, (job,) = _batch(api, 1)
    _write(api, job, "quality", None if quality is None else json.dumps(quality))
    answer = api.client.get(f"/jobs/{job}")
    assert answer.status_code == 200
    assert f"/v1/jobs/{job}/captions.srt" in answer.text
    assert "figures of this job are damaged" in answer.text


def test_a_name_that_holds_half_a_character_does_not_take_the_first_page_away(api: Api) -> None:
    _, (job,) = _batch(api, 1)
    _write(api, job, "audio", r'{"key": "k", "name": "a\ud800b", "bytes": 1, "sha256": "0"}')
    assert api.client.get("/").status_code == 200
    shown = api.client.get(f"/v1/jobs/{job}").json
    assert (shown["error"]["code"], shown["error"]["columns"]) == ("damaged", ["audio"])


OPTIONS = [
    {"max_chars": "x"},
    {"profile": [1]},
    {"offset": "1"},
    {"start_timecode": 5},
    {"speakers": {}},
    {"min_coverage": "x"},
]


@pytest.mark.parametrize("options", OPTIONS)
def test_options_of_another_kind_are_a_damaged_row_and_no_mistake_of_ours(api: Api, options: dict[str, Any]) -> None:
    batch, ids = _batch(api)
    _write(api, ids[1], "options", json.dumps(options))
    answer = api.client.get(f"/v1/jobs/{ids[1]}/captions.srt")
    assert (answer.status_code, answer.json["code"]) == (409, "no_captions")
    assert "damaged" in answer.json["detail"]
    assert [(item["error"] or {}).get("code") for item in _report(api, batch)] == [None, "damaged", None]


def test_options_with_bounds_of_another_version_and_unknown_ones_are_no_damage(api: Api) -> None:
    _, (job,) = _batch(api, 1)
    _write(api, job, "options", json.dumps({"max_chars": 250, "colour": "red"}))
    assert api.client.get(f"/v1/jobs/{job}").json["status"] == "completed"


def test_a_completed_job_without_a_result_is_damaged(api: Api) -> None:
    batch, ids = _batch(api)
    _write(api, ids[1], "alignment_key", None)
    assert [(item["error"] or {}).get("code") for item in _report(api, batch)] == [None, "damaged", None]


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _no_folder(path: Path) -> None:
    shutil.rmtree(path.parent)
    path.parent.write_text("x")


def _loop(path: Path) -> None:
    path.unlink()
    path.symlink_to(path)


DAMAGES: dict[str, Callable[[Path], Any]] = {
    "gone": Path.unlink,
    "a folder": _folder,
    "within a file": _no_folder,
    "a loop": _loop,
    "empty": lambda path: path.write_bytes(b""),
    "half": lambda path: path.write_bytes(path.read_bytes()[:20]),
    "zeros": lambda path: path.write_bytes(bytes(100)),
    "no text": lambda path: path.write_bytes(b"\xff\xfe\x00"),
}


@pytest.mark.parametrize("which", ["alignment_key", "text_key"])
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_file_is_told_as_such_and_never_rendered(api: Api, which: str, damage: Callable[[Path], Any]) -> None:
    batch, ids = _batch(api)
    key = getattr(api.store.get(ids[1], "default"), which)
    damage(api.settings.data_dir / "blobs" / key)
    asked = [f"captions.{suffix}" for suffix in FORMATS]
    asked += ["alignment"] if which == "alignment_key" else []
    for what in asked:
        answer = api.client.get(f"/v1/jobs/{ids[1]}/{what}")
        assert (answer.status_code, answer.json["code"]) == (500, "files_damaged"), what
    assert [(item["error"] or {}).get("code") for item in _report(api, batch)] == [None, "files_damaged", None]
    assert api.client.delete(f"/v1/jobs/{ids[1]}").status_code == 204


def test_times_beyond_any_recording_are_a_damaged_alignment(api: Api) -> None:
    _, (job,) = _batch(api, 1)
    broken = json.loads(json.dumps(ALIGNMENT))
    broken["words"][-1] |= {"start_ms": 10**18, "end_ms": 10**19}
    api.blobs.put(api.store.get(job, "default").alignment_key or "", json.dumps(broken).encode())
    assert api.client.get(f"/v1/jobs/{job}/captions.srt").json["code"] == "files_damaged"


def test_a_folder_of_files_that_is_away_is_no_mistake_of_ours(api: Api) -> None:
    shutil.rmtree(api.settings.data_dir / "blobs")
    answer = api.submit()
    assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
    assert "Retry-After" in answer.headers
    assert api.client.get("/metrics").status_code == 200
    assert api.client.get("/readyz").status_code == 503
