"""Findings of a desk's captions over the API: named by words, mended as an edit, and undone like one."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

from tests.api import Api
from tests.unit.desk_api import desk_api, edit, shown

_EDITS = count(1)
LATE = {"op": "show", "word": "w39", "out_ms": 2990}
SHORT = {"op": "show", "word": "w39", "out_ms": 1900}


def fix(api: Api, here: str, seen: int, findings: Any, edit_id: str = "", query: str = "", **headers: str) -> Any:
    body = {"edit_id": edit_id or f"a-fix-{next(_EDITS):06}", "findings": findings}
    return api.client.post(f"{here}/desk/fix{query}", json=body, headers={"If-Match": f'"{seen}"', **headers})


def check(api: Api, here: str, query: str = "") -> Any:
    return api.client.get(f"{here}/desk/check{query}").json


def test_a_finding_is_named_by_its_caption_and_says_whether_it_can_be_mended(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    edit(api, here, 0, LATE)
    found = check(api, here)
    assert found["rev"] == 1
    (late,) = (each for each in found["findings"] if each["code"] == "out_time_late")
    assert {name: late[name] for name in ("id", "first", "last", "fix", "at_ms")} == {
        "id": "out_time_late:w0", "first": "w0", "last": "w39", "fix": True, "at_ms": 0,
    }  # fmt: skip


def test_findings_are_mended_as_one_edit_that_can_be_undone(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    api.client.get(f"{here}/desk")
    edit(api, here, 0, LATE)
    before = shown(api, here, "head", "srt")
    answer = fix(api, here, 1, ["out_time_late:w0"], edit_id="fix-it-once")
    assert answer.status_code == 200, answer.json
    assert (answer.json["rev"], answer.json["fixed"], answer.json["left"]) == (2, ["out_time_late:w0"], [])
    assert answer.json["cues"]["cues"][0][0] == "w0"
    assert not [each for each in check(api, here)["findings"] if each["code"] == "out_time_late"]
    assert shown(api, here, "head") == shown(api, here, 1), "no word is another"
    (made, _) = api.client.get(f"{here}/desk/revisions").json["revisions"]
    assert {op["op"] for op in made["ops"]} == {"show"}
    again = fix(api, here, 1, ["out_time_late:w0"], edit_id="fix-it-once")
    assert (again.status_code, again.json["rev"], again.json["fixed"]) == (200, 2, ["out_time_late:w0"])
    undo = {"edit_id": "undo-the-fix", "rev": 2}
    assert api.client.post(f"{here}/desk/undo", json=undo, headers={"If-Match": '"2"'}).status_code == 200
    assert shown(api, here, "head", "srt") == before


def test_all_that_can_be_mended_is_and_the_rest_stays(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    edit(api, here, 0, LATE)
    fixable, others = ({each["id"] for each in check(api, here)["findings"] if each["fix"] is fix} for fix in (True, False))
    answer = fix(api, here, 1, None)
    assert set(answer.json["fixed"]) == fixable != set()
    assert {each["id"] for each in answer.json["left"]} == others
    assert not [each for each in check(api, here)["findings"] if each["fix"]]
    nothing = fix(api, here, 2, None)
    assert (nothing.status_code, nothing.json["rev"], nothing.json["fixed"]) == (200, 2, [])


def test_what_is_not_mended_is_named_with_why_and_no_revision_is_made(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    edit(api, here, 0, {"op": "replace", "from": "w14", "text": "This " + "very " * 40})
    needs = [each["id"] for each in check(api, here)["findings"] if not each["fix"]]
    assert needs
    answer = fix(api, here, 1, [*needs, "too_fast:w999", needs[0]])
    assert (answer.status_code, answer.json["rev"], answer.json["fixed"]) == (200, 1, [])
    assert [(each["id"], each["code"]) for each in answer.json["left"]] == [
        *((name, "needs_a_person") for name in needs),
        ("too_fast:w999", "gone"),
    ]
    assert all(each["detail"] for each in answer.json["left"])


def test_a_fix_of_an_older_revision_goes_together_with_other_edits_or_is_a_conflict(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    edit(api, here, 0, LATE)
    edit(api, here, 1, {"op": "note", "word": "w14", "text": "Really?"})
    merged = fix(api, here, 1, ["out_time_late:w0"])
    assert (merged.status_code, merged.json["rev"], merged.json["merged"]) == (200, 3, [2])
    edit(api, here, 3, SHORT)
    conflict = fix(api, here, 1, ["out_time_late:w0"])
    assert (conflict.status_code, conflict.json["code"]) == (409, "edit_conflict")
    assert api.client.get(f"{here}/desk").json["rev"] == 4


def test_a_fix_is_refused_as_edits_are(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    edit(api, here, 0, LATE)
    url, body = f"{here}/desk/fix", {"edit_id": "a-fix-of-mine", "findings": ["out_time_late:w0"]}
    bare = api.client.post(url, json=body)
    assert (bare.status_code, bare.json["code"]) == (428, "precondition_required")
    ahead = fix(api, here, 7, None)
    assert (ahead.status_code, ahead.json["code"]) == (412, "precondition_failed")
    assert fix(api, here, 1, ["out_time_late:w0"], edit_id="one-and-the-same").json["rev"] == 2
    reused = fix(api, here, 1, None, edit_id="one-and-the-same")
    assert (reused.status_code, reused.json["code"]) == (422, "edit_id_reused")
    for wrong in ("all", [1], [None], ["x" * 101], ["x"] * 5001, {"id": "x"}):
        answer = fix(api, here, 2, wrong)
        assert (answer.status_code, answer.json["code"]) == (422, "invalid_request"), wrong
    unknown = fix(api, here, 2, None, query="?rules=nobody")
    assert unknown.status_code == 422
    gone = fix(api, "/v1/jobs/job_none", 2, None)
    assert (gone.status_code, gone.json["code"]) == (404, "not_found")
    other = api.submit().json["id"]
    api.complete(other)
    closed = fix(api, f"/v1/jobs/{other}", 0, None)
    assert (closed.status_code, closed.json["code"]) == (404, "desk_not_open")


def test_an_offset_of_the_captions_is_none_of_the_recordings_times(tmp_path: Path) -> None:
    api, _ = desk_api(tmp_path)
    job_id = api.submit(options='{"offset": 5}').json["id"]
    api.complete(job_id)
    here = f"/v1/jobs/{job_id}"
    api.client.post(f"{here}/desk")
    edit(api, here, 0, LATE)
    (late,) = (each for each in check(api, here)["findings"] if each["code"] == "out_time_late")
    assert (late["start_ms"], late["at_ms"]) == (5000, 0)
    assert fix(api, here, 1, [late["id"]]).json["fixed"] == [late["id"]]
    (cue,) = api.client.get(f"{here}/desk").json["cues"]
    assert 2050 <= cue[3] < 2990
