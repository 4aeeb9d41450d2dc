"""A job's captions are checked as they would be downloaded, by the rules of the profile or by others."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from oncue.captions.check import RULE_SETS
from oncue.captions.formats import FORMATS
from service.check_schema import CheckOfCaptions
from tests.api import ALIGNMENT, Api, api_of


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return api_of(tmp_path)


def test_a_check_tells_what_the_captions_break_of_the_profile_s_rules(api: Api) -> None:
    job = api.submit(options='{"profile": "dcmp"}').json
    assert api.client.get(f"/v1/jobs/{job['id']}/check").json["code"] == "not_finished"
    api.complete(job["id"])
    report = api.client.get(f"/v1/jobs/{job['id']}/check").json
    assert CheckOfCaptions.model_validate(report).model_dump(by_alias=True, mode="json") == report
    assert (report["job"], report["rules"], report["hard"]) == (job["id"], ["DCMP"], 0)
    read = FORMATS["srt"].read
    assert read is not None
    shown = read(api.client.get(f"{job['links']['captions']['srt']}").data)
    assert report["captions"] == len(shown)


def test_the_query_chooses_looks_and_rules(api: Api) -> None:
    job = api.submit().json
    api.complete(job["id"])
    address = f"/v1/jobs/{job['id']}/check"
    for name, rules in RULE_SETS.items():
        assert api.client.get(f"{address}?rules={name}").json["rules"] == [rules.title]
    assert api.client.get(f"{address}?profile=bbc").json["rules"] == ["BBC"]
    wide = api.client.get(f"{address}?rules=cea-608&max_chars=60&max_lines=1").json
    assert "line_too_long" in {each["code"] for each in wide["findings"]}
    assert wide["hard"] > 0
    refused = api.client.get(f"{address}?rules=itv")
    assert (refused.status_code, refused.json["code"]) == (422, "invalid_request")
    later = api.client.get(f"{address}?start_timecode=10:00:00:00&frame_rate=25").json
    assert later["hard"] == 0


def test_what_the_alignment_tells_of_the_sound_is_among_the_findings(api: Api) -> None:
    job = api.submit().json
    api.complete(job["id"])
    told = copy.deepcopy(ALIGNMENT)
    told["words"][2] |= {"heard": "xylophone"}
    told["quality"]["ledger"] = {
        "published": 7, "captioned": 7, "left_out": {}, "missing_words": 0, "missing_places": 0, "missing": [],
        "speech_ms": 3000, "uncaptioned_ms": 1500, "uncaptioned_places": 1,
        "uncaptioned": [{"start_ms": 2400, "end_ms": 4000, "speech_ms": 1500, "text": "and now the weather report"}],
    }  # fmt: skip
    api.blobs.put(api.store.get(job["id"], "default").alignment_key or "", json.dumps(told).encode())
    report = api.client.get(f"/v1/jobs/{job['id']}/check?start_timecode=10:00:00:00").json
    found = {one["code"]: (one["cue"], one["start_ms"], one["severity"]) for one in report["findings"]}
    assert found["text_unlike_sound"] == (1, 36_000_000, "soft")
    assert found["speech_without_caption"] == (None, 36_002_400, "hard")
    assert not {code for code in found if code.startswith(("in_time", "out_time"))}
