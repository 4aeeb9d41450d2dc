"""The desk of the service in a real browser: the whole task by keyboard, and whether what is heard is what is shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from bench.browser_session import Page
from bench.desk.by_keyboard import KeyboardWalk, spoken_desk, wrong_in
from bench.desk.chromium import READY, open_desk
from bench.desk.hearing import SEEK_MS, time_coded_desk
from bench.desk.listening import listen, lit_words, seeks
from bench.desk.stored import DataFolder
from bench.desk.time_code import write_time_code
from bench.running_api import running_api

SECONDS = 40


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    return DataFolder.at(tmp_path_factory.mktemp("desk") / "data")


@pytest.fixture(scope="module")
def url(data: DataFolder) -> Iterator[str]:
    with running_api(data.settings.data_dir) as url:
        yield url


def give_sound(data: DataFolder, url: str, job: str, folder: Path) -> None:
    assert requests.post(f"{url}/v1/jobs/{job}/desk", timeout=60).status_code == 202
    data.give_sound(job, write_time_code(folder / "code.pcm", SECONDS))


def test_the_whole_task_is_done_by_keyboard_and_ends_with_the_approved_file(
    data: DataFolder, url: str, page: Page, tmp_path: Path
) -> None:
    job = spoken_desk(data)
    give_sound(data, url, job, tmp_path)
    assert wrong_in(KeyboardWalk(page, tmp_path).whole(url, job)) == []
    assert not [line for line in page.log if "exception" in line.lower()]


def test_what_is_heard_after_a_seek_is_what_was_sought_and_words_are_lit_in_order(
    data: DataFolder, url: str, page: Page, tmp_path: Path
) -> None:
    job, starts_ms = time_coded_desk(data, SECONDS)
    give_sound(data, url, job, tmp_path)
    page.call("Page.setBypassCSP", enabled=True)
    open_desk(page, f"{url}/jobs/{job}/desk")
    assert page.ask(READY)
    listen(page)
    assert [seek for seek in seeks(page, 1000 * SECONDS, 5) if seek.off_ms > SEEK_MS] == []
    lit = [starts_ms[word] for word, _ in lit_words(page, 10_000, 4000, starts_ms)]
    assert len(lit) >= 5
    assert lit == sorted(set(lit)), "one after the other, each once"
