"""Collecting: what is removed and what never is, one collector at a time, from where the last one was, on both databases."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from oncue.jobs.blobs import Blobs, open_blobs
from oncue.jobs.desk_model import DESKS
from oncue.jobs.errors import NotFound
from oncue.jobs.garbage import DUTY, Collector, collect
from oncue.jobs.model import Upload
from oncue.jobs.settings import Settings
from oncue.jobs.store import SqlStore
from oncue.jobs.store.database import writing
from oncue.jobs.store.tables import desks
from tests.desk_makers import desk_text, opened
from tests.interposed import interposed
from tests.job_makers import DONE, TENANT, claimed, later, new_job

DAY_S = 86_400


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return open_blobs(Settings(data_dir=tmp_path))


@pytest.fixture
def collector(settings: Settings, store: SqlStore, blobs: Blobs) -> Collector:
    return collector_of(settings, store, blobs)


def collector_of(settings: Settings, store: SqlStore, blobs: Blobs) -> Collector:
    """One that deletes jobs after a day."""
    return Collector(settings.model_copy(update={"retention_days": 1}), store, blobs)


def by_twos(blobs: Blobs) -> Blobs:
    """A file store whose pages hold two files, however many are asked for."""
    return interposed(blobs, {"page": lambda folder, after, _: blobs.page(folder, after, 2)})


def put_old(blobs: Blobs, key: str) -> None:
    """A file that was written two days ago."""
    blobs.put(key, b"x")
    with blobs.local_file(key) as path:
        os.utime(path, (time.time() - 2 * DAY_S,) * 2)


def keys(blobs: Blobs) -> set[str]:
    return {blob.key for blob in blobs.list()}


def test_old_jobs_go_with_their_files_until_none_is_due_though_others_take_some(
    store: SqlStore, settings: Settings, blobs: Blobs
) -> None:
    made = [store.create(new_job()) for _ in range(8)]
    for job in made:
        store.cancel(job.id, TENANT)
        blobs.put(job.audio.key, b"sound")
    fresh = store.create(new_job())
    blobs.put(fresh.audio.key, b"sound")
    later(store, DAY_S + 1)
    taken = made[0].id

    def delete_with_company(job_id: str, tenant: str) -> object:
        if job_id == taken:
            store.delete(job_id, tenant)
            raise NotFound("Another collector was quicker.")
        return store.delete(job_id, tenant)

    answers: dict[str, Callable[..., Any]] = {
        "expired": lambda days: store.expired(days, limit=3),
        "delete": delete_with_company,
    }
    collector_of(settings, interposed(store, answers), blobs).round()
    assert [job.id for job in store.list(TENANT)] == [fresh.id]
    assert {key.split("/")[1] for key in keys(blobs)} == {fresh.id, taken}, "the other one deletes its own files"


def test_one_collects_at_a_time_and_the_next_goes_on_where_a_dead_one_was(
    settings: Settings, store: SqlStore, blobs: Blobs
) -> None:
    paged = by_twos(blobs)
    collector = collector_of(settings, store, paged)
    for n in range(6):
        put_old(blobs, f"jobs/job_{n}/audio")
    assert store.take_duty(DUTY, "a dead one", 300) == ""
    assert store.keep_duty(DUTY, "a dead one", 300, '{"folder": "jobs", "after": "jobs/job_1/audio", "files": 2}')
    collector.round()
    assert len(keys(blobs)) == 6, "it is not known to be dead yet"
    later(store, 301)
    collector.round()
    assert keys(blobs) == {"jobs/job_0/audio", "jobs/job_1/audio"}
    assert not store.keep_duty(DUTY, "a dead one", 300, "")
    collector.round()
    assert len(keys(blobs)) == 2, "the next collection is not due"
    later(store, 3601)
    Collector(settings, store, paged).round()
    assert keys(blobs) == set()


def test_a_collection_that_is_stopped_is_gone_on_with(settings: Settings, store: SqlStore, blobs: Blobs) -> None:
    collector = collector_of(settings, store, by_twos(blobs))
    for n in range(6):
        put_old(blobs, f"jobs/job_{n}/audio")
    collector.round(lambda: True)
    assert len(keys(blobs)) == 4
    later(store, 1)
    collector.round()
    assert keys(blobs) == set()


@pytest.mark.parametrize("position", ["", "nonsense", '{"folder": "/etc"}', '{"after": 7}', "[]", '{"depth": 1}'])
def test_a_position_that_makes_no_sense_is_the_beginning(
    store: SqlStore, collector: Collector, blobs: Blobs, position: str
) -> None:
    put_old(blobs, "jobs/job_gone/audio")
    store.take_duty(DUTY, "somebody", 300)
    store.leave_duty(DUTY, "somebody", position, due_in_s=-1)
    collector.round()
    assert keys(blobs) == set()


def test_a_text_that_a_job_comes_to_refer_to_while_its_page_is_looked_at_stays(store: SqlStore, blobs: Blobs) -> None:
    """An earlier version names texts after their content: a correction back to an earlier text refers to an old file."""
    job = store.create(new_job())
    store.finish(claimed(store), DONE)
    earlier = f"jobs/{job.id}/transcript-0/original"
    put_old(blobs, earlier)
    answers: dict[str, Callable[..., Any]] = {}

    def corrected_after_the_first_look(ids: Iterable[str]) -> object:
        found = store.referenced(list(ids))
        answers.clear()
        store.replace_transcript(job.id, TENANT, Upload(earlier, "a.txt", 1, "0"), earlier)
        return found

    answers["referenced"] = corrected_after_the_first_look
    assert collect(interposed(store, answers), blobs, older_than_s=3600, cache_days=30).files == 0
    assert blobs.exists(earlier)


@pytest.mark.parametrize("key", ["jobs/job_gone/transcript-0/text", "jobs/job_gone/3/alignment.json", "cache/0/tiny.en"])
def test_a_file_that_is_written_anew_while_its_page_is_looked_at_stays(store: SqlStore, blobs: Blobs, key: str) -> None:
    put_old(blobs, key)

    def written_anew(*given: Any) -> object:
        found = blobs.page(*given)
        blobs.put(key, b"new")
        return found

    assert collect(store, interposed(blobs, {"page": written_anew}), older_than_s=3600, cache_days=1).files == 0
    assert blobs.read(key) == b"new"


def test_a_file_store_that_cannot_be_read_ends_the_round_and_not_the_collector(
    settings: Settings, store: SqlStore, blobs: Blobs
) -> None:
    def forbidden(*_: object) -> None:
        raise PermissionError("no access")

    answers: dict[str, Callable[..., Any]] = {"page": forbidden}
    collector = collector_of(settings, store, interposed(blobs, answers))
    collector.round()
    answers.clear()
    put_old(blobs, "jobs/job_gone/audio")
    later(store, 3601)
    collector.round()
    assert keys(blobs) == set()


def test_a_desk_keeps_its_files_and_loses_what_it_no_longer_names(
    settings: Settings, store: SqlStore, blobs: Blobs, collector: Collector
) -> None:
    job_id = opened(store)
    text = desk_text(job_id)
    kept = {text.text_key, text.alignment_key, text.recognition_key or ""}
    left = {f"{DESKS}/{job_id}/1/another", f"{DESKS}/job_gone/1/text"}
    for key in kept | left:
        put_old(blobs, key)
    collector.round()
    assert keys(blobs) == kept
    later(store, DAY_S + 1)
    collector_of(settings, store, blobs).round()
    assert keys(blobs) == set(), "the job is past its retention, and its desk with it"


def test_the_sound_of_a_desk_that_nobody_uses_is_removed_and_its_words_stay(
    settings: Settings, store: SqlStore, blobs: Blobs
) -> None:
    job_id = opened(store)
    sound = f"{DESKS}/{job_id}/audio.flac"
    with writing(store.engine) as connection:
        connection.execute(update(desks).values(audio_key=sound))
    for key in (sound, desk_text(job_id).text_key):
        put_old(blobs, key)
    for days, left in ((0, {sound, desk_text(job_id).text_key}), (0.5, {desk_text(job_id).text_key})):
        chosen = settings.model_copy(update={"desk_days": days})
        later(store, DAY_S)
        Collector(chosen, store, blobs).round()
        assert keys(blobs) == left
