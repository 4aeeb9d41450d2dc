"""What pages of other sites may read, by the setting that names them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from oncue.jobs.api_keys import create_api_key
from tests.api import TEXT, Api, api_of

PLAYER, DESK, STRANGER = "https://player.example.org", "http://localhost:3000", "https://stranger.example"
ALLOWED = "Access-Control-Allow-Origin"


def completed(tmp_path: Path, origins: str, **settings: Any) -> tuple[Api, dict[str, Any]]:
    """The API with this setting, and the links of a job with captions."""
    api = api_of(tmp_path, cors_origins=origins, **settings)
    keys = {"Authorization": f"Bearer {create_api_key(api.store, 'desk')[1]}"} if api.settings.keys_required else {}
    form: dict[str, Any] = {"audio": (io.BytesIO(b"x"), "news.mp3"), "transcript": TEXT}
    job = api.post(keys, **form).json
    assert "id" in job, job
    return api, job


def asked(api: Api, path: str, origin: str | None, **more: Any) -> Any:
    headers = {**({} if origin is None else {"Origin": origin}), **more}
    return api.client.get(path, headers=headers)


def downloads(job: dict[str, Any]) -> list[str]:
    return [*job["links"]["captions"].values(), job["links"]["alignment"], job["links"]["transcript"]]


def preflight(api: Api, path: str, origin: str, method: str = "GET") -> Any:
    asks = {"Origin": origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": "authorization"}
    return api.client.options(path, headers=asks)


def test_without_the_setting_no_other_site_is_told_anything(tmp_path: Path) -> None:
    api, job = completed(tmp_path, "")
    for path in ("/v1/jobs", job["links"]["self"], *downloads(job)):
        answer = asked(api, path, PLAYER)
        assert not [name for name, _ in answer.headers if name.startswith("Access-Control-")]
    assert ALLOWED not in preflight(api, "/v1/jobs", PLAYER).headers


def test_a_site_that_is_named_may_read_every_get_and_others_none(tmp_path: Path) -> None:
    api, job = completed(tmp_path, f"{PLAYER}, {DESK}")
    api.complete(job["id"])
    batch = api.client.post("/v1/batches", json={}).json["links"]
    for path in ("/v1/jobs", "/v1/batches", batch["self"], batch["captions"], job["links"]["self"], *downloads(job)):
        for origin in (PLAYER, DESK):
            answer = asked(api, path, origin)
            assert (answer.status_code, answer.headers[ALLOWED]) == (200, origin), path
            assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
        for other in (STRANGER, "null", PLAYER.upper(), f"{PLAYER}.evil.example", f"{PLAYER}:8443", None):
            assert ALLOWED not in asked(api, path, other).headers, (path, other)


def test_caches_are_told_that_the_answer_is_another_for_another_site(tmp_path: Path) -> None:
    api, job = completed(tmp_path, PLAYER)
    api.complete(job["id"])
    for path in downloads(job):
        for origin in (PLAYER, STRANGER, None):
            answer = asked(api, path, origin)
            assert "Origin" in answer.headers["Vary"]
        etag = answer.headers.get("ETag")
        if etag:
            again = asked(api, path, PLAYER, **{"If-None-Match": etag})
            assert (again.status_code, again.headers[ALLOWED], "Origin" in again.headers["Vary"]) == (304, PLAYER, True)


def test_any_site_may_read_downloads_where_the_setting_says_so_but_no_list(tmp_path: Path) -> None:
    api, job = completed(tmp_path, f"*, {DESK}")
    api.complete(job["id"])
    for path in downloads(job):
        for origin in (STRANGER, "null", DESK, None):
            answer = asked(api, path, origin)
            assert answer.headers[ALLOWED] == "*"
            assert "Origin" not in answer.headers.get("Vary", "")
    for path in ("/v1/jobs", job["links"]["self"], "/v1/batches"):
        assert ALLOWED not in asked(api, path, STRANGER).headers
        assert asked(api, path, DESK).headers[ALLOWED] == DESK


def test_a_preflight_needs_no_key_and_allows_reading_with_one(tmp_path: Path) -> None:
    api, job = completed(tmp_path, PLAYER, require_api_key="always")
    path = job["links"]["captions"]["vtt"]
    answer = preflight(api, path, PLAYER)
    assert (answer.status_code, answer.headers[ALLOWED], answer.data) == (204, PLAYER, b"")
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
    assert {"Origin", "Access-Control-Request-Method"} <= set(answer.headers["Vary"].split(", "))
    refused = asked(api, path, PLAYER)
    assert (refused.status_code, refused.headers[ALLOWED]) == (401, PLAYER), "the player can tell why"
    assert api.client.options(path, headers={"Origin": PLAYER}).status_code == 401, "that is no preflight"


@pytest.mark.parametrize(("origin", "method"), [(STRANGER, "GET"), (PLAYER, "POST"), (PLAYER, "DELETE"), ("null", "GET")])
def test_a_preflight_for_more_allows_nothing(tmp_path: Path, origin: str, method: str) -> None:
    api, _ = completed(tmp_path, PLAYER)
    answer = preflight(api, "/v1/jobs?limit=5", origin, method)
    assert answer.status_code == 204
    assert "Access-Control-Allow-Methods" not in answer.headers
    assert answer.headers.get(ALLOWED) in (None, PLAYER if origin == PLAYER else None)


def test_no_page_may_use_a_key_that_the_browser_remembers_or_change_anything(tmp_path: Path) -> None:
    api, job = completed(tmp_path, f"*, {PLAYER}")
    for answer in (asked(api, job["links"]["transcript"], PLAYER), preflight(api, "/v1/jobs", PLAYER)):
        assert "Access-Control-Allow-Credentials" not in answer.headers
    changed = api.client.post(f"/v1/jobs/{job['id']}/cancel", headers={"Origin": PLAYER, "Sec-Fetch-Site": "cross-site"})
    assert (changed.status_code, changed.json["code"]) == (403, "forbidden")
    assert ALLOWED not in changed.headers


def test_pages_and_probes_are_of_no_other_sites_concern(tmp_path: Path) -> None:
    api, _ = completed(tmp_path, f"*, {PLAYER}")
    for path in ("/", "/livez", "/metrics", "/openapi.json"):
        assert ALLOWED not in asked(api, path, PLAYER).headers


def test_an_origin_is_compared_as_browsers_write_it(tmp_path: Path) -> None:
    api, job = completed(tmp_path, "HTTPS://Player.Example.ORG:443,,")
    assert asked(api, job["links"]["self"], PLAYER).headers[ALLOWED] == PLAYER
    assert ALLOWED not in asked(api, job["links"]["self"], f"{PLAYER}:443").headers


def test_events_may_be_followed_from_a_site_that_is_named(tmp_path: Path) -> None:
    api, job = completed(tmp_path, PLAYER)
    answer = api.client.get(job["links"]["events"], headers={"Origin": PLAYER}, buffered=False)
    assert answer.headers[ALLOWED] == PLAYER
    answer.close()


def test_an_address_that_is_not_there_is_told_to_a_site_that_is_named(tmp_path: Path) -> None:
    api, _ = completed(tmp_path, f"*, {PLAYER}")
    for path, expected in (("/v1/nothing", PLAYER), ("/v1/jobs/job_nowhere/captions.vtt", "*")):
        answer = asked(api, path, PLAYER)
        assert (answer.status_code, answer.headers[ALLOWED]) == (404, expected)
