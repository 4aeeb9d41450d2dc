"""What aligners do for desks: claimed by one, taken over when its holder is silent, and given up after three attempts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, update

from oncue.jobs.desk_model import DeskState
from oncue.jobs.desk_work import (
    DeskClaim,
    DeskTask,
    DeskTaskState,
    OpenedSound,
    StretchToTime,
    TimedStretch,
    WordToTime,
    aligner_id,
)
from oncue.jobs.store import SqlStore
from oncue.jobs.store.database import reading, writing
from oncue.jobs.store.desk_log import Timing
from oncue.jobs.store.desk_work import ask_for_times, ask_to_open, forget_failures
from oncue.jobs.store.tables import desk_work
from tests.desk_makers import opened
from tests.job_makers import TENANT, later

SOUND = OpenedSound("desks/x/a.flac", "audio/flac", "desks/x/a.peaks", "desks/x/a.sound", 5000)
TIMES = TimedStretch({"w0": (10, 400, 0.9, -0.2, 15)}, "as it was said")


def stretch(*ids: str) -> StretchToTime:
    words = tuple(WordToTime(word_id, f"word {word_id}", 0, 400) for word_id in ids)
    return StretchToTime(
        (*words, WordToTime("w99", "beside", 500, None, wanted=False, start_pinned=True)), 0, 900, "as it was said"
    )


def ask(store: SqlStore, job_id: str, rev: int, *stretches: StretchToTime) -> list[str]:
    with writing(store.engine) as connection:
        return ask_for_times(connection, job_id, rev, stretches, store.now)


def ask_for_sound(store: SqlStore, job_id: str) -> str | None:
    with writing(store.engine) as connection:
        return ask_to_open(connection, job_id, store.now)


def taken(store: SqlStore, task: DeskTask = DeskTask.STRETCH) -> DeskClaim:
    claim = store.claim_desk_work(task)
    assert claim is not None
    return claim


def with_sound(store: SqlStore) -> str:
    """The id of a job whose desk has its sound."""
    job_id = opened(store)
    ask_for_sound(store, job_id)
    assert store.finish_opening(taken(store, DeskTask.OPEN), SOUND)
    return job_id


def states(store: SqlStore, job_id: str, task: DeskTask = DeskTask.STRETCH) -> list[str]:
    wanted = select(desk_work.c.state).where(desk_work.c.job_id == job_id, desk_work.c.kind == task.value)
    with reading(store.engine) as connection:
        return list(connection.execute(wanted.order_by(desk_work.c.rev, desk_work.c.id)).scalars())


def test_a_desk_is_opened_by_one_aligner_and_knows_its_sound_afterwards(store: SqlStore) -> None:
    job_id = opened(store)
    first = ask_for_sound(store, job_id)
    assert first is not None
    assert ask_for_sound(store, job_id) is None, "it is asked for already"
    claim = taken(store, DeskTask.OPEN)
    assert (claim.id, claim.job_id, claim.tenant, claim.task, claim.attempts) == (first, job_id, TENANT, DeskTask.OPEN, 1)
    assert store.claim_desk_work(DeskTask.OPEN) is None
    assert store.finish_opening(claim, SOUND)
    desk = store.desk(job_id, TENANT)
    assert (desk.state, desk.audio_key, desk.audio_type) == (DeskState.OPEN, SOUND.audio_key, SOUND.audio_type)
    assert (desk.peaks_key, desk.sound_key, desk.duration_ms) == (SOUND.peaks_key, SOUND.sound_key, 5000)
    assert ask_for_sound(store, job_id) is not None, "sound that was let go of is asked for anew"


def test_a_stretch_comes_back_as_it_was_asked_for_once_the_sound_is_there(store: SqlStore) -> None:
    job_id = opened(store)
    ids = ask(store, job_id, 1, stretch("w0", "a1.0"))
    assert store.claim_desk_work(DeskTask.STRETCH) is None
    ask_for_sound(store, job_id)
    store.finish_opening(taken(store, DeskTask.OPEN), SOUND)
    claim = taken(store)
    assert ([claim.id], claim.rev, claim.stretch) == (ids, 1, stretch("w0", "a1.0"))
    assert store.timing(job_id).waiting == {1}
    assert store.finish_stretch(claim, TIMES)
    found = store.desk_changes(job_id, TENANT).retimings
    assert [(each.rev, each.words, each.basis) for each in found] == [(1, TIMES.words, TIMES.basis)]
    assert not store.timing(job_id).waiting
    assert not store.finish_stretch(claim, TIMES), "it is written once"


def test_of_several_aligners_each_stretch_is_taken_by_one(store: SqlStore) -> None:
    job_id = with_sound(store)
    asked = ask(store, job_id, 1, *(stretch(f"w{k}") for k in range(8)))
    with ThreadPoolExecutor(4) as threads:
        claims = list(threads.map(lambda _: store.claim_desk_work(DeskTask.STRETCH), range(8)))
    assert sorted(claim.id for claim in claims if claim is not None) == sorted(asked)


def test_what_a_silent_aligner_held_is_anothers_and_its_own_times_come_too_late(store: SqlStore) -> None:
    job_id = with_sound(store)
    ask(store, job_id, 1, stretch("w0"))
    silent = taken(store)
    later(store, store.desk_lease_s / 2)
    assert store.renew_desk_work(silent)
    later(store, store.desk_lease_s * 0.9)
    assert store.claim_desk_work(DeskTask.STRETCH) is None, "it was renewed"
    later(store, store.desk_lease_s)
    other = taken(store)
    assert (other.id, other.attempts) == (silent.id, 2)
    assert not store.renew_desk_work(silent)
    assert not store.finish_stretch(silent, TIMES)
    assert store.finish_stretch(other, TIMES)
    assert store.desk(job_id, TENANT).retimed == 1


def test_a_stretch_that_ends_its_aligner_each_time_is_given_up_after_three_attempts_and_says_so(store: SqlStore) -> None:
    job_id = with_sound(store)
    ask(store, job_id, 1, stretch("w0"))
    for attempt in (1, 2, 3):
        assert taken(store).attempts == attempt
        later(store, store.desk_lease_s + 1)
    assert store.claim_desk_work(DeskTask.STRETCH) is None
    assert states(store, job_id) == [DeskTaskState.FAILED]
    assert store.timing(job_id).failed == {1}
    with reading(store.engine) as connection:
        assert "gave_up" in connection.execute(select(desk_work.c.problem).where(desk_work.c.kind == "stretch")).scalar_one()


def test_what_was_not_tried_yet_comes_before_what_has_ended_an_aligner(store: SqlStore) -> None:
    job_id = with_sound(store)
    (first,) = ask(store, job_id, 1, stretch("w0"))
    assert taken(store).id == first
    (second,) = ask(store, job_id, 2, stretch("w4"))
    later(store, store.desk_lease_s + 1)
    assert [taken(store).id for _ in range(2)] == [second, first]


def test_words_of_a_desk_whose_sound_cannot_be_had_do_not_wait_and_do_again_once_it_is_opened_anew(store: SqlStore) -> None:
    job_id = opened(store)
    ask_for_sound(store, job_id)
    ask(store, job_id, 1, stretch("w0"))
    assert store.timing(job_id).waiting == {1}
    store.fail_desk_work(taken(store, DeskTask.OPEN), "audio_unreadable", "No sound that can be read.")
    assert store.timing(job_id) == Timing(frozenset(), frozenset({1}))
    store.open_again(job_id, TENANT, lambda connection: ask_to_open(connection, job_id, store.now))
    assert store.timing(job_id) == Timing(frozenset({1}), frozenset())
    store.finish_opening(taken(store, DeskTask.OPEN), SOUND)
    assert taken(store).rev == 1, "nothing has to be edited again"


def test_an_attempt_that_fails_is_tried_again_and_the_third_ends_it(store: SqlStore) -> None:
    job_id = with_sound(store)
    ask(store, job_id, 1, stretch("w0"))
    for _ in range(2):
        assert store.lose_desk_work(taken(store), "internal_error", "It broke.")
        assert states(store, job_id) == [DeskTaskState.QUEUED]
    assert store.lose_desk_work(taken(store), "internal_error", "It broke.")
    assert states(store, job_id) == [DeskTaskState.FAILED]


def test_a_task_that_a_stopping_aligner_gives_back_has_cost_no_attempt(store: SqlStore) -> None:
    job_id = with_sound(store)
    ask(store, job_id, 1, stretch("w0"))
    assert store.give_back_desk_work(taken(store))
    assert taken(store).attempts == 1


def test_words_that_do_not_fit_are_not_tried_again(store: SqlStore) -> None:
    job_id = with_sound(store)
    ask(store, job_id, 1, stretch("w0"))
    assert store.fail_desk_work(taken(store), "words_do_not_fit", "There is no room for them.")
    assert store.claim_desk_work(DeskTask.STRETCH) is None
    assert store.timing(job_id).failed == {1}


def test_a_desk_whose_sound_cannot_be_made_says_why_and_may_be_asked_for_again(store: SqlStore) -> None:
    job_id = opened(store)
    ask_for_sound(store, job_id)
    assert store.fail_desk_work(taken(store, DeskTask.OPEN), "audio_unreadable", "It is no sound.")
    desk = store.desk(job_id, TENANT)
    assert (desk.state, desk.problem) == (DeskState.FAILED, {"code": "audio_unreadable", "detail": "It is no sound."})
    assert ask_for_sound(store, job_id) is not None


def test_a_later_revision_spares_the_times_of_words_that_it_asks_for_anew(store: SqlStore) -> None:
    job_id = with_sound(store)
    ask(store, job_id, 1, stretch("w0"))
    ask(store, job_id, 2, stretch("w0", "w1"), stretch("w7"))
    ask(store, job_id, 3, stretch("w0", "w1", "w2"))
    assert sorted(states(store, job_id)) == ["queued", "queued", "superseded", "superseded"]
    assert store.timing(job_id).waiting == {2, 3}


def test_who_works_on_words_that_are_asked_for_anew_comes_too_late_and_where_it_ends_they_are_not_tried_again(
    store: SqlStore,
) -> None:
    job_id = with_sound(store)
    ask(store, job_id, 1, stretch("w0"))
    held = taken(store)
    ask(store, job_id, 2, stretch("w7"))
    assert store.timing(job_id).waiting == {1, 2}, "others are asked for"
    ask(store, job_id, 3, stretch("w0", "w1"))
    assert store.timing(job_id).waiting == {2, 3}
    assert not store.renew_desk_work(held)
    assert not store.finish_stretch(held, TIMES)
    assert ("fenced_writes", "") not in store.counts(), "nobody's lease was too short"
    later(store, store.desk_lease_s + 1)
    assert [taken(store).rev for _ in range(2)] == [2, 3]
    assert store.claim_desk_work(DeskTask.STRETCH) is None


def failures_after(store: SqlStore, job_id: str, untimed: set[str], *stretches: StretchToTime) -> set[int]:
    """The revisions whose words have no times, once others are asked for, where none but these have no times."""
    with writing(store.engine) as connection:
        forget_failures(connection, job_id, stretches, lambda words: words & untimed, store.now)
    return set(store.timing(job_id).failed)


def test_words_that_were_not_timed_are_told_of_until_each_has_times_is_asked_for_or_is_there_no_more(
    store: SqlStore,
) -> None:
    job_id = with_sound(store)
    ask(store, job_id, 1, stretch("w0", "w4"))
    ask(store, job_id, 2, stretch("w8"))
    for _ in range(2):
        store.fail_desk_work(taken(store), "words_do_not_fit", "They do not fit.")
    assert failures_after(store, job_id, {"w0", "w4", "w8"}, stretch("w0")) == {1, 2}, "one of the two is estimated still"
    assert failures_after(store, job_id, {"w0", "w8"}, stretch("w0")) == {2}, "the other is there no more"
    assert failures_after(store, job_id, {"w8"}) == {2}
    assert failures_after(store, job_id, set()) == set()


def test_words_that_were_not_timed_are_told_of_no_more_where_others_wait_for_times_of_each(store: SqlStore) -> None:
    job_id = with_sound(store)
    ask(store, job_id, 1, stretch("w0", "w4"))
    store.fail_desk_work(taken(store), "words_do_not_fit", "They do not fit.")
    ask(store, job_id, 2, stretch("w0"))
    assert failures_after(store, job_id, {"w0", "w4"}) == {1}
    assert failures_after(store, job_id, {"w0", "w4"}, stretch("w4")) == set()


def test_a_failure_that_does_not_say_of_which_words_is_forgotten_once_any_are_asked_for(store: SqlStore) -> None:
    job_id = with_sound(store)
    ask(store, job_id, 1, stretch("w0"))
    store.fail_desk_work(taken(store), "words_do_not_fit", "They do not fit.")
    with writing(store.engine) as connection:  # as an earlier version ended it
        connection.execute(update(desk_work).where(desk_work.c.kind == "stretch").values(asked=None))
    assert failures_after(store, job_id, {"w0"}) == {1}
    assert failures_after(store, job_id, {"w0"}, stretch("w4")) == set()


def test_a_row_that_was_damaged_by_hand_is_set_aside_and_the_next_is_taken(store: SqlStore) -> None:
    job_id = with_sound(store)
    ask(store, job_id, 1, stretch("w0"))
    with writing(store.engine) as connection:
        connection.execute(update(desk_work).where(desk_work.c.kind == "stretch").values(asked={"words": 3}))
    ask(store, job_id, 2, stretch("w1"))
    assert taken(store).rev == 2
    assert states(store, job_id) == [DeskTaskState.FAILED, DeskTaskState.WORKING]


@pytest.mark.parametrize("task", DeskTask)
def test_of_a_deleted_job_nothing_is_left_to_do_and_late_results_change_nothing(store: SqlStore, task: DeskTask) -> None:
    job_id = with_sound(store)
    ask(store, job_id, 1, stretch("w0"))
    ask_for_sound(store, job_id)
    held = taken(store, task)
    store.delete(job_id, TENANT)
    late = store.finish_stretch(held, TIMES) if task is DeskTask.STRETCH else store.finish_opening(held, SOUND)
    assert not late
    assert not store.lose_desk_work(held, "internal_error", "It broke.")
    assert store.claim_desk_work(task) is None


def test_aligners_show_that_they_live_and_are_no_workers(store: SqlStore) -> None:
    store.show_aligner("desk-1:7", "desk-1", done=3, failed=1, last_problem="It broke.")
    assert [(each.host, each.done, each.last_problem) for each in store.live_aligners()] == [("desk-1", 3, "It broke.")]
    assert not store.live_workers()
    for task in DeskTask:
        assert store.live_aligners(task), "it does everything, as it does not tell what"
        store.show_aligner(aligner_id("desk-1:7", task), "desk-1", done=0, failed=0, last_problem=None)
    store.forget_aligner("desk-1:7")
    for task in DeskTask:
        assert [each.id for each in store.live_aligners(task)] == [aligner_id("desk-1:7", task)]
    later(store, 46)
    assert not store.live_aligners()
    store.show_aligner("desk-1:7", "desk-1", done=3, failed=1, last_problem=None)
    store.forget_aligner("desk-1:7")
    assert not store.live_aligners()
