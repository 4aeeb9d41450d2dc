"""A desk whose text is corrected: edits go on where their words are, the rest are listed, nothing goes off the air."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

from oncue.jobs.model import Outcome, Problem
from service.desk_captions import EDITED_ELSEWHERE
from tests.api import ALIGNMENT, Api
from tests.job_makers import claimed
from tests.unit.desk_api import desk_api, edit, replaced, shown

MACHINE = "Good morning. This Tuesday is election day."
CORRECTED = "Good morning. This Wednesday is election day."


def correct(api: Api, here: str, text: str, *, well: bool = True) -> None:
    """Sends a corrected text, and does a worker's work on it."""
    sent = api.client.put(f"{here}/transcript", data=text.encode(), content_type="text/plain")
    assert sent.status_code == 202, sent.json
    claim = claimed(api.store)
    if not well:
        api.store.fail(claim, Problem("transcript_mismatch", "Another programme."))
        return
    document = copy.deepcopy(ALIGNMENT)
    at = 0
    for word, said in zip(document["words"], text.split(), strict=True):
        at = text.index(said, at)
        word.update(text=said, char_start=at, char_end=at + len(said))
    key = f"jobs/{claim.job.id}/{claim.token}/alignment.json"
    api.blobs.put(key, json.dumps(document).encode())
    assert api.store.finish(claim, Outcome(key, 3000, "en", document["quality"]))


