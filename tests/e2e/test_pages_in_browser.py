"""The pages in a real browser, under their own content security policy."""

from __future__ import annotations

from pathlib import Path

import requests

from tests.api import api_of
from tests.browser import page_in_browser
from tests.running import running_api


def test_the_form_a_job_and_the_description_are_shown(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    api = api_of(data)
    job = api.submit(name="Nachrichten <1>.mp3").json["id"]
    api.complete(job)
    with running_api(data) as url:
        form = page_in_browser(f"{url}/", tmp_path)
        assert 'type="file"' in form
        assert "Nachrichten &lt;1&gt;.mp3" in form
        page = page_in_browser(f"{url}/jobs/{job}", tmp_path)
        assert f'href="/v1/jobs/{job}/captions.vtt"' in page
        assert "Captions are ready." in page
        described = page_in_browser(f"{url}/docs", tmp_path)
        assert "Upload a recording and its transcript" in described, "the description's script did not run"
        assert requests.get(f"{url}/openapi.json", timeout=30).json()["openapi"].startswith("3.1")
