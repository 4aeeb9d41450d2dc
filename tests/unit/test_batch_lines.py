"""What a batch is asked of the service while it runs: counts and changes, never everything again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from oncue.cli.batch.lines import BatchLines
from oncue.cli.client import Client
from tests.e2e.fake_api import FakeApi


class Counting(Client):
    """Keeps what it was asked and how many lines came."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.asked: list[dict[str, Any]] = []
        self.lines = 0

    def batch_page(self, batch_id: str, **query: Any) -> dict[str, Any]:
        page = super().batch_page(batch_id, **query)
        self.asked.append(query)
        self.lines += len(page["items"])
        return page


@pytest.fixture
def api() -> Iterator[FakeApi]:
    with FakeApi() as api:
        yield api


@pytest.fixture
def client(api: FakeApi) -> Counting:
    return Counting(api.url)


def batch_of(api: FakeApi, client: Client, count: int) -> str:
    """A batch with so many jobs that never end."""
    batch = str(client.create_batch("news", "key")["id"])
    for number in range(count):
        api.add_job(f"{number}.wav", batch)
    return batch


def test_all_pages_are_read_once_and_then_only_what_changed(api: FakeApi, client: Counting) -> None:
    api.batch_page = 3
    lines = BatchLines(client, batch_of(api, client, 8))
    assert len(lines.refresh()) == 8
    lines.refresh()  # the fake's jobs begin with the first look, and then stand still
    client.lines = 0
    assert len(lines.refresh()) == 8
    assert client.lines == 0
    job = next(iter(api.jobs.values()))
    job.update(status="error", version=job["version"] + 1, error={"code": "x", "detail": "y"})
    assert lines.refresh()[job["id"]]["status"] == "error"
    assert client.lines == 1
    assert all("changed_since" in query for query in client.asked)


def test_a_new_job_is_seen_and_a_deleted_one_is_missed(api: FakeApi, client: Counting) -> None:
    batch = batch_of(api, client, 3)
    lines = BatchLines(client, batch)
    lines.refresh()
    new = api.add_job("new.wav", batch)
    assert new in lines.refresh()
    del api.jobs[new]
    assert new not in lines.refresh()
    assert len(lines.refresh()) == 3


def test_a_service_that_knows_no_pages_is_asked_for_everything(api: FakeApi, client: Counting) -> None:
    api.pages = False
    lines = BatchLines(client, batch_of(api, client, 4))
    assert len(lines.refresh()) == 4
    assert len(lines.refresh()) == 4
