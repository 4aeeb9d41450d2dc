"""The caption desk of somebody who signed in: what is typed while the session has ended is saved once there is a new one."""

from __future__ import annotations

import json
from pathlib import Path

import requests

from bench.browser_session import Page
from bench.running_api import running_api
from oncue.jobs.api_keys import create_api_key
from tests.api import api_of

SAVED = "document.getElementById('saved').textContent"
CARDS = "document.querySelectorAll('.notice-card').length"


def test_edits_wait_for_a_new_session_and_none_is_refused_for_an_old_one(page: Page, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    api = api_of(data)
    job = api.submit().json["id"]
    api.complete(job)
    key = create_api_key(api.store, "Ann")[1]
    with running_api(data, require_api_key="always") as url:

        def post(path: str, **fields: str) -> None:
            """What another tab of this browser sends."""
            body = f"new URLSearchParams({json.dumps(fields)})"
            page.ask(f"fetch('{path}', {{method: 'POST', body: {body}, redirect: 'manual'}}).then(() => 1)")

        def type_over_word(text: str) -> None:
            page.click("document.querySelector('.cue textarea')")
            page.ask("(field => field.setSelectionRange(5, field.value.indexOf('.')))(document.activeElement)")
            page.call("Input.insertText", text=text)

        page.open(f"{url}/sign-in")
        post("/sign-in", key=key)
        page.open(f"{url}/jobs/{job}/desk")
        page.until(lambda: page.ask("document.querySelector('body[data-ready]') !== null"))
        type_over_word("evening")
        page.until(lambda: page.ask(SAVED).startswith("Saved 1"))
        page.call("Network.clearBrowserCookies")
        post("/sign-in", key=key)  # the page has the token of a session that is none any more
        type_over_word("night")
        page.until(lambda: page.ask(SAVED).startswith("Saved 2"))
        page.call("Network.clearBrowserCookies")
        type_over_word("afternoon")
        page.until(lambda: page.ask(SAVED).startswith("Sign in again: 1 edit kept in this browser"))
        post("/sign-in", key=key)
        page.until(lambda: page.ask(SAVED).startswith("Saved 3"))
        assert page.ask(CARDS) == 0
        bearer = {"Authorization": f"Bearer {key}"}
        text = requests.get(f"{url}/v1/jobs/{job}/captions.txt?rev=head", headers=bearer, timeout=60).text
        assert text.startswith("Good afternoon.")


def test_edits_of_one_person_are_never_saved_under_the_key_of_another(page: Page, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    api = api_of(data)
    job = api.submit().json["id"]
    api.complete(job)
    ann, bert = (create_api_key(api.store, name)[1] for name in ("Ann", "Bert"))
    with running_api(data, require_api_key="always") as url:

        def sign_in(key: str) -> None:
            """In another tab of this browser, in which whoever was signed in has signed out."""
            page.call("Network.clearBrowserCookies")
            body = f"new URLSearchParams({{key: '{key}'}})"
            page.ask(f"fetch('/sign-in', {{method: 'POST', body: {body}, redirect: 'manual'}}).then(() => 1)")

        def open_desk() -> None:
            page.open("about:blank")
            page.open(f"{url}/jobs/{job}/desk")
            page.until(lambda: page.ask("document.querySelector('body[data-ready]') !== null"))

        def revisions() -> list[str]:
            bearer = {"Authorization": f"Bearer {ann}"}
            answer = requests.get(f"{url}/v1/jobs/{job}/desk/revisions", headers=bearer, timeout=60).json()
            return [each["who"]["name"] for each in sorted(answer["revisions"], key=lambda each: each["rev"])]

        page.open(f"{url}/sign-in")
        sign_in(ann)
        open_desk()
        page.click("document.querySelector('.cue textarea')")
        page.call("Network.clearBrowserCookies")
        page.ask("document.activeElement.setSelectionRange(5, 12)")
        page.call("Input.insertText", text="evening")
        page.until(lambda: page.ask(SAVED).startswith("Sign in again: 1 edit kept in this browser"))
        sign_in(bert)
        page.until(lambda: page.ask(SAVED).startswith("Bert is signed in here now, and this page is of Ann."))
        assert page.ask(SAVED).endswith("1 edit of Ann kept in this browser")
        open_desk()
        page.until(lambda: page.ask(CARDS) == 1)
        assert "An edit of Ann: kept" in page.ask("document.querySelector('.notice-card').textContent")
        assert "Good morning" in page.ask("document.querySelector('.cue textarea').value")
        page.click("[...document.querySelectorAll('.cue textarea')].at(-1)")
        page.ask("document.activeElement.setSelectionRange(0, 4)")
        page.call("Input.insertText", text="Those")
        page.until(lambda: page.ask(SAVED).startswith("Saved 1"))
        assert revisions() == ["Bert"]
        sign_in(ann)
        open_desk()
        page.until(lambda: page.ask(SAVED).startswith("Saved 2"))
        assert revisions() == ["Bert", "Ann"]
        assert page.ask(CARDS) == 0
        page.click("document.getElementById('undo')")
        page.until(lambda: page.ask(SAVED).startswith("Saved 3"))
        assert "Those morning" in page.ask("document.querySelector('.cue textarea').value"), "of one's own"
