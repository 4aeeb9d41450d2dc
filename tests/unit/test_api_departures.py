"""Departures over the API, and their page."""

from __future__ import annotations

import csv
import html
import io
import re
from pathlib import Path

from service.departures_schema import ShownDepartures
from service.routes.departures_page import DEPARTURES_A_PAGE
from tests.api import TEXT, Api
from tests.unit.desk_api import desk_api, edit, replaced
from tests.unit.test_api_desk_texts import correct
from tests.unit.word_changes import after_all, changes


def told(api: Api, here: str, rev: str = "") -> ShownDepartures:
    answer = api.client.get(f"{here}/desk/departures.json{rev}")
    assert answer.status_code == 200, answer.json
    return ShownDepartures.model_validate(answer.json)


def test_departures_are_those_of_the_newest_captions_the_approved_ones_or_any_revision(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    edit(api, here, 0, {**replaced("w14", "That"), "why": "misprint"})
    approved = api.client.post(f"{here}/desk/approve", json={"rev": 1, "despite": "a test"})
    assert approved.status_code == 200
    edit(api, here, 1, replaced("w39", "night."))
    newest = told(api, here)
    assert [(each.published, each.captioned, each.why, each.rev) for each in newest.departures] == [
        ("This", "That", "misprint", 1), ("day.", "night.", None, 2),
    ]  # fmt: skip
    assert [each.who for each in newest.departures] == ["anonymous"] * 2
    assert all(each.at and each.at.endswith("Z") for each in newest.departures)
    assert (newest.rev, newest.approved, newest.counts) == (2, False, {"changed": 2})
    assert told(api, here, "?rev=head") == told(api, here, "?rev=2") == newest
    first = told(api, here, "?rev=approved")
    assert (first.rev, first.approved, len(first.departures)) == (1, True, 1)
    assert told(api, here, "?rev=0").departures == []
    for rev, status, code in (("3", 404, "revision_unknown"), ("old", 422, "invalid_request")):
        answer = api.client.get(f"{here}/desk/departures.json?rev={rev}")
        assert (answer.status_code, answer.json["code"]) == (status, code)


def test_files_are_downloads_named_after_the_recording_and_are_not_sent_twice(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    edit(api, here, 0, replaced("w14", "That"))
    etags = {}
    for suffix in ("html", "csv", "docx", "json"):
        path = f"{here}/desk/departures.{suffix}"
        answer = api.client.get(path)
        assert answer.status_code == 200
        if suffix != "json":
            assert answer.headers["Content-Disposition"] == f'attachment; filename="news.departures.{suffix}"'
        again = api.client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        etags[path] = answer.headers["ETag"]
    edit(api, here, 1, replaced("w14", "Which"))
    assert all(api.client.get(path).headers["ETag"] != etag for path, etag in etags.items())
    assert len({*etags.values()}) == 4
    docx = api.client.get(f"{here}/desk/departures.docx?rev=1").data
    assert [(each.kind, each.text, each.author) for each in changes(docx)] == [
        ("del", "This", "anonymous"), ("ins", "That", "anonymous"),
    ]  # fmt: skip
    assert after_all(docx, "del") == [TEXT]
    text = api.client.get(f"{here}/desk/departures.csv?rev=1").data.decode("utf-8-sig")
    assert [row["captioned"] for row in csv.DictReader(io.StringIO(text))] == ["That"]
    unknown = api.client.get(f"{here}/desk/departures.pdf")
    assert (unknown.status_code, unknown.json["code"]) == (404, "not_found")


def test_a_job_that_nobody_edited_has_no_departures_and_one_without_captions_says_why(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    job = api.submit().json["id"]
    waiting = api.client.get(f"/v1/jobs/{job}/desk/departures.json")
    assert (waiting.status_code, waiting.json["code"]) == (409, "not_finished")
    api.complete(job)
    assert told(api, f"/v1/jobs/{job}").departures == []
    unknown = api.client.get(f"/v1/jobs/{job}/desk/departures.json?rev=1")
    assert (unknown.status_code, unknown.json["code"]) == (404, "revision_unknown")
    for path in (f"/jobs/{job}/departures", f"{here.removeprefix('/v1')}/departures"):
        page = api.client.get(path).text
        assert "No departures" in page
        assert "the desk" in page


def test_departures_are_of_the_text_that_is_published_now(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    edit(api, here, 0, replaced("w14", "That"), replaced("w39", "night."))
    correct(api, here, TEXT.replace("This", "That"))
    newest = told(api, here)
    assert [(each.published, each.captioned, each.who) for each in newest.departures] == [("day.", "night.", "anonymous")]
    assert [each.published for each in told(api, here, "?rev=1").departures] == ["This", "day."]


def test_the_page_shows_the_departures_in_parts_as_text_and_is_linked(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)
    hostile = "<img src=x onerror=alert(1)>"
    edit(api, here, 0, replaced("w14", hostile), {"op": "note", "word": "w14", "text": hostile})
    path = f"{here.removeprefix('/v1')}/departures"
    page = api.client.get(path).text
    assert "<img" not in page
    assert "<del>This</del>" in page
    assert page.count("&lt;img src=x onerror=alert(1)&gt;") == 2
    assert f'href="{here}/desk/departures.docx?rev=1"' in page
    assert f'href="{path}?rev=head"' in api.client.get(f"{path}?rev=0").text
    assert f'href="{path}?rev=head"' not in page, "nothing to choose from"
    place = f"{here.removeprefix('/v1')}/desk?word=w14&at_ms="
    (link,) = re.findall(f'href="({re.escape(html.escape(place))}[0-9]+)"', page)
    assert api.client.get(html.unescape(link)).status_code == 200
    assert f'href="{path}"' in api.client.get(here.removeprefix("/v1")).text
    assert f'href="{path}?rev=head"' in api.client.get(f"{here.removeprefix('/v1')}/desk").text
    sounds = [
        {"op": "sound", "start_ms": n, "end_ms": n + 1, "text": f"[{n}]"} for n in range(2 * DEPARTURES_A_PAGE)
    ]  # fmt: skip
    edit(api, here, 1, *sounds)
    first, last = api.client.get(path).text, api.client.get(f"{path}?page=3").text
    assert (first.count('<li id="d'), last.count('<li id="d')) == (DEPARTURES_A_PAGE, 1)
    assert f'href="{path}?page=2"' in first
    assert f'href="{path}?page=2"' in last
    assert api.client.get(f"{path}?page=99").text == last
