"""A corrected text never takes captions off the air: the old result stays until the new one is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import update

from oncue.jobs.errors import IllegalTransition
from oncue.jobs.model import Correction, CorrectionState, Job, Problem, State
from oncue.jobs.store import SqlStore
from oncue.jobs.store.database import writing
from oncue.jobs.store.tables import jobs
from tests.job_makers import DONE, TENANT, claimed, later, new_job, upload

BETTER = replace(DONE, alignment_key="jobs/x/2/alignment.json", language="fr", quality={"mean_confidence": 0.5})
MISMATCH = Problem("transcript_mismatch", "Another programme.", {"transcript_coverage": 0.02})


def completed(store: SqlStore) -> Job:
    """A job with captions."""
    job = store.create(new_job())
    store.finish(claimed(store), DONE)
    return store.get(job.id, TENANT)


def corrected(store: SqlStore, job: Job) -> Job:
    return store.replace_transcript(job.id, TENANT, upload("b", "b.txt"), "b-text")


def on_air(job: Job) -> tuple[str | None, str, str | None, object]:
    """What captions are made of, and what is said of them."""
    return job.alignment_key, job.captioned_text_key, job.language, job.quality


def problem_of(job: Job) -> tuple[CorrectionState | None, str | None]:
    """Where the correction is, and the code of what went wrong with it."""
    found = job.correction
    return (None, None) if found is None else (found.state, found.problem.code if found.problem else None)


def test_a_job_that_was_never_corrected_says_nothing_of_corrections(store: SqlStore) -> None:
    queued = store.create(new_job())
    assert (queued.correction, queued.has_captions) == (None, False)
    store.finish(claimed(store), DONE)
    job = store.get(queued.id, TENANT)
    assert (job.correction, job.has_captions, job.captioned_text_key) == (None, True, job.text_key)


def test_while_a_correction_waits_and_is_worked_on_the_old_result_is_on_air(store: SqlStore) -> None:
    job = completed(store)
    queued = corrected(store, job)
    assert (queued.state, queued.has_captions, problem_of(queued)) == (State.QUEUED, True, (CorrectionState.QUEUED, None))
    assert on_air(queued) == on_air(job)
    claim = claimed(store)
    assert (claim.job.transcript.key, claim.job.text_key) == ("b", "b-text"), "the worker gets the corrected text"
    working = store.get(job.id, TENANT)
    assert (working.state, problem_of(working)) == (State.PROCESSING, (CorrectionState.PROCESSING, None))
    assert (working.has_captions, on_air(working)) == (True, on_air(job))


def test_a_correction_that_succeeds_takes_the_place_of_the_old_result(store: SqlStore) -> None:
    job = completed(store)
    corrected(store, job)
    assert store.finish(claimed(store), BETTER)
    done = store.get(job.id, TENANT)
    assert (done.state, problem_of(done)) == (State.COMPLETED, (CorrectionState.APPLIED, None))
    assert on_air(done) == (BETTER.alignment_key, "b-text", "fr", BETTER.quality)
    assert done.transcript.key == "b"
    assert (done.completed_at_ms or 0) >= (job.completed_at_ms or 0)


End = Callable[[SqlStore, str], None]


def refuse(store: SqlStore, job_id: str) -> None:
    store.fail(claimed(store), MISMATCH)


def lose_every_attempt(store: SqlStore, job_id: str) -> None:
    while (claim := store.claim()) is not None:
        store.lose(claim, "killed")
        later(store, 3600)


def fall_silent_every_time(store: SqlStore, job_id: str) -> None:
    while store.claim() is not None:
        later(store, 3600)
        store.reap()
        later(store, 3600)


def cancel_while_queued(store: SqlStore, job_id: str) -> None:
    store.cancel(job_id, TENANT)


def cancel_while_processing(store: SqlStore, job_id: str) -> None:
    claim = claimed(store)
    store.cancel(job_id, TENANT)
    store.finish_cancel(claim)


def cancel_and_lose(store: SqlStore, job_id: str) -> None:
    claim = claimed(store)
    store.cancel(job_id, TENANT)
    store.lose(claim, "killed")


def cancel_and_give_back(store: SqlStore, job_id: str) -> None:
    claim = claimed(store)
    store.cancel(job_id, TENANT)
    store.give_back(claim)


def cancel_and_fall_silent(store: SqlStore, job_id: str) -> None:
    claimed(store)
    store.cancel(job_id, TENANT)
    later(store, 3600)
    store.reap()


@pytest.mark.parametrize(
    ("end", "state", "code"),
    [
        (refuse, CorrectionState.FAILED, "transcript_mismatch"),
        (lose_every_attempt, CorrectionState.FAILED, "gave_up"),
        (fall_silent_every_time, CorrectionState.FAILED, "gave_up"),
        (cancel_while_queued, CorrectionState.CANCELLED, None),
        (cancel_while_processing, CorrectionState.CANCELLED, None),
        (cancel_and_lose, CorrectionState.CANCELLED, None),
        (cancel_and_give_back, CorrectionState.CANCELLED, None),
        (cancel_and_fall_silent, CorrectionState.CANCELLED, None),
    ],
)
def test_however_a_correction_ends_without_success_the_job_is_completed_as_it_was(
    store: SqlStore, end: End, state: CorrectionState, code: str | None
) -> None:
    job = completed(store)
    corrected(store, job)
    end(store, job.id)
    after = store.get(job.id, TENANT)
    assert (after.state, after.problem, problem_of(after)) == (State.COMPLETED, None, (state, code))
    assert on_air(after) == on_air(job)
    assert (after.transcript, after.text_key) == (job.transcript, job.text_key)
    assert (after.completed_at_ms, after.progress, after.stage) == (job.completed_at_ms, 1.0, None)
    assert isinstance(after.correction, Correction)
    assert after.correction.at_ms is not None
    assert after.version > job.version
    assert store.claim() is None


def test_the_problem_of_a_failed_correction_is_kept_with_its_figures(store: SqlStore) -> None:
    job = completed(store)
    corrected(store, job)
    store.fail(claimed(store), MISMATCH)
    found = store.get(job.id, TENANT).correction
    assert found is not None
    assert found.problem == MISMATCH


def test_a_correction_that_was_given_back_is_still_a_correction(store: SqlStore) -> None:
    job = completed(store)
    corrected(store, job)
    store.give_back(claimed(store))
    back = store.get(job.id, TENANT)
    assert (problem_of(back), on_air(back)) == ((CorrectionState.QUEUED, None), on_air(job))
    store.finish(claimed(store), BETTER)
    assert on_air(store.get(job.id, TENANT))[:2] == (BETTER.alignment_key, "b-text")


def test_after_a_failed_correction_another_one_is_taken_and_the_first_result_is_still_what_it_falls_back_to(
    store: SqlStore,
) -> None:
    job = completed(store)
    for _ in range(3):
        corrected(store, job)
        store.fail(claimed(store), MISMATCH)
    assert on_air(store.get(job.id, TENANT)) == on_air(job)
    corrected(store, job)
    assert store.get(job.id, TENANT).problem is None
    store.finish(claimed(store), BETTER)
    assert problem_of(store.get(job.id, TENANT)) == (CorrectionState.APPLIED, None)


def test_a_job_without_captions_that_is_corrected_has_nothing_to_fall_back_to(store: SqlStore) -> None:
    job = store.create(new_job())
    store.fail(claimed(store), MISMATCH)
    queued = corrected(store, job)
    assert (queued.has_captions, problem_of(queued)) == (False, (None, None))
    store.fail(claimed(store), MISMATCH)
    after = store.get(job.id, TENANT)
    assert (after.state, after.problem, after.has_captions) == (State.ERROR, MISMATCH, False)


def test_while_a_correction_runs_another_is_refused_and_the_job_is_not_deleted(store: SqlStore) -> None:
    job = completed(store)
    corrected(store, job)
    with pytest.raises(IllegalTransition):
        corrected(store, job)
    with pytest.raises(IllegalTransition):
        store.delete(job.id, TENANT)


def test_cancelling_a_correction_twice_changes_nothing(store: SqlStore) -> None:
    job = completed(store)
    corrected(store, job)
    assert store.cancel(job.id, TENANT).state is State.COMPLETED
    with pytest.raises(IllegalTransition):
        store.cancel(job.id, TENANT)
    assert problem_of(store.get(job.id, TENANT)) == (CorrectionState.CANCELLED, None)


def test_a_batch_that_is_cancelled_keeps_what_its_jobs_had(store: SqlStore) -> None:
    store.create_batch("batch_1", TENANT, "", {}, None)
    job = store.create(new_job(batch="batch_1"))
    store.finish(claimed(store), DONE)
    corrected(store, job)
    store.cancel_batch("batch_1", TENANT)
    after = store.get(job.id, TENANT)
    assert (after.state, after.alignment_key) == (State.COMPLETED, DONE.alignment_key)


def test_files_of_both_texts_are_kept_while_a_correction_runs_and_the_old_ones_after_it_failed(store: SqlStore) -> None:
    job = completed(store)
    corrected(store, job)
    old = {job.transcript.key, job.text_key, DONE.alignment_key}
    kept = store.referenced([job.id])[job.id]
    assert kept is not None
    assert old | {"b", "b-text"} <= kept
    store.cancel(job.id, TENANT)
    kept = store.referenced([job.id])[job.id]
    assert kept is not None
    assert old <= kept
    assert "b" not in kept


def text_of(job: Job) -> str | None:
    return None if job.correction is None else job.correction.text_key


@pytest.mark.parametrize("end", [refuse, lose_every_attempt, cancel_while_queued, cancel_while_processing, cancel_and_lose])
def test_the_text_of_a_correction_that_came_to_nothing_is_kept_until_another_is_sent_or_applied(
    store: SqlStore, end: End
) -> None:
    job = completed(store)
    assert text_of(corrected(store, job)) == "b-text"
    end(store, job.id)
    assert text_of(store.get(job.id, TENANT)) == "b-text"
    kept = store.referenced([job.id])[job.id]
    assert kept is not None
    assert "b-text" in kept, "the collector leaves it"
    again = store.replace_transcript(job.id, TENANT, upload("c", "c.txt"), "c-text")
    assert text_of(again) == "c-text"
    store.finish(claimed(store), BETTER)
    done = store.get(job.id, TENANT)
    assert (text_of(done), done.text_key) == (None, "c-text"), "what is applied is the job's text"
    kept = store.referenced([job.id])[job.id]
    assert kept is not None
    assert "b-text" not in kept


def by_an_older_process(store: SqlStore, job_id: str, **also: object) -> None:
    """Ends a correction as a process of an older version does, which writes no columns but its own, and `also`."""
    moment = {"correction_at_ms": store.now, "correction_state": CorrectionState.FAILED.value}
    before = {"text_key": jobs.c.previous_text_key, "previous_text_key": None, "previous_transcript": None}
    with writing(store.engine) as connection:
        ended = update(jobs).where(jobs.c.id == job_id)
        connection.execute(ended.values(state=State.COMPLETED.value, **before, **moment, **also))


def asked_by_an_older_process(store: SqlStore, job_id: str, **also: object) -> None:
    aside = {"previous_text_key": jobs.c.text_key, "previous_transcript": jobs.c.transcript, "text_key": "c-text"}
    with writing(store.engine) as connection:
        asked = update(jobs).where(jobs.c.id == job_id)
        connection.execute(asked.values(state=State.QUEUED.value, correction_at_ms=store.now, **aside, **also))


def test_no_earlier_text_is_shown_for_a_correction_that_processes_of_older_versions_took_and_ended(store: SqlStore) -> None:
    job = completed(store)
    corrected(store, job)
    refuse(store, job.id)
    assert text_of(store.get(job.id, TENANT)) == "b-text"
    later(store, 60)
    asked_by_an_older_process(store, job.id)
    by_an_older_process(store, job.id)
    after = store.get(job.id, TENANT)
    assert after.correction is not None
    assert (after.correction.state, after.correction.text_key) == (CorrectionState.FAILED, None)


def test_the_text_that_a_process_of_the_version_before_keeps_is_shown(store: SqlStore) -> None:
    job = completed(store)
    corrected(store, job)
    refuse(store, job.id)
    later(store, 60)
    asked_by_an_older_process(store, job.id, correction_text_key=None)
    by_an_older_process(store, job.id, correction_text_key="c-text")
    assert text_of(store.get(job.id, TENANT)) == "c-text"
