"""The doubts of a desk over the API: with every reading of it, and those of that revision."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from oncue.jobs.model import Outcome
from oncue.jobs.options import CaptionChoices
from service.context import EXTENSION
from service.desk_doubts import DeskDoubts
from service.desk_schema import ShownDoubt
from service.quality_schema import ShownCertificate
from tests.api import ALIGNMENT, Api, api_of
from tests.unit.desk_api import edit, replaced


def doubtful_desk(folder: Path, **word: Any) -> tuple[Api, str]:
    """The API, and the path of a job whose third word is as given."""
    api = api_of(folder)
    job_id = api.submit().json["id"]
    claim = api.store.claim()
    assert claim is not None
    words = [dict(each) for each in ALIGNMENT["words"]]
    words[2] |= word
    key = f"jobs/{job_id}/{claim.token}/alignment.json"
    api.blobs.put(key, json.dumps({**ALIGNMENT, "words": words}).encode())
    assert api.store.finish(claim, Outcome(key, 3000, "en", ALIGNMENT["quality"]))
    here = f"/v1/jobs/{job_id}"
    assert api.client.post(f"{here}/desk").status_code == 202
    return api, here


def test_a_desk_has_its_doubts_and_what_is_promised_of_the_rest(tmp_path: Path) -> None:
    api, here = doubtful_desk(tmp_path, heard="Elephants", surprisal=24.0)
    desk = api.client.get(f"{here}/desk").json
    doubt = next(each for each in desk["doubts"] if each["code"] == "heard_otherwise")
    assert doubt.keys() == ShownDoubt.model_fields.keys()
    assert (doubt["id"], doubt["heard"]) == (f"heard_otherwise:{doubt['first']}:{doubt['last']}", "Elephants")
    assert doubt["says"] == "Published “This”, heard “Elephants”."
    assert desk["certificate"].keys() == ShownCertificate.model_fields.keys()
    assert desk["certificate"]["captions"] == len(desk["cues"])


def test_the_times_that_a_doubt_says_are_told_as_figures_too(tmp_path: Path) -> None:
    api, here = doubtful_desk(tmp_path, confidence=0.1, heard_start_ms=1700, heard_end_ms=1900)
    doubts = [each for each in api.client.get(f"{here}/desk").json["doubts"] if each["code"] == "place"]
    assert doubts
    for each in doubts:
        assert set(each["times"].values()) <= {each["figures"].get("at_ms"), each["figures"].get("or_ms")}
        assert each["times"].keys() == set(re.findall(r"\d:\d\d:\d\d\.\d", each["says"]))


def test_an_answer_takes_a_doubt_out_for_all_who_read_the_desk_from_then_on(tmp_path: Path) -> None:
    api, here = doubtful_desk(tmp_path, heard="Elephants", surprisal=24.0)
    before = api.client.get(f"{here}/desk").json
    saved = edit(api, here, 0, replaced("w14", "Elephants"))
    assert "doubts" not in saved.json
    since = api.client.get(f"{here}/desk?since=0&retimed={before['retimed']}").json
    whole = api.client.get(f"{here}/desk").json
    assert since["spliced"]
    assert since["doubts"] == whole["doubts"]
    assert since["certificate"] == whole["certificate"]
    assert "heard_otherwise" not in [each["code"] for each in whole["doubts"]]


def test_an_answer_has_no_more_than_the_worst_and_the_certificate_counts_them_all(tmp_path: Path) -> None:
    api, here = doubtful_desk(tmp_path, heard="Elephants", surprisal=24.0)
    here_are, job = api.app.extensions[EXTENSION].desks, api.store.get(here.removeprefix("/v1/jobs/"), "default")
    now = here_are.texts.present(job)
    _, track = here_are.views.of(job, now, CaptionChoices())
    every, worst = (DeskDoubts(most).of(now, track, CaptionChoices()) for most in (100, 1))
    assert len(every["doubts"]) > 1
    assert worst["doubts"] == every["doubts"][:1]
    assert worst["certificate"] == every["certificate"]
