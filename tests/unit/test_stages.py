"""A stage's name, its words for people and its share of a job are said once."""

from __future__ import annotations

from itertools import pairwise

import pytest

from oncue.cli.progress import stage_title
from oncue.pipeline.stage_clock import Report, StageClock
from oncue.progress import Stage, overall, stage_label
from service.schemas import Job


def test_progress_goes_on_from_each_stage_to_the_next_and_ends_at_the_whole() -> None:
    assert overall(Stage.DECODE, 0.0) == 0.0
    assert overall(list(Stage)[-1], 1.0) == 1.0
    assert all(overall(a, 1.0) == pytest.approx(overall(b, 0.0)) for a, b in pairwise(Stage))


def test_a_stage_that_is_done_again_does_not_take_the_progress_back() -> None:
    told: list[float] = []
    report = Report()
    clock = StageClock(lambda stage, done, audio_ms=None: told.append(overall(stage, done)), report)
    for stage in (Stage.DECODE, Stage.RECOGNISE, Stage.MATCH, Stage.DECODE, Stage.RECOGNISE, Stage.REFINE):
        with clock.stage(stage) as done:
            done(0.5)
    assert told == sorted(told)
    assert told[-1] == 1
    assert set(report.stage_s) == {"decode", "recognise", "match", "refine"}


def test_more_than_all_of_a_stage_is_all_of_it() -> None:
    assert overall(Stage.MATCH, 7.0) == overall(Stage.MATCH, 1.0)
    assert overall(Stage.MATCH, -1.0) == overall(Stage.MATCH, 0.0)


def test_the_command_and_the_pages_say_the_same_words() -> None:
    assert [stage_title(stage).lower() for stage in Stage] == [stage_label(stage).lower() for stage in Stage]
    assert stage_title("match") == "Matching words"


def test_a_stage_of_an_engine_that_is_not_ours_is_shown_by_its_own_name() -> None:
    assert (stage_label("polish"), stage_title("polish"), overall("polish", 0.5)) == ("polish", "Polish", 0.0)


def test_the_apis_description_names_the_stages_in_their_order() -> None:
    assert ", ".join(Stage) in (Job.model_fields["stage"].description or "")
