"""Undo, revert, history and approval of captions over the API."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

from oncue.jobs.api_keys import create_api_key
from service.app import create_app
from tests.api import READERS
from tests.unit.desk_api import desk_api, edit, replaced, shown

MACHINE = "Good morning. This Tuesday is election day."


def test_what_is_undone_or_gone_back_to_reads_as_it_did_and_can_be_undone_itself(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    untouched = api.client.get(f"{here}/captions.json").data
    edit(api, here, 0, replaced("w14", "That"))
    edit(api, here, 1, replaced("w39", "night."))

    def post(what: str, seen: int, **body: Any) -> Any:
        sent = {"edit_id": f"{what}-of-{seen:04}", **body}
        return api.client.post(f"{here}/desk/{what}", json=sent, headers={"If-Match": f'"{seen}"'})

    assert post("undo", 2, rev=1).json["rev"] == 3
    assert shown(api, here, "head") == MACHINE.replace("day.", "night.")
    again = post("undo", 3, rev=1)
    assert (again.status_code, again.json["code"]) == (409, "undo_nothing")
    assert post("revert", 3, to=0).json["rev"] == 4
    assert shown(api, here, "head") == MACHINE
    assert api.client.get(f"{here}/captions.json?rev=head").data == untouched
    assert post("undo", 4, rev=4).json["rev"] == 5
    assert shown(api, here, "head") == MACHINE.replace("day.", "night.")
    assert post("revert", 5, to=2).json["rev"] == 6
    assert shown(api, here, "head") == MACHINE.replace("This", "That").replace("day.", "night.")
    unknown = post("undo", 6, rev=9)
    assert (unknown.status_code, unknown.json["code"]) == (404, "revision_unknown")
    history = api.client.get(f"{here}/desk/revisions?limit=4").json
    assert [(each["rev"], each["kind"]) for each in history["revisions"]] == [
        (6, "revert"), (5, "undo"), (4, "revert"), (3, "undo"),
    ]  # fmt: skip
    assert history["has_more"] is True
    older = api.client.get(f"{here}/desk/revisions?before=3").json
    assert [(each["rev"], each["ops"]) for each in older["revisions"]] == [
        (2, [replaced("w39", "night.")]), (1, [replaced("w14", "That")]),
    ]  # fmt: skip


def test_captions_are_those_of_the_approved_revision_until_another_is(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    none = api.client.get(f"{here}/captions.srt?rev=approved")
    assert (none.status_code, none.json["code"]) == (409, "not_approved")
    machine = api.client.get(f"{here}/captions.txt").headers["ETag"]
    edit(api, here, 0, replaced("w14", "That"))
    approved = api.client.post(f"{here}/desk/approve", json={"rev": 1, "despite": "a test"})
    assert (approved.status_code, approved.json["approved"]) == (200, 1)
    edit(api, here, 1, replaced("w14", "Which"))
    assert shown(api, here) == shown(api, here, "approved") == shown(api, here, 1) == MACHINE.replace("This", "That")
    assert shown(api, here, "head") == MACHINE.replace("This", "Which")
    assert api.client.get(f"{here}/transcript").text == MACHINE.replace("This", "That")
    files = {each["suffix"]: each["etag"] for each in api.client.get(f"{here}/captions").json["files"]}
    etags = [api.client.get(f"{here}/captions.txt?rev={rev}").headers["ETag"] for rev in ("0", "1", "head")]
    assert etags[0] == machine
    assert len(set(etags)) == 3
    assert f'"{files["txt"]}"' == etags[1]
    assert api.client.post(f"{here}/desk/approve", json={"rev": 0}).json["approved"] is None
    assert shown(api, here) == MACHINE
    unknown = api.client.post(f"{here}/desk/approve", json={"rev": 3, "despite": "a test"})
    assert (unknown.status_code, unknown.json["code"]) == (404, "revision_unknown")


def test_a_revision_with_hard_findings_is_approved_only_with_a_reason_which_is_kept(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    edit(api, here, 0, {"op": "show", "word": "w39", "out_ms": 2990})
    found = api.client.get(f"{here}/desk/check").json
    assert found["hard"] > 0
    refused = api.client.post(f"{here}/desk/approve", json={"rev": 1})
    assert (refused.status_code, refused.json["code"], refused.json["hard"]) == (409, "findings_open", found["hard"])
    for reason in ("", "  ", "two\nlines", "x" * 501):
        assert api.client.post(f"{here}/desk/approve", json={"rev": 1, "despite": reason}).status_code == 422
    assert api.client.get(f"{here}/desk").json["approved"] is None
    assert api.client.post(f"{here}/desk/approve", json={"rev": 1, "despite": "on air in a minute"}).status_code == 200
    (kept,) = api.client.get(f"{here}/desk/revisions").json["approvals"]
    assert (kept["rev"], kept["despite"], kept["findings"]) == (1, "on air in a minute", found["hard"])


def test_history_names_the_key_that_an_edit_came_with(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    strict = api.settings.model_copy(update={"require_api_key": "always"})
    app = create_app(strict, api.store, api.blobs, lambda _: True, READERS)
    key, secret = create_api_key(api.store, "Ann's desk")
    headers = {"Authorization": f"Bearer {secret}", "If-Match": '"0"'}
    body = {"edit_id": "an-edit-id", "ops": [replaced("w14", "That")]}
    assert app.test_client().post(f"{here}/desk/edits", json=body, headers=headers).status_code == 200
    (revision,) = api.client.get(f"{here}/desk/revisions").json["revisions"]
    assert revision["who"] == {"id": key.id, "name": "Ann's desk"}
    words = api.client.get(f"{here}/alignment?rev=head").json["words"]
    assert [word["by"] for word in words if word["text"] == "That"] == ["Ann's desk"]


def test_a_zip_holds_the_approved_captions_or_those_that_are_asked_for(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    edit(api, here, 0, replaced("w14", "That"))
    batch = api.client.post("/v1/batches", json={}).json["id"]
    job_id = api.submit(batch=batch).json["id"]
    api.complete(job_id)
    other = f"/v1/jobs/{job_id}"
    api.client.post(f"{other}/desk")
    edit(api, other, 0, replaced("w14", "Which"))

    def zipped(rev: str) -> str:
        data = api.client.get(f"/v1/batches/{batch}/captions.zip?format=txt{rev}").data
        archive = zipfile.ZipFile(io.BytesIO(data))
        return " ".join(
            " ".join(archive.read(name).decode().split()) for name in archive.namelist() if name != "report.json"
        )

    assert zipped("") == MACHINE
    assert zipped("&rev=head") == MACHINE.replace("This", "Which")
    assert zipped("&rev=approved") == ""


def test_a_revision_that_was_written_out_reads_as_one_that_is_made_anew(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    for n in range(3):
        edit(api, here, n, replaced("w14", f"That{n}"), {"op": "break", "before": "w27", "kind": "cue"})
    api.client.post(f"{here}/desk/approve", json={"rev": 2, "despite": "a test"})
    job = api.store.get(here.rsplit("/", 1)[1], "default")
    assert api.store.desk_past(job.id, job.tenant, 2).revisions[-1].files is not None
    made = api.client.get(f"{here}/captions.json?rev=2").data
    restarted = create_app(api.settings, api.store, api.blobs, lambda _: True, READERS).test_client()
    assert restarted.get(f"{here}/captions.json").data == made
    for blob in list(api.blobs.list(f"desks/{job.id}")):
        if "/rev_" in blob.key:
            api.blobs.delete(blob.key)
    bare = create_app(api.settings, api.store, api.blobs, lambda _: True, READERS).test_client()
    assert bare.get(f"{here}/captions.json").data == made, "what was written out is gone, and made anew"