def test_edits_are_carried_over_to_a_corrected_text_and_those_without_a_place_are_listed(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    edit(api, here, 0, replaced("w39", "night."))
    edit(api, here, 1, replaced("w19", "Thursday"))
    api.client.post(f"{here}/desk/approve", json={"rev": 1, "despite": "a test"})
    correct(api, here, CORRECTED)
    assert shown(api, here) == MACHINE.replace("day.", "night."), "what is approved stays on air"
    assert shown(api, here, 0) == CORRECTED
    desk = api.client.get(f"{here}/desk").json
    assert (desk["first_rev"], desk["text"]) == (3, CORRECTED)
    assert shown(api, here, "head") == CORRECTED.replace("day.", "night.")
    (left,) = desk["left_over"]
    assert (left["rev"], left["op"]["text"]) == (2, "Thursday")
    assert shown(api, here, 2) == MACHINE.replace("Tuesday", "Thursday").replace("election day.", "election night.")
    old = edit(api, here, 2, replaced("w0", "Fine"))
    assert (old.status_code, old.json["code"], old.json["first_rev"]) == (409, "text_replaced", 3)
    assert edit(api, here, desk["rev"], replaced("w0", "Fine")).json["rev"] == desk["rev"] + 1
    kinds = [(each["rev"], each["kind"]) for each in api.client.get(f"{here}/desk/revisions").json["revisions"]]
    assert kinds == [(4, "edit"), (3, "text"), (2, "edit"), (1, "edit")]


def test_a_text_of_another_programme_leaves_captions_and_desk_as_they_were(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    edit(api, here, 0, replaced("w14", "That"))
    correct(api, here, "Something else entirely, of another day.", well=False)
    assert shown(api, here) == MACHINE
    assert shown(api, here, "head") == MACHINE.replace("This", "That")
    assert api.client.get(f"{here}/desk").json["rev"] == 1


def test_a_corrected_text_without_edits_gives_a_desk_of_that_text(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    correct(api, here, CORRECTED)
    desk = api.client.get(f"{here}/desk").json
    assert (desk["rev"], desk["first_rev"], desk["text"], desk["left_over"]) == (1, 1, CORRECTED, [])
    assert shown(api, here, "head") == CORRECTED


def test_who_has_seen_the_text_before_is_told_to_read_all_of_the_new_one(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    api.client.get(f"{here}/desk")
    edit(api, here, 0, replaced("w39", "night."))
    correct(api, here, CORRECTED)
    changes = api.client.get(f"{here}/desk/changes?since=1&retimed=0").json
    assert (changes["rev"], changes["words"], changes["cues"]) == (2, None, None)
    desk = api.client.get(f"{here}/desk?since=1&retimed=0").json
    assert (desk["spliced"], desk["first_rev"], len(desk["words"])) == (False, 2, 7)


def test_no_name_that_somebody_gives_an_edit_is_one_of_the_services_own(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    file = api.client.get(f"{here}/captions.srt").data.replace(b"This", b"That")
    assert put(api, here, 0, file).json["rev"] == 1
    edit(api, here, 1, replaced("w39", "night."))
    correct(api, here, CORRECTED)
    own = [each["edit_id"] for each in api.client.get(f"{here}/desk/revisions").json["revisions"] if each["kind"] != "edit"]
    assert len(own) == 3, "the file, and two edits that were carried over"
    for name in own:
        answer = edit(api, here, 4, {"op": "note", "word": "w0", "text": "hm"}, edit_id=name)
        assert (answer.status_code, answer.json["code"]) == (422, "invalid_request"), name


def put(api: Api, here: str, seen: int, file: bytes, query: str = "format=srt") -> Any:
    """The answer to a caption file that was edited elsewhere."""
    headers = {"If-Match": f'"{seen}"'}
    return api.client.put(f"{here}/captions?{query}", data=file, headers=headers, content_type="application/x-subrip")


def test_captions_that_were_edited_elsewhere_become_one_edit_and_nothing_where_nothing_changed(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    for suffix in ("srt", "vtt"):
        same = api.client.get(f"{here}/captions.{suffix}").data
        unchanged = put(api, here, 0, same, f"format={suffix}")
        assert (unchanged.status_code, unchanged.json["rev"]) == (200, 0), unchanged.json
    edit(api, here, 0, replaced("w39", "night."))
    file = api.client.get(f"{here}/captions.srt?rev=0").data.replace(b"This", b"That")
    for _ in range(2):
        saved = put(api, here, 0, file)
        assert (saved.status_code, saved.json["rev"], saved.json["merged"]) == (200, 2, [1])
    assert shown(api, here, "head") == MACHINE.replace("This", "That").replace("day.", "night.")
    (made,) = [each for each in api.client.get(f"{here}/desk/revisions").json["revisions"] if each["rev"] == 2]
    assert (made["kind"], [op["op"] for op in made["ops"]]) == ("captions", ["replace"])
    clash = put(api, here, 0, api.client.get(f"{here}/captions.srt?rev=0").data.replace(b"This", b"Which"))
    assert (clash.status_code, clash.json["code"]) == (409, "edit_conflict")


def test_captions_come_back_in_every_format_that_has_some(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    rev = 0
    for suffix in EDITED_ELSEWHERE:
        same = api.client.get(f"{here}/captions.{suffix}?rev=head").data
        unchanged = put(api, here, rev, same, f"format={suffix}")
        assert (unchanged.status_code, unchanged.json["rev"]) == (200, rev), (suffix, unchanged.json)
        if suffix in ("scc", "stl"):
            continue  # of bytes: see below
        word, other = ("This", "That") if rev % 2 == 0 else ("That", "This")
        saved = put(api, here, rev, same.replace(word.encode(), other.encode()), f"format={suffix}")
        rev += 1
        assert (saved.status_code, saved.json["rev"]) == (200, rev), (suffix, saved.json)
        assert shown(api, here, "head") == MACHINE.replace("This", other), suffix
    stl = api.client.get(f"{here}/captions.stl?rev=head").data
    told = put(api, here, rev, stl.replace(other.encode(), b"What"), "")
    assert (told.status_code, told.json["rev"]) == (200, rev + 1), "the content tells the format"
    assert shown(api, here, "head") == MACHINE.replace("This", "What")
    words = put(api, here, rev + 1, api.client.get(f"{here}/captions.podcast.json?rev=head").data, "")
    assert (words.status_code, words.json["code"]) == (422, "captions_unreadable")
    never_downloaded = b'<timedtext><body><p t="1000" d="2000">What</p></body></timedtext>'
    refused = put(api, here, rev + 1, never_downloaded, "")
    assert (refused.status_code, refused.json["code"]) == (422, "captions_unreadable")
    assert "none in which captions come back" in refused.json["detail"]


def test_times_that_another_program_rounded_to_frames_are_as_they_were_and_a_frame_more_is_an_edit(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    looks = "format=vtt&frame_rate=25"
    file = api.client.get(f"{here}/captions.vtt?rev=0&frame_rate=25").text
    end = re.findall(r"--> 00:00:0(\d\.\d+)", file)[-1]
    for milliseconds, rev in ((-39, 0), (39, 0), (40, 1)):
        moved = file.replace(f"--> 00:00:0{end}", f"--> 00:00:0{float(end) + milliseconds / 1000:.3f}")
        answer = put(api, here, 0, moved.encode(), looks)
        assert (answer.status_code, answer.json["rev"]) == (200, rev), answer.json


def test_a_caption_file_is_read_by_a_process_with_limits_and_what_it_takes_is_none_of_the_services(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    entities = "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE tt [<!ENTITY x0 "lol">{entities}]><tt><body>&x11;</body></tt>'
    answer = put(api, here, 0, bomb.encode(), "format=ttml")
    assert answer.status_code == 422
    assert answer.json["code"] in ("captions_unreadable", "captions_too_complex")


def test_what_no_edit_may_have_comes_in_by_no_file_either_and_the_desk_goes_on(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    file = api.client.get(f"{here}/captions.srt").text
    for text, code in (
        ("x" * 12_000, "edit_too_large"),
        ("x" * 300, "word_too_long"),
        ("y " * 12_000, "edit_too_large"),
        ("many " * 2001, "edit_too_large"),
    ):
        answer = put(api, here, 0, file.replace("This", text).encode())
        assert (answer.status_code, answer.json["code"]) == (422, code), answer.json
        assert api.client.get(f"{here}/desk").json["rev"] == 0
    assert put(api, here, 0, file.replace("This", "That").encode()).json["rev"] == 1


def test_a_caption_file_that_cannot_be_read_or_is_none_is_refused(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    for file, status, code in (
        (b"\xff\xfe\x00", 422, "captions_unreadable"),
        (b"", 422, "captions_unreadable"),
        (b"x" * (16 * 1024 * 1024 + 1), 413, "too_large"),
    ):
        answer = put(api, here, 0, file)
        assert (answer.status_code, answer.json["code"]) == (status, code)
    assert put(api, here, 0, b"x", "format=stl").status_code == 422
    assert api.client.get(f"{here}/desk").json["rev"] == 0
