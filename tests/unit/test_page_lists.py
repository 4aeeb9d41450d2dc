"""The pages that list: jobs that are searched, filtered and read by page, batches, and the worklist."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from oncue.jobs.model import Outcome, Problem
from service.quality_schema import Quality
from service.review_effort import review_effort
from service.routes.list_pages import A_PAGE
from service.worklist_schema import ShownWorklist
from tests.api import Api, api_of
from tests.job_makers import later, new_job, upload
from tests.unit.page_views import BROWSER
from tests.unit.test_pages_ledger import QUALITY


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return api_of(tmp_path)


def made(api: Api, *names: str, **about: Any) -> list[str]:
    """The ids of waiting jobs of these recordings."""
    found = []
    for name in names:
        later(api.store, 1)
        job = new_job(**about)
        found.append(api.store.create(new_job(id=job.id, audio=upload(f"jobs/{job.id}/audio", name), **about)).id)
    return found


def rows(page: str) -> list[str]:
    return re.findall(r'<tr data-row="(\w+)"', page)


def finish(api: Api, job: str, quality: dict[str, Any]) -> None:
    claim = api.store.claim()
    assert claim is not None
    assert claim.job.id == job
    assert api.store.finish(claim, Outcome(f"jobs/{job}/alignment.json", 3000, "en", quality))


def test_jobs_are_found_by_words_of_their_names_in_any_case_and_by_id(api: Api) -> None:
    first, second, third = made(api, "Guten Morgen Köln.mp3", "Evening news.wav", "Morgenmagazin.wav")

    def found(**query: str) -> list[str]:
        answer = api.client.get("/jobs", query_string=query, headers=BROWSER)
        assert answer.status_code == 200
        return rows(answer.text)

    assert found() == found(q="", status="") == [third, second, first]
    assert found(q="morgen") == [third, first]
    assert found(q="koln MORGEN") == [first]
    assert found(q=second) == [second]
    assert found(q="100%_") == []
    assert found(q="news", status="queued") == [second]
    assert found(status="error") == []


def test_a_list_is_read_by_page_and_each_names_the_next(api: Api) -> None:
    ids = made(api, *(f"news {number}.mp3" for number in range(A_PAGE + 3)))
    page = api.client.get("/jobs?q=news").text
    assert rows(page) == ids[::-1][:A_PAGE]
    further = re.search(r'href="(/jobs\?[^"]*starting_after[^"]*)" rel="next"', page)
    assert further is not None
    rest = api.client.get(further[1].replace("&amp;", "&")).text
    assert rows(rest) == ids[::-1][A_PAGE:]
    assert 'rel="next"' not in rest
    assert api.client.get("/jobs?starting_after=job_none", headers=BROWSER).status_code == 422


def test_a_search_looks_at_no_more_than_its_share_of_the_jobs_and_says_so(api: Api) -> None:
    made(api, "sought.mp3", *(f"other {number}.mp3" for number in range(4)))
    looked = api.store.search("default", words="sought", look_at=3)
    assert (looked.jobs, looked.complete) == ([], False)
    on = api.store.search("default", words="sought", look_at=3, starting_after=looked.further)
    assert ([job.audio.name for job in on.jobs], on.further, on.complete) == (["sought.mp3"], None, True)


def test_every_empty_list_says_what_to_do_next(api: Api) -> None:
    for address in ("/jobs", "/batches", "/worklist", "/jobs?q=nothing"):
        empty = re.search(r'<p class="empty">(.*?)</p>', api.client.get(address).text, re.DOTALL)
        assert empty is not None, address
        assert "<a href=" in empty[1], address


def test_states_are_shown_by_shape_and_word(api: Api) -> None:
    made(api, "a.mp3")
    api.store.claim()
    failed, cancelled, _ = made(api, "b.mp3", "c.mp3", "d.mp3")
    claim = api.store.claim()
    assert claim is not None
    api.store.fail(claim, Problem("audio_silent", "Nobody speaks."), None)
    api.store.cancel(cancelled, "default")
    page = api.client.get("/jobs").text
    shown = {each[0]: each for each in re.findall(r'<span class="state (\w+)">(<svg.*?</svg>)([^<]*)', page, re.DOTALL)}
    assert {state: words.split()[0] for state, (_, _, words) in shown.items()} == {
        "queued": "waiting", "processing": "starting", "error": "failed", "cancelled": "cancelled",
    }  # fmt: skip
    assert len({shape for _, shape, _ in shown.values()}) == len(shown), "each has a shape of its own"
    assert f'href="/jobs/{failed}"' in page
    assert "nobody speaks in it" in page


def test_a_batch_is_made_looked_at_and_cancelled_without_a_script(api: Api) -> None:
    here = api.client.post("/batches", data={"name": "Week <48>"}).headers["Location"]
    batch = here.rpartition("/")[2]
    assert f'href="/?batch={batch}"' in api.client.get(here).text
    ids = made(api, "a.mp3", "b.mp3", batch=batch)
    page = api.client.get(here).text
    assert rows(page) == ids
    assert "Week &lt;48&gt;" in page
    assert "0 of 2 ready" in page
    assert "Week &lt;48&gt;" in api.client.get("/batches").text
    assert rows(api.client.get(f"/jobs?batch={batch}").text) == ids[::-1]
    assert api.client.post(f"{here}/cancel").status_code == 303
    assert "2 cancelled" in api.client.get(here).text
    assert api.client.get("/batches/none", headers=BROWSER).status_code == 404
    assert api.client.post("/batches", data={"name": "x" * 501}, headers=BROWSER).status_code == 422


def test_the_worklist_has_programmes_by_minutes_of_review(api: Api) -> None:
    first, second, old = made(api, "good.mp3", "bad.mp3", "old.mp3")
    finish(api, first, {**QUALITY, "mean_confidence": 0.999})
    finish(api, second, {**QUALITY, "mean_confidence": 0.5})
    finish(api, old, {name: QUALITY[name] for name in QUALITY if name != "ledger"})

    def order(query: str = "") -> list[str]:
        page = api.client.get(f"/worklist{query}").text
        return re.findall(r'<a href="/jobs/(\w+)"', page)

    assert order() == [second, first, old]
    assert order("?first=least&quality=99.5") == [first, second, old]
    assert api.client.get("/worklist?quality=200", headers=BROWSER).status_code == 422


def test_the_worklist_of_a_batch_has_its_programmes_on_the_page_and_over_the_api(api: Api) -> None:
    batch = api.client.post("/v1/batches", json={"name": "Week <48>"}).json["id"]
    inside = api.submit(name="inside.mp3", batch=batch).json["id"]
    outside, old = made(api, "outside.mp3", "old.mp3")
    sure = {**QUALITY, "review": {"certificate": CERTIFICATE, "curve": CURVE}}
    finish(api, outside, sure)
    finish(api, old, {name: QUALITY[name] for name in QUALITY if name != "ledger"})
    finish(api, inside, sure)  # those of batches wait
    page = api.client.get(f"/worklist?batch={batch}").text
    assert re.findall(r'<a href="/jobs/(\w+)"', page) == [inside]
    assert "Week &lt;48&gt;" in page
    assert f'href="/worklist?batch={batch}"' in api.client.get(f"/batches/{batch}").text
    told = api.client.get(f"/v1/worklist?batch={batch}&quality=99.9").json
    assert ShownWorklist.model_validate(told).model_dump() == told
    assert [(each["job"], each["doubts"], each["minutes"]) for each in told["programmes"]] == [(inside, 3, 0.5)]
    assert told["programmes"][0]["certificate"] == CERTIFICATE
    every = api.client.get("/v1/worklist?first=least").json
    assert ({each["job"] for each in every["programmes"]}, every["without_estimate"][0]["job"]) == ({inside, outside}, old)
    assert (every["quality"], every["has_more"]) == (99.0, False)
    for refused, status in (("batch=none", 404), ("quality=2", 422), ("first=best", 422), ("page=2", 422)):
        assert api.client.get(f"/v1/worklist?{refused}").status_code == status
    assert api.client.get("/worklist?batch=none", headers=BROWSER).status_code == 404


def test_a_lower_quality_takes_less_review_and_none_where_it_is_reached() -> None:
    quality = Quality.model_validate(QUALITY)
    efforts = [review_effort(quality, wanted) for wanted in (1.0, 0.99, 0.95, 0.5)]
    minutes = [effort.minutes for effort in efforts if effort]
    assert len(minutes) == 4
    assert minutes == sorted(minutes, reverse=True)
    assert minutes[-1] == 0
    assert all(effort and effort.minutes >= 0 for effort in efforts)
    assert review_effort(quality.model_copy(update={"ledger": None}), 0.99) is None


CERTIFICATE = {"given": True, "captions": 240, "sure": 217, "at_most": 0.01, "left": 23, "left_ms": 81400, "doubts": 3,
               "seconds": 30.0, "why": []}  # fmt: skip
NONE = {**CERTIFICATE, "given": False, "at_most": None, "sure": 0, "left": 240,
        "why": [{"code": "poor_sound", "text": "The words do not fit the sound well."}]}  # fmt: skip
CURVE = [[0, 0.0, 9.0], [1, 10.0, 4.0], [2, 20.0, 1.0], [3, 30.0, 0.5]]


@pytest.mark.parametrize(("wrong", "doubts"), [(9.0, 0), (4.0, 1), (3.9, 2), (0.5, 3), (0.0, 3)])
def test_a_job_that_knows_its_doubts_takes_as_many_as_leave_no_more_words_wrong(wrong: float, doubts: int) -> None:
    quality = Quality.model_validate({**QUALITY, "review": {"certificate": CERTIFICATE, "curve": CURVE}})
    assert quality.ledger is not None
    effort = review_effort(quality, 1 - wrong / quality.ledger.published)
    assert effort is not None
    assert effort.doubts == doubts
    assert effort.minutes == doubts * 10 / 60


def test_the_worklist_says_what_is_promised_why_nothing_is_and_what_is_estimated(api: Api) -> None:
    first, second, old = made(api, "sure.mp3", "noise.mp3", "old.mp3")
    finish(api, first, {**QUALITY, "review": {"certificate": CERTIFICATE, "curve": CURVE}})
    finish(api, second, {**QUALITY, "review": {"certificate": NONE, "curve": CURVE}})
    finish(api, old, {**QUALITY, "mean_confidence": 0.5})
    page = api.client.get("/worklist?quality=99.9").text
    lines = {job: " ".join(line.split()) for line in page.split("<tr>") for job in (first, second, old) if job in line}
    assert "23 of 240" in lines[first]
    assert "at most 1 %" in lines[first]
    assert '<span title="The words do not fit the sound well.">not promised</span>' in lines[second]
    assert "about" in lines[old]
    assert "not known" in lines[old]


def test_the_apis_description_is_a_page_with_every_call(api: Api) -> None:
    page = api.client.get("/docs").text
    described = api.client.get("/openapi.json").json
    for path, methods in described["paths"].items():
        for method in methods:
            assert f"<code>{method.upper()} {path}</code>" in page
    for name, schema in described["components"]["schemas"].items():
        if schema.get("properties"):
            assert page.count(f'id="{name}"') == 1
    linked = set(re.findall(r'href="#([^"]+)"', page))
    assert linked - set(re.findall(r'id="([^"]+)"', page)) == set()


def test_a_stream_of_events_is_resumed_where_it_broke_off_and_ends_with_the_job(api: Api) -> None:
    (job,) = made(api, "a.mp3")
    api.store.cancel(job, "default")
    here = f"/v1/jobs/{job}/events"
    version = str(api.store.get(job, "default").version)
    assert api.client.get(here).text.count("event: job") == 1
    assert api.client.get(here, headers={"Last-Event-ID": "0"}).text.count("event: job") == 1
    assert api.client.get(here, headers={"Last-Event-ID": version}).status_code == 204
