"""What `oncue check` takes of a service's job: its captions as they would be downloaded, its clock and its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import pytest

from oncue.caption_files.checked import CheckInput
from oncue.captions.check import RULE_SETS
from oncue.captions.formats import FORMATS
from oncue.cli.check_input import input_of_job
from oncue.cli.client import Client
from tests.unit.broken_captions import CLEAN, srt


class _Service:
    """A service with one job, which remembers what was asked for."""

    def __init__(self, **job: Any) -> None:
        self._job = {"filename": "tape.wav", "options": {}, "language": "de", "duration_ms": 30_000, **job}
        self.asked: list[tuple[str, Mapping[str, Any]]] = []

    def job(self, job_id: str) -> dict[str, Any]:
        return self._job

    def captions(self, job_id: str, suffix: str, choices: Mapping[str, Any]) -> bytes:
        self.asked.append((suffix, choices))
        return srt(CLEAN)


def _taken(service: _Service, *rules: str, language: str | None = None, **clock: Any) -> CheckInput:
    return input_of_job(cast(Client, service), "job_1", [RULE_SETS[name] for name in rules], language, clock)


def test_a_job_is_checked_as_it_is_by_its_own_profile() -> None:
    service = _Service(options={"profile": "bbc", "start_timecode": "10:00:00:00", "frame_rate": "25"})
    taken = _taken(service)
    assert (taken.name, taken.cues, taken.language, taken.profile) == ("tape.wav", CLEAN, "de", "bbc")
    assert taken.format is FORMATS["srt"]
    assert (taken.end_ms, taken.frame_rate and taken.frame_rate.name) == (36_030_000, "25")
    assert service.asked == [("srt", {})]


def test_rules_of_a_profile_have_its_captions_and_what_is_chosen_goes_before_the_job_s_choices() -> None:
    service = _Service(options={"profile": "bbc", "frame_rate": "25"}, duration_ms=None, language=None)
    taken = _taken(service, "cea-608", "dcmp", language="fr", frame_rate="29.97df", offset=None)
    assert (taken.language, taken.end_ms, taken.frame_rate and taken.frame_rate.name) == ("fr", None, "29.97df")
    assert service.asked == [("srt", {"frame_rate": "29.97df", "profile": "dcmp"})]


@pytest.mark.parametrize("options", [{}, {"words": True}])
def test_without_a_profile_it_is_the_default_s(options: dict[str, Any]) -> None:
    assert _taken(_Service(options=options)).profile == "netflix"
