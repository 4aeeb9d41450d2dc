"""The caption files of a job: what each is called, and what a format cannot hold is told wherever it is given."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from oncue.captions.formats import FORMATS, formats_by_use
from oncue.jobs.options import CaptionChoices
from service.captions import Captions, title_of
from tests.api import ALIGNMENT, Api, api_of
from tests.interposed import calls_of

TEXT = "Good morning. This {Tuesday} is election day."


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return api_of(tmp_path)


def completed(api: Api, **fields: Any) -> dict[str, Any]:
    """A job whose captions have braces, which SRT cannot hold."""
    job = api.submit(transcript=TEXT.encode(), **fields).json
    api.complete(job["id"])
    row = api.store.get(job["id"], "default")
    words, place = [], 0
    for given, written in zip(ALIGNMENT["words"], TEXT.split(), strict=True):
        start = TEXT.index(written, place)
        place = start + len(written)
        words.append({**given, "text": written, "char_start": start, "char_end": place})
    api.blobs.put(row.alignment_key or "", json.dumps({**ALIGNMENT, "words": words}).encode())
    return dict(job)


def files_of(api: Api, job: dict[str, Any], query: str = "") -> dict[str, Any]:
    answer = api.client.get(f"{job['links']['caption_files']}{query}")
    assert answer.status_code == 200, answer.text
    return {file["suffix"]: file for file in answer.json["files"]}


def test_every_format_is_told_as_it_would_be_downloaded(api: Api) -> None:
    job = completed(api, name="新闻.mp3")
    for query in ("", "?words=true&max_chars=20"):
        files = files_of(api, job, query)
        assert list(files) == list(FORMATS)
        for suffix, file in files.items():
            download = api.client.get(file["link"])
            assert file["bytes"] == len(download.data)
            assert f'"{file["etag"]}"' == download.headers["ETag"]
            assert (file["media_type"], file["filename"]) == (download.mimetype, f"新闻.{suffix}")


def test_what_a_format_cannot_hold_is_told_by_code(api: Api) -> None:
    job = completed(api)
    assert [each["code"] for each in files_of(api, job)["srt"]["lost"]] == ["braces"]
    assert files_of(api, job)["vtt"]["lost"] == []
    with_words = files_of(api, job, "?words=true")
    assert [each["code"] for each in with_words["srt"]["lost"]] == ["word_times", "braces"]
    assert all(each["detail"] for each in with_words["srt"]["lost"])


def test_a_page_tells_people_what_a_format_cannot_hold(api: Api) -> None:
    job = completed(api)
    assert f'href="/jobs/{job["id"]}/captions"' in api.client.get(f"/jobs/{job['id']}").text
    page = api.client.get(f"/jobs/{job['id']}/captions").text
    assert "players hide what is between braces" in page
    assert all(f'href="{link}"' in page for link in job["links"]["captions"].values())


def test_a_batchs_report_tells_it_for_each_of_its_files(api: Api) -> None:
    batch = api.client.post("/v1/batches", json={}).json
    completed(api, batch=batch["id"])
    zipped = api.client.get(f"{batch['links']['captions']}?format=srt").data
    (line,) = json.loads(zipfile.ZipFile(BytesIO(zipped)).read("report.json"))["items"]
    assert [each["code"] for each in line["lost"]] == ["braces"]


def test_captions_are_cut_once_for_all_formats(api: Api) -> None:
    job = api.store.get(completed(api)["id"], "default")
    captions = Captions(api.blobs)
    with calls_of(Captions._cut) as cut:
        for suffix in FORMATS:
            captions.render(job, suffix, CaptionChoices())
    assert len(cut) == 1


def test_a_job_without_captions_says_so(api: Api) -> None:
    job = api.submit().json
    answer = api.client.get(job["links"]["caption_files"])
    assert (answer.status_code, answer.json["code"]) == (409, "not_finished")
    assert api.client.get(f"/jobs/{job['id']}/captions").status_code == 409


def test_a_zip_is_made_of_every_format_however_long_its_name_is(api: Api) -> None:
    batch = api.client.post("/v1/batches", json={}).json
    job = completed(api, batch=batch["id"])
    for suffix in FORMATS:
        answer = api.client.get(f"{batch['links']['captions']}?format={suffix}")
        assert answer.status_code == 200, answer.text
        zipped = zipfile.ZipFile(BytesIO(answer.data))
        assert zipped.read(f"news.{suffix}") == api.client.get(job["links"]["captions"][suffix]).data
    unknown = api.client.get(f"{batch['links']['captions']}?format=netflix.xmls")
    assert (unknown.status_code, unknown.json["code"]) == (404, "not_found")


def test_the_pages_offer_every_format_under_what_it_is_for(api: Api) -> None:
    job = completed(api)
    for page in (f"/jobs/{job['id']}", f"/jobs/{job['id']}/captions"):
        shown = api.client.get(page).text
        for use, formats in formats_by_use().items():
            assert use.capitalize() in shown
            assert all(f'href="{job["links"]["captions"][each.suffix]}"' in shown for each in formats)


def test_the_etag_of_captions_changes_with_what_the_programme_is_called(api: Api) -> None:
    one = api.store.get(completed(api)["id"], "default")
    other = replace(one, audio=replace(one.audio, name="Other News.mp3"))
    captions, suffix = Captions(api.blobs), next(iter(FORMATS))
    assert (title_of(one), title_of(other)) == ("news", "Other News")
    assert captions.etag(one, suffix, CaptionChoices()) != captions.etag(other, suffix, CaptionChoices())
