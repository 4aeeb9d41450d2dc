"""A desk says whether an aligner is there for what it waits for."""

from __future__ import annotations

from pathlib import Path

from oncue.jobs.desk_work import DeskTask, OpenedSound, aligner_id
from tests.unit.desk_api import desk_api

SOUND = OpenedSound("a.flac", "audio/flac", "a.peaks", "a.sound", 3000)


def test_a_desk_has_an_aligner_while_the_process_lives_that_does_what_it_waits_for(tmp_path: Path) -> None:
    api, here = desk_api(tmp_path)

    def has_one() -> bool:
        return bool(api.client.get(f"{here}/desk").json["aligner"])

    def told_to_start_one() -> bool:
        return "No aligner runs" in api.client.get(f"{here}/desk/peaks").json["detail"]

    timer, opener = (aligner_id("host:1", task) for task in (DeskTask.STRETCH, DeskTask.OPEN))
    api.store.show_aligner(timer, "host", done=0, failed=0, last_problem=None)
    assert (has_one(), told_to_start_one()) == (False, True)
    api.store.show_aligner(opener, "host", done=0, failed=0, last_problem=None)
    assert (has_one(), told_to_start_one()) == (True, False)
    claim = api.store.claim_desk_work(DeskTask.OPEN)
    assert claim is not None
    assert api.store.finish_opening(claim, SOUND)
    assert has_one()
    api.store.forget_aligner(timer)
    assert not has_one(), "its words would be timed for ever"
