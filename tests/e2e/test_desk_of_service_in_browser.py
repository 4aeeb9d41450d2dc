"""The caption desk over the real service, in a real browser: what is typed there is what can be downloaded."""

from __future__ import annotations

from pathlib import Path

import requests

from bench.browser_session import Page
from bench.running_api import running_api
from tests.api import api_of


def test_a_correction_is_typed_saved_downloaded_undone_and_approved(page: Page, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    api = api_of(data)
    job = api.submit(name="Nachrichten <1>.mp3").json["id"]
    api.complete(job)
    with running_api(data) as url:

        def captions(**query: str) -> str:
            return requests.get(f"{url}/v1/jobs/{job}/captions.srt", params=query, timeout=60).text

        saved = "document.getElementById('saved').textContent"
        page.open(f"{url}/jobs/{job}/desk")
        page.until(lambda: page.ask("document.querySelector('body[data-ready]') !== null"))
        assert page.ask("document.querySelector('h1').innerText") == "Nachrichten <1>.mp3"
        page.click("document.querySelector('.cue textarea')")
        page.ask("document.activeElement.setSelectionRange(5, 12)")
        page.call("Input.insertText", text="evening")
        page.until(lambda: page.ask(saved).startswith("Saved 1"))
        page.until(lambda: "no aligner runs" in page.ask(saved))
        assert "Good evening." in captions(rev="head")
        assert "Good morning." in captions(), "what is on air is as it was"
        # Somebody else edits: the page follows without a reload, and says who is here.
        others = requests.get(f"{url}/v1/jobs/{job}/desk/events?tab=other", stream=True, timeout=60)
        edit = {"edit_id": "edit-0001", "ops": [{"op": "replace", "from": "w39", "to": "w39", "text": "Wahltag."}]}
        sent = requests.post(f"{url}/v1/jobs/{job}/desk/edits", json=edit, headers={"If-Match": '"1"'}, timeout=60)
        assert sent.status_code == 200, sent.text
        page.until(lambda: "Wahltag." in page.ask("document.getElementById('cues').innerText + preview.innerText"))
        page.until(lambda: "Also here" in page.ask("document.getElementById('present').textContent"))
        others.close()
        page.click("document.getElementById('undo')")
        page.until(lambda: page.ask(saved).startswith("Saved 3"))
        assert "Good morning." in captions(rev="head")
        assert "Wahltag." in captions(rev="head"), "one's own edit is undone, and nobody else's"
        page.click("document.getElementById('approve')")
        page.until(lambda: page.ask("document.getElementById('approve').textContent").startswith("Approved 3"))
        assert "Wahltag." in captions()
        # A caption that stays too short is found by the check, and mended by a button.
        short = {"edit_id": "edit-0002", "ops": [{"op": "show", "word": "w39", "out_ms": 700}]}
        sent = requests.post(f"{url}/v1/jobs/{job}/desk/edits", json=short, headers={"If-Match": '"3"'}, timeout=60)
        assert sent.status_code == 200, sent.text
        page.click("document.getElementById('tab-check')")
        fix = "[...document.querySelectorAll('#panel button')].find(each => each.textContent.startsWith('Fix'))"
        page.until(lambda: page.ask(f"!!{fix}"))
        assert "00:00:00,700" in captions(rev="head")
        page.click(fix)
        page.until(lambda: page.ask(saved).startswith("Saved 5"))
        assert "00:00:00,700" not in captions(rev="head")
        # Doubts are the service's, and one key answers each.
        page.press("n", "KeyN")
        page.until(lambda: page.ask("!!document.querySelector('.doubt-in-hand kbd')"))
        in_hand = "document.querySelector('.doubt-in-hand .reason')?.textContent"
        before = page.ask(in_hand)
        page.press("1", "Digit1")
        page.until(lambda: page.ask(saved).startswith("Saved 6"))
        assert page.ask(in_hand) != before
        assert not [line for line in page.log if "Content Security" in line or "exception" in line.lower()]
