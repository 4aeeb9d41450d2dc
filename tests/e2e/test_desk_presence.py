"""Who has a desk open, where the API runs in several processes: they tell each other through Redis, and need none."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from oncue.cli.supervise.children import Child
from oncue.cli.supervise.redis_server import packaged_server, redis_child, runtime_folder, start_redis
from oncue.jobs.presence import HOLDS_S, KEY, SharedPresence
from oncue.jobs.queue import celery_app
from oncue.jobs.settings import Settings
from service.desk_presence import DeskPresence
from tests.api import Api, api_with

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def socket() -> Iterator[Path]:
    made = runtime_folder()
    yield made.folder() / "redis.sock"
    made.close()


def started(data_folder: Path, socket: Path) -> Child:
    child = redis_child(data_folder, socket, packaged_server())
    start_redis(child, data_folder, socket, lambda: False)
    return child


def presence(socket: Path) -> DeskPresence:
    """That of a process of its own, for all that Redis knows."""
    return DeskPresence(SharedPresence(celery_app(Settings(redis_url=f"redis+socket://{socket}"), sends_only=True)).exchange)


def wait_until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_processes_know_of_each_others_people_and_where_redis_is_away_each_knows_its_own(
    tmp_path: Path, socket: Path
) -> None:
    here, there = presence(socket), presence(socket)
    with here.at("job_1", "tab-a", "Ann"):
        assert here.of("job_1") == {"tab-a": "Ann"}, "there is no Redis yet"
        child = started(tmp_path, socket)
        both = {"tab-a": "Ann", "tab-b": "Bob"}
        with there.at("job_1", "tab-b", "Bob"), there.at("job_2", "tab-c", "Cleo"):
            wait_until(lambda: here.of("job_1") == both and there.of("job_1") == both)
            with Redis(unix_socket_path=str(socket)) as client:
                assert 0 < client.ttl(KEY.format("job_1")) <= HOLDS_S, "nothing stays of a process that is killed"
                client.zadd(KEY.format("job_1"), {"of another version": 2**40, '["a", 1, null]': 2**40})
            child.stop()
            wait_until(lambda: here.of("job_1") == {"tab-a": "Ann"})
            child = started(tmp_path, socket)
            wait_until(lambda: here.of("job_1") == both)
        wait_until(lambda: here.of("job_1") == {"tab-a": "Ann"})
        with there.at("job_1", "tab-a", "Ann"):  # her stream broke off, and came again at the other process
            wait_until(lambda: there.of("job_1") == {"tab-a": "Ann"})
    assert here.of("job_1") == {}
    child.stop()


def events(api: Api, job: str, tab: str) -> Generator[dict[str, Any], None, None]:
    answer = api.client.get(f"/v1/jobs/{job}/desk/events?tab={tab}")
    try:
        for piece in answer.response:
            text = piece.decode() if isinstance(piece, bytes) else piece
            if text.startswith("data: "):
                yield json.loads(text.removeprefix("data: "))
    finally:
        answer.close()


def test_a_browser_at_one_process_learns_what_is_done_at_another(tmp_path: Path, socket: Path) -> None:
    child = started(tmp_path / "redis", socket)
    one, two = (api_with(presence(socket), tmp_path / "data") for _ in range(2))
    job = one.submit().json["id"]
    one.complete(job)
    desk = f"/v1/jobs/{job}/desk"
    one.client.post(desk)
    ann, bob = events(one, job, "tab-a"), events(two, job, "tab-b")
    next(ann), next(bob)
    assert [each["me"] for each in next(event for event in bob if len(event["present"]) == 2)["present"]] == [False, True]
    edit = {"edit_id": "edit-0001", "ops": [{"op": "replace", "from": "w5", "to": "w5", "text": "evening"}]}
    assert one.client.post(f"{desk}/edits", json=edit, headers={"If-Match": '"0"'}).status_code == 200
    assert next(event for event in bob if event["rev"] == 1)["approved"] is None
    assert one.client.post(f"{desk}/approve", json={"rev": 1, "despite": "a test"}).status_code == 200
    assert next(event for event in bob if event["approved"] == 1)["rev"] == 1
    bob.close()
    assert next(event for event in ann if len(event["present"]) == 1)["approved"] == 1
    ann.close()
    child.stop()
