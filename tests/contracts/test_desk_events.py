"""The events of a desk: what others do there, and who has it open."""

from __future__ import annotations

import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from oncue.jobs.desk_work import DeskTask, OpenedSound
from oncue.jobs.store import SqlStore
from oncue.jobs.store.database import writing
from oncue.jobs.store.tables import desk_work
from tests.api import Api, api_of


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return api_of(tmp_path)


def opened(api: Api) -> str:
    job: str = api.submit().json["id"]
    api.complete(job)
    assert api.client.post(f"/v1/jobs/{job}/desk").status_code in (200, 202)
    return job


def events(api: Api, job: str, tab: str) -> Generator[dict[str, Any], None, None]:
    """Each event of a listener, as it comes."""
    answer = api.client.get(f"/v1/jobs/{job}/desk/events?tab={tab}")
    assert answer.mimetype == "text/event-stream"
    try:
        for piece in answer.response:
            text = piece.decode() if isinstance(piece, bytes) else piece
            if text.startswith("data: "):
                yield json.loads(text.removeprefix("data: "))
    finally:
        answer.close()


def test_a_listener_learns_of_each_revision_and_of_who_else_is_there(api: Api) -> None:
    job = opened(api)
    ann = events(api, job, "tab-of-ann")
    assert next(ann)["present"] == [{"who": "anonymous", "me": True}]
    bob = events(api, job, "tab-of-bob")
    assert [each["me"] for each in next(bob)["present"]] == [False, True]
    assert len(next(event for event in ann if len(event["present"]) == 2)["present"]) == 2
    edit = {"edit_id": "edit-0001", "ops": [{"op": "replace", "from": "w5", "to": "w5", "text": "evening"}]}
    assert api.client.post(f"/v1/jobs/{job}/desk/edits", json=edit, headers={"If-Match": '"0"'}).status_code == 200
    for listener in (ann, bob):
        event = next(each for each in listener if each["rev"] == 1)
        assert event["approved"] is None
    again = events(api, job, "tab-of-bob")  # the stream broke off, and came again before the old one was missed
    next(again)
    again.close()
    cleo = events(api, job, "tab-of-cleo")
    assert len(next(cleo)["present"]) == 3
    cleo.close()
    bob.close()
    assert next(event for event in ann if len(event["present"]) == 1)["rev"] == 1, "who has left is no longer there"
    ann.close()


def test_words_that_end_the_aligner_again_and_again_stay_estimated_and_that_is_told(api: Api) -> None:
    job = opened(api)
    opening = api.store.claim_desk_work(DeskTask.OPEN)
    assert opening is not None
    assert api.store.finish_opening(opening, OpenedSound("a.flac", "audio/flac", "a.peaks", "a.sound", 3000))
    edit = {"edit_id": "edit-0001", "ops": [{"op": "replace", "from": "w5", "to": "w5", "text": "evening"}]}
    assert api.client.post(f"/v1/jobs/{job}/desk/edits", json=edit, headers={"If-Match": '"0"'}).status_code == 200
    listener = events(api, job, "tab")
    assert [next(listener)[name] for name in ("timed", "estimated")] == [False, False]
    for _ in range(api.store.max_attempts):
        claim = api.store.claim_desk_work(DeskTask.STRETCH)
        assert claim is not None
        lease_ran_out(api.store)
    assert api.store.claim_desk_work(DeskTask.STRETCH) is None
    event = next(each for each in listener if each["estimated"])
    assert event["timed"] is False
    listener.close()
    desk = api.client.get(f"/v1/jobs/{job}/desk").json
    assert (desk["timed"], desk["waiting"], desk["untimed"]) == (False, [], [1])


def lease_ran_out(store: SqlStore) -> None:
    """The aligner has gone: nobody renews its lease."""
    with writing(store.engine) as connection:
        connection.execute(update(desk_work).values(lease_until_ms=0).where(desk_work.c.lease_until_ms.is_not(None)))


def test_a_desk_that_was_never_opened_has_no_events(api: Api) -> None:
    job = api.submit().json["id"]
    api.complete(job)
    answer = api.client.get(f"/v1/jobs/{job}/desk/events")
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"


def test_where_too_many_listen_one_event_comes_and_the_stream_ends(tmp_path: Path) -> None:
    api = api_of(tmp_path, threads=4)
    job = opened(api)
    places = [events(api, job, f"tab-{n}") for n in range(2)]
    for listener in places:
        next(listener)
    assert len([*events(api, job, "one-more")]) == 1
    for listener in places:
        listener.close()
