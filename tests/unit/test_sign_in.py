"""Signing in: a key that is typed once becomes a session, which ends with the key and changes nothing without its token."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest

from oncue.jobs.api_keys import create_api_key
from service.sessions import LASTS_S, Sessions
from tests.api import TEXT, Api, api_of
from tests.unit.page_views import BROWSER

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return api_of(tmp_path, require_api_key="always")


@pytest.fixture
def key(api: Api) -> tuple[str, str]:
    """The id of a key, and its secret form."""
    made, secret = create_api_key(api.store, "Desk <1>")
    return made.id, secret


def signed_in(api: Api, secret: str, **more: str) -> Any:
    """A browser whose person has signed in."""
    browser = api.app.test_client()
    answer = browser.post("/sign-in", data={"key": secret, **more}, headers=BROWSER)
    assert answer.status_code == 303, answer.text
    return browser


def token_of(browser: Any) -> str:
    found = re.search(r'<meta name="csrf-token" content="([^"]+)">', browser.get("/", headers=BROWSER).text)
    assert found is not None
    return found[1]


def test_a_page_leads_to_the_form_for_the_key_and_from_there_back(api: Api, key: tuple[str, str]) -> None:
    client = api.client
    for page in ("/", "/jobs?status=error", "/docs", "/nothing"):
        answer = client.get(page, headers=BROWSER)
        assert answer.status_code == 303, page
        assert answer.headers["Location"].startswith("/sign-in?next=/")
    form = client.get("/sign-in?next=/jobs%3Fstatus%3Derror", headers=BROWSER)
    assert (form.status_code, 'value="/jobs?status=error"' in form.text) == (200, True)
    assert client.get("/static/oncue.css").status_code == 200, "the form has its looks"
    answer = client.post("/sign-in", data={"key": f" {key[1]} ", "next": "/jobs?status=error"}, headers=BROWSER)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/jobs?status=error")
    page = client.get("/jobs?status=error", headers=BROWSER)
    assert (page.status_code, "Desk &lt;1&gt;" in page.text) == (200, True)
    assert client.get("/sign-in").headers["Location"] == "/"


def test_the_cookie_holds_no_key_and_no_script_reads_it(api: Api, key: tuple[str, str]) -> None:
    answer = api.client.post("/sign-in", data={"key": key[1]}, headers=BROWSER)
    cookie = answer.headers["Set-Cookie"]
    assert key[1].partition(".")[2] not in cookie
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    behind_tls = api.client.post("/sign-in", data={"key": key[1]}, headers={**BROWSER, "Origin": "https://localhost"})
    assert "Secure" in behind_tls.headers["Set-Cookie"]


@pytest.mark.parametrize("wrong", ["", "key_x.y", "{id}.", "{id}.wrong"])
def test_a_key_that_opens_nothing_is_said_so(api: Api, key: tuple[str, str], wrong: str) -> None:
    answer = api.client.post("/sign-in", data={"key": wrong.format(id=key[0])}, headers=BROWSER)
    assert (answer.status_code, 'role="alert"' in answer.text) == (401, True)
    assert "Set-Cookie" not in answer.headers
    assert "Basic" not in answer.headers["WWW-Authenticate"], "no dialog of the browser's own covers the page"


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", "/ /x", ""])
def test_signing_in_never_leads_to_another_site(api: Api, key: tuple[str, str], away: str) -> None:
    answer = api.client.post("/sign-in", data={"key": key[1], "next": away}, headers=BROWSER)
    assert answer.headers["Location"] == "/"


def test_a_session_ends_with_its_key_and_its_cookie_cannot_be_changed(
    api: Api, key: tuple[str, str], tmp_path: Path
) -> None:
    browser = signed_in(api, key[1])
    assert browser.get("/v1/jobs").status_code == 200
    cookie = browser.get_cookie("oncue_session").value
    other, _ = create_api_key(api.store, "other")
    # The first letter of the signature, not the last: two of that one's six bits carry nothing.
    body, _, signature = cookie.rpartition(".")
    forged = f"{body}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"
    for changed in (forged, cookie.replace(key[0], other.id), key[0], ".", ""):
        client = api.app.test_client()
        client.set_cookie("oncue_session", changed)
        assert client.get("/v1/jobs").status_code == 401, changed
    api.store.revoke_api_key(key[0])
    later = api_of(tmp_path, require_api_key="always").app.test_client()  # as after the seconds that a key is remembered
    later.set_cookie("oncue_session", cookie)
    assert later.get("/v1/jobs").status_code == 401
    assert later.get("/jobs", headers=BROWSER).headers["Location"].startswith("/sign-in")


def test_signatures_are_of_the_secret_setting_too_and_age(api: Api, key: tuple[str, str]) -> None:
    made = Sessions(api.store.api_key, "one").cookie_of(key[0])
    assert made is not None
    assert Sessions(api.store.api_key, "one").read(made) is not None
    assert Sessions(api.store.api_key, "two").read(made) is None
    assert Sessions(api.store.api_key, "one", lasts_s=-1).read(made) is None
    assert LASTS_S > 0


def test_what_a_session_changes_needs_its_token(api: Api, key: tuple[str, str]) -> None:
    browser = signed_in(api, key[1])
    token = token_of(browser)
    files = {"audio": (b"x", "a.mp3"), "transcript": (TEXT.encode(), "a.txt")}

    def multipart(address: str, headers: dict[str, str], **fields: str) -> Any:
        form = {**fields, **{part: (io.BytesIO(data), name) for part, (data, name) in files.items()}}
        return browser.post(address, data=form, headers={**BROWSER, **headers}, content_type="multipart/form-data")

    for sent in ({}, {"X-CSRF-Token": "x"}, {"X-CSRF-Token": ""}):
        for answer in (
            multipart("/v1/jobs", sent),
            multipart("/", sent),
            browser.post("/v1/batches", json={}, headers=sent),
            browser.post("/batches", data={"name": "x"}, headers=sent),
            browser.post("/batches", data={"name": "x", "csrf_token": "x"}, headers=sent),
            browser.post("/sign-out", headers=sent),
            browser.delete("/v1/jobs/job_x", headers=sent),
            browser.put("/v1/jobs/job_x/transcript", data="x", headers=sent),
            browser.post("/jobs/job_x/correct", data="x", content_type="text/plain", headers=sent),
            browser.post("/jobs/job_x/correct", data={"pasted": "x"}, headers=sent),
        ):
            assert answer.status_code == 403, answer.request.path
    assert (api.store.total(), len(api.store.list_batches("default"))) == (0, 0)
    assert [blob.key for blob in api.blobs.list("jobs")] == [], "no recording was stored"
    header = {"X-CSRF-Token": token}
    assert multipart("/v1/jobs", header).status_code == 202
    assert multipart("/", header).status_code == 303
    assert multipart("/", {}, csrf_token=token).status_code == 303
    assert browser.post("/batches", data={"name": "x", "csrf_token": token}).status_code == 303
    assert browser.post("/v1/batches", json={}, headers=header).status_code == 201
    out = browser.post("/sign-out", data={"csrf_token": token})
    assert out.status_code == 303
    assert browser.get("/v1/jobs").status_code == 401


def test_programs_with_a_key_need_no_token_even_beside_a_cookie(api: Api, key: tuple[str, str]) -> None:
    browser = signed_in(api, key[1])
    bearer = {"Authorization": f"Bearer {key[1]}"}
    assert browser.post("/v1/batches", json={}, headers=bearer).status_code == 201
    assert browser.post("/v1/batches", json={}, headers={"Authorization": "Bearer wrong"}).status_code == 401
    asked = api.client.get("/v1/jobs")
    assert [each.split()[0] for each in asked.headers.getlist("WWW-Authenticate")] == ["Basic", "Bearer"]
    script = api.client.get("/v1/jobs", headers={"Sec-Fetch-Dest": "empty"})
    assert [each.split()[0] for each in script.headers.getlist("WWW-Authenticate")] == ["Bearer"]


def test_where_no_key_is_needed_nobody_signs_in(tmp_path: Path) -> None:
    client = api_of(tmp_path).client
    assert client.get("/sign-in", headers=BROWSER).headers["Location"] == "/"
    assert "Sign out" not in client.get("/").text
