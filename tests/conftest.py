"""Where the recordings are, and how Hypothesis and the processes that tests start run here."""

from __future__ import annotations

import gc
import importlib.util
import os
import sys
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from oncue.system.cpus import usable_cores
from tests.order import ordered
from tests.second_try import MOST_IN_CI as MOST_SECOND_TRIES
from tests.second_try import allow_second_try, needed_second_try
from tests.servers import PostgresServer, S3Server, postgres_server, s3_server
from tests.skips import MOST_IN_CI, reasons_of, skip_at_a_desk, told, too_many

ROOT = Path(__file__).resolve().parent.parent

# Tests start some hundreds of processes, and each would compile the product anew where the environment keeps no bytecode.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# A shared machine's pauses are not bugs: no deadline. CI repeats the same examples; at a desk, each run tries new ones.
settings.register_profile("desk", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("desk"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording and its published text."""

    audio: Path
    transcript: Path


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the source tree."""
    return ROOT


@pytest.fixture(scope="session")
def radio_address() -> Recording:
    """The demonstration: a radio address of 127 s, English prose, one voice."""
    folder = ROOT / "demo" / "radio-address-2008"
    return Recording(folder / "audio.flac", folder / "transcript.txt")


@pytest.fixture(scope="session")
def udhr() -> dict[str, Recording]:
    """The preamble of the Universal Declaration of Human Rights, by language: `en` 149 s, `fr` 128 s."""
    folder = ROOT / "tests" / "data" / "udhr"
    return {language: Recording(folder / f"{language}.mp3", folder / f"{language}.txt") for language in ("en", "fr")}


@pytest.fixture(scope="session")
def shared_corpora() -> Path:
    """Recordings with known word times that may not be published, in a folder beside the repository."""
    folder = ROOT.parent / "shared" / "corpora"
    if not folder.is_dir():
        pytest.skip("needs shared/corpora beside the repository: recordings that may not be published with it")
    return folder


MOST_PROCESSES = 4
"""Each keeps the models that its tests load."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """How many processes share the tests: one more than there are cores, as tests wait for processes that they start."""
    return min(usable_cores() + 1, MOST_PROCESSES)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Says which tests are tried twice, and where several processes share the tests, in which order they take them."""
    allow_second_try(items)
    if hasattr(config, "workerinput"):
        items[:] = ordered(items, ROOT / "tests")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Leaves what was collected, which stays to the end, out of every later search for garbage."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skips what needs openai-whisper where setup had to leave it out; in CI it must be there."""
    if item.get_closest_marker("needs_torch") and not all(map(importlib.util.find_spec, ("torch", "whisper"))):
        skip_at_a_desk("openai-whisper is not installed: no CPU build of torch was to be had (see README.md)")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says which tests needed a second try, and what failed at first; then how many were skipped and why."""
    tried_twice = needed_second_try(terminalreporter.stats)
    if tried_twice:
        terminalreporter.write_sep("=", "needed a second try")
        for test, failure in tried_twice.items():
            terminalreporter.write_line(f"{test}\n{failure}\n")
        if os.environ.get("CI") and len(tried_twice) > MOST_SECOND_TRIES:
            terminalreporter.write_line(f"CI allows {MOST_SECOND_TRIES} second tries: this run has failed.")
    reasons = reasons_of(terminalreporter.stats.get("skipped", []))
    if reasons:
        terminalreporter.write_sep("=", "skipped")
        for line in told(reasons):
            terminalreporter.write_line(line)
        if os.environ.get("CI") and too_many(reasons):
            terminalreporter.write_line(f"CI allows {MOST_IN_CI} others: this run has failed.")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI, a run that skipped more than a few tests has failed, and one in which more than a few needed a second try."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not os.environ.get("CI") or session.exitstatus != pytest.ExitCode.OK:
        return
    skipped = too_many(reasons_of(reporter.stats.get("skipped", [])))
    if skipped or len(needed_second_try(reporter.stats)) > MOST_SECOND_TRIES:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A real PostgreSQL server."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    """A real socket that speaks S3, with the bucket `captions`."""
    import boto3

    with s3_server() as server:
        boto3.client("s3", endpoint_url=server.endpoint_url).create_bucket(Bucket=server.bucket)
        yield server
