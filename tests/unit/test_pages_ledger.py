"""What the API and the job's page say about where words and speech went."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from oncue.jobs.model import Outcome, Problem
from oncue.model import EngineInfo, Ledger, MissingWords, UncaptionedSpeech
from service.schemas import Job
from tests.api import Api, api_of

LEDGER = asdict(
    Ledger(
        published=812,
        captioned=790,
        left_out={"heading": 12, "speaker_label": 6, "not_in_audio": 4},
        missing_words=4,
        missing_places=60,
        missing=(MissingWords(40, 54, 3, "off <the> ladder", 61_200, 63_900), MissingWords(0, 4, 1, "Well,", None, 700)),
        speech_ms=301_000,
        uncaptioned_ms=14_200,
        uncaptioned_places=2,
        uncaptioned=(UncaptionedSpeech(70_000, 82_200, 12_200, "the weather"), UncaptionedSpeech(90_000, 92_000, 2000, "")),
    )
)
QUALITY: dict[str, Any] = {
    **{"transcript_coverage": 0.994, "speech_coverage": 0.952, "mean_confidence": 0.9},
    "warnings": ["words_left_out: 3 words are without captions."],
    "ledger": LEDGER,
    "engine": {**asdict(EngineInfo("faster-whisper", "tiny.en", "oncue-gmm 1", 5, 3)), "refiner": "oncue-gmm 1"},
}


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return api_of(tmp_path)


def _completed(api: Api, quality: dict[str, Any]) -> str:
    job = str(api.submit().json["id"])
    claim = api.store.claim()
    assert claim is not None
    assert api.store.finish(claim, Outcome(f"jobs/{job}/alignment.json", 301_000, "en", quality))
    return job


def test_a_job_has_its_ledger_as_the_schema_describes_it(api: Api) -> None:
    answer = api.client.get(f"/v1/jobs/{_completed(api, QUALITY)}").json
    assert answer["quality"] == json.loads(json.dumps(QUALITY))
    read = Job.model_validate(answer).quality
    assert read is not None
    assert read.ledger is not None
    assert read.ledger.published == read.ledger.captioned + sum(read.ledger.left_out.values())
    assert [place.text for place in read.ledger.missing] == ["off <the> ladder", "Well,"]
    assert read.engine is not None
    assert (read.engine.windows_heard, read.engine.windows) == (3, 5)


def test_the_page_shows_the_ledger_with_every_reason_and_place(api: Api) -> None:
    job = _completed(api, QUALITY)
    page = api.client.get(f"/jobs/{job}").get_data(as_text=True)
    for shown in ("812", "790", "in headings", "in speaker labels", "14.2 s", "0:01:01.2", "the weather", "perhaps music"):
        assert shown in page, shown
    assert "off &lt;the&gt; ladder" in page
    assert f'<a href="/jobs/{job}/desk?at_ms=70000" title="Go to this place at the desk">0:01:10.0<' in page
    assert "The longest 2 of 60 places." in page
    assert "faster-whisper tiny.en" in page


def test_the_page_of_a_job_from_before_there_was_a_ledger_is_shown_without(api: Api) -> None:
    old = {name: QUALITY[name] for name in ("transcript_coverage", "speech_coverage", "mean_confidence", "warnings")}
    answer = api.client.get(f"/jobs/{_completed(api, old)}")
    assert answer.status_code == 200
    assert "Where everything went" not in answer.get_data(as_text=True)


def test_a_job_that_failed_for_its_coverage_shows_where(api: Api) -> None:
    job = api.submit(options='{"min_coverage": 0.99}').json["id"]
    claim = api.store.claim()
    assert claim is not None
    assert claim.job.options["min_coverage"] == 0.99
    assert api.store.fail(
        claim, Problem("coverage_too_low", "Too little.", {"ledger": LEDGER, "speech_coverage": 0.952}), None
    )
    error = api.client.get(f"/v1/jobs/{job}").json["error"]
    assert (error["code"], error["speech_coverage"]) == ("coverage_too_low", 0.952)
    assert "the weather" in api.client.get(f"/jobs/{job}").get_data(as_text=True)
