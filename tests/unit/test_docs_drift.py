"""The pages name what there is: routes, problems, options, formats, commands; and workers listen where jobs are sent."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from celery import Celery

import oncue.errors
from oncue.captions.formats import FORMATS
from oncue.cli.main import COMMANDS, commands
from oncue.errors import InputError, OncueError
from oncue.jobs.model import DAMAGED, State
from oncue.jobs.options import JobOptions
from oncue.jobs.queue import ALIGNER_QUEUE, ALIGNER_TASK, QUEUE, TASK, celery_app
from oncue.jobs.settings import Settings
from oncue.jobs.store.failing import TOLD_AS_THEY_ARE
from oncue.jobs.store.mapping import GIVEN_UP
from oncue.progress import Stage
from service.metrics import COUNTED
from service.problems import PROBLEMS, RETRY_AFTER_S
from tests.api import api_of
from worker.aligner.tasks import register as register_aligner
from worker.tasks import register

CALL = re.compile(r"`(GET|POST|PUT|DELETE) (/[^`? ]*)`")
STATUS_ROW = re.compile(r"^\| `(\w+)` \| (\d{3}) \| (.+) \|$", re.MULTILINE)
REASON_ROW = re.compile(r"^\| (`\w+`(?:, `\w+`)*) \| (?!\d{3} )(.+) \|$", re.MULTILINE)
RECORDED = re.compile(r"\bProblem\(\s*\"(\w+)\"")

NEVER_OF_A_JOB = {"internal_error", "storage_full"}
"""Not the job's fault: it is tried again, and given up at the end."""


@pytest.fixture(scope="module")
def api(repository: Path) -> str:
    return (repository / "docs" / "api.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pages(repository: Path) -> str:
    """All that a user may read."""
    return "\n".join(page.read_text(encoding="utf-8") for page in [repository / "README.md", *repository.glob("docs/*.md")])


def test_every_route_is_documented_and_nothing_else_is(api: str, tmp_path: Path) -> None:
    routes = {
        (method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in api_of(tmp_path).app.url_map.iter_rules()
        if not rule.endpoint.endswith("static")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    table = api.partition("## All calls")[2].partition("\n## ")[0]
    assert len(routes) > 20
    assert set(CALL.findall(table)) == routes


def test_every_problem_is_documented_with_its_status_and_what_to_do(api: str) -> None:
    assert {code: int(status) for code, status, _ in STATUS_ROW.findall(api)} == {
        code: status for code, (status, _) in PROBLEMS.items()
    }
    for code, _, advice in STATUS_ROW.findall(api):
        assert ("`Retry-After`" in advice) <= (code in RETRY_AFTER_S), code


def test_every_reason_for_which_a_job_fails_is_documented(api: str, repository: Path) -> None:
    errors = [each for each in vars(oncue.errors).values() if isinstance(each, type) and issubclass(each, OncueError)]
    known = {error.code for error in errors if error not in (OncueError, InputError)} - NEVER_OF_A_JOB
    for path in [*(repository / "worker").rglob("*.py"), *(repository / "oncue").rglob("*.py")]:
        known |= set(RECORDED.findall(path.read_text(encoding="utf-8")))
    section = api.partition("### Why a job failed")[2]
    documented = {code for codes, _ in REASON_ROW.findall(section) for code in re.findall(r"\w+", codes)}
    assert documented == known | {GIVEN_UP, DAMAGED} | TOLD_AS_THEY_ARE
    assert {"audio_silent", "input_missing", "transcript_mismatch"} <= documented


def test_the_stages_of_a_job_are_documented_in_their_order(api: str) -> None:
    documented = re.search(r"^Stages, in order: (.+?)\. ", api, re.MULTILINE)
    assert documented is not None
    assert re.findall(r"`(\w+)`", documented[1]) == [*Stage]


def test_every_state_and_option_of_a_job_is_documented(api: str) -> None:
    for name in (*JobOptions.model_fields, *(state.value for state in State)):
        assert f"`{name}`" in api, name


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_caption_format_is_documented(suffix: str, api: str, repository: Path) -> None:
    assert f"captions.{suffix}" in api
    assert f"| `.{suffix}` |" in (repository / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented_with_those_below_it(name: str, pages: str) -> None:
    assert re.search(rf"\boncue {name}\b", pages)
    command = commands.get_command(click.Context(commands), name)
    assert command is not None
    for below in command.commands if isinstance(command, click.Group) else ():
        assert re.search(rf"\boncue {name} {below}\b", pages), below


def test_every_figure_that_the_pages_name_is_measured(pages: str, tmp_path: Path) -> None:
    exposed = api_of(tmp_path).client.get("/metrics").get_data(as_text=True)
    measured = {*re.findall(r"^# TYPE (oncue_\w+)", exposed, re.MULTILINE), "oncue_reaper_age_seconds"}
    measured |= {f"oncue_{name}_total" for name in COUNTED}
    named = set(re.findall(r"`(oncue_[a-z_]+)", pages))
    assert len(named) > 5
    assert named - measured == set()


def worker_of(folder: Path) -> Celery:
    settings = Settings(data_dir=folder)
    app = celery_app(settings, sends_only=False)
    register(app, settings)
    return app


def test_workers_consume_the_queue_that_jobs_are_sent_to_and_know_their_task(tmp_path: Path) -> None:
    worker = worker_of(tmp_path)
    assert set(worker.amqp.queues.consume_from) == {QUEUE}
    assert TASK in worker.tasks
    route = celery_app(Settings(data_dir=tmp_path), sends_only=True).amqp.router.route({"queue": QUEUE}, TASK)
    assert route["queue"].name == QUEUE


def test_aligners_consume_a_queue_of_their_own_and_know_their_task(tmp_path: Path) -> None:
    aligner = celery_app(Settings(data_dir=tmp_path), sends_only=False, queue=ALIGNER_QUEUE)
    register_aligner(aligner, Settings(data_dir=tmp_path))
    assert set(aligner.amqp.queues.consume_from) == {ALIGNER_QUEUE}
    assert ALIGNER_TASK in aligner.tasks
    assert ALIGNER_QUEUE != QUEUE
