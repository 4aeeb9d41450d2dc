"""What the API takes, SQLite and PostgreSQL keep alike: the same is refused, and the rest comes out as it went in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from oncue.jobs.settings import Settings
from oncue.jobs.store import SqlStore
from tests.api import Api, api_of

KEPT: list[dict[str, Any]] = [
    {"n": 2**53 - 1, "m": -(2**53) + 1, "f": 0.1, "big": 1.7976931348623157e308, "small": 2.3e-308, "zero": -0.0},
    {"text": '\u2028 \ufffe \U0010ffff \x01\x1f\x7f " \\ / 値', "": None, "ключ": [True, False, [], {}]},
    {"deep": json.loads("[" * 30 + "]" * 30)},
    {"k" * 200: "v" * 60_000},
]

REFUSED = [
    '{"a": "\\u0000"}',
    '{"a\\u0000": 1}',
    '{"a": "\\ud834"}',
    '{"a": 1e999}',
    '{"a": 123456789012345678901234567890}',
    '{"a": NaN}',
    '{"a":' + "[" * 960 + "]" * 960 + "}",
]


@pytest.fixture
def api(settings: Settings, store: SqlStore, tmp_path: Path) -> Api:
    """On the database of the test, whose tables are empty."""
    assert store.total() == 0
    return api_of(tmp_path / "api", database_url=settings.database_url)


@pytest.mark.parametrize("metadata", KEPT, ids=lambda value: next(iter(value))[:8])
def test_what_is_taken_comes_out_as_it_went_in(api: Api, metadata: dict[str, Any]) -> None:
    text = json.dumps(metadata)
    job = api.submit(metadata=text, name="Ä \U0001f600 news.mp3").json
    batch = api.client.post(
        "/v1/batches", data=f'{{"name": "\U0001f600", "metadata": {text}}}', content_type="application/json"
    )
    for made in (job, batch.json):
        shown = api.client.get(made["links"]["self"]).json
        assert json.dumps(shown["metadata"]) == text
    assert api.client.get("/v1/jobs").json["jobs"][0]["filename"] == "Ä \U0001f600 news.mp3"
    claim = api.store.claim()
    assert claim is not None
    assert claim.job.id == job["id"]


@pytest.mark.parametrize("metadata", REFUSED, ids=lambda value: value[:16])
def test_what_one_of_them_could_not_keep_is_refused_before_either_is_asked(api: Api, metadata: str) -> None:
    assert api.submit(metadata=metadata).json["code"] == "invalid_request"
    answer = api.client.post("/v1/batches", data=f'{{"metadata": {metadata}}}', content_type="application/json")
    assert answer.json["code"] == "invalid_request"
    name = '{"name": "a\\u0000b"}'
    assert api.client.post("/v1/batches", data=name, content_type="application/json").json["code"] == "invalid_request"
    assert api.store.total() == 0
    assert api.client.get("/v1/batches").json["batches"] == []
