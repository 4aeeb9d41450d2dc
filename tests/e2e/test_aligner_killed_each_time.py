"""Words that end the aligner whenever it works on them: they stay estimated, the desk says so, and all else goes on."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests
from sqlalchemy import select

from bench.browser_session import browser_page
from bench.desk.chromium import READY, SAVED
from bench.desk.editing import DeskClient
from bench.desk.stored import DataFolder, programme_of
from bench.running_api import running_api
from oncue.acoustic.forced_aligner import SegmentSearch
from oncue.audio.decode import decode
from oncue.jobs.desk_work import DeskTask, DeskTaskState
from oncue.jobs.store.database import reading
from oncue.jobs.store.mapping import GIVEN_UP
from oncue.jobs.store.stored_json import read_json
from oncue.jobs.store.tables import desk_work
from oncue.model import Alignment
from service.desk_view import ESTIMATED
from tests.conftest import Recording
from tests.contracts.acoustic_address import SEGMENTS, evidence_of, found, segment_of_words
from tests.e2e.align_runs import ffmpeg
from tests.e2e.test_aligner import CUT_MS, running_aligner, wait_until

pytestmark = pytest.mark.timeout(900)

LEASE_S = 3.0
KILLER, OTHER = 4, 22
"""The places of two words that are edited, each in a sentence of its own."""


def spoken(folder: Path, recording: Recording) -> tuple[Path, Alignment, str]:
    """The beginning of the recording, and its words in their places."""
    audio = folder / "cut.wav"
    ffmpeg("-i", recording.audio, "-t", str(CUT_MS / 1000), audio)
    (folder / "decoded").mkdir()
    text = " ".join(said for _, end_ms, said in SEGMENTS if end_ms <= CUT_MS)
    evidence = evidence_of(decode(audio, folder / "decoded"))
    edges = found(SegmentSearch("en", evidence, threads=1), segment_of_words(0, CUT_MS, text))
    alignment, text = programme_of(text.split(), 100, 90)
    words = [
        replace(word, start_ms=edge.start_ms, end_ms=edge.end_ms) for word, edge in zip(alignment.words, edges, strict=True)
    ]
    return audio, replace(alignment, duration_ms=CUT_MS, words=tuple(words)), text


def task_row(data: DataFolder, job: str, rev: int) -> Any:
    """The row of the task that the revision asked for."""
    asked = desk_work.c.job_id == job, desk_work.c.rev == rev, desk_work.c.kind == DeskTask.STRETCH.value
    with reading(data.store.engine) as connection:
        return connection.execute(select(desk_work).where(*asked)).one()


def the_one_that_times(aligner: psutil.Process) -> list[psutil.Process]:
    return [each for each in aligner.children() if DeskTask.STRETCH.value in each.cmdline()]


class Killer:
    """Kills the process that times whenever it works on the words of a revision, until that has ended."""

    def __init__(self, aligner: psutil.Process, data: DataFolder, job: str, rev: int) -> None:
        self.killed = 0
        self._aligner, self._data, self._task = aligner, data, (job, rev)
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def has_given_up(self) -> bool:
        """True where the words' task failed in the end; False where the process was done with it before it was killed."""
        self._thread.join(300)
        return bool(task_row(self._data, *self._task).state == DeskTaskState.FAILED.value)

    def _watch(self) -> None:
        ends = time.monotonic() + 300
        while time.monotonic() < ends:
            row = task_row(self._data, *self._task)
            if row.ended_at_ms is not None:
                return
            if row.state == DeskTaskState.WORKING.value and row.attempts > self.killed:
                for process in the_one_that_times(self._aligner):
                    process.kill()
                self.killed = row.attempts
            time.sleep(0.002)


def edit(desk: DeskClient, word: str, text: str) -> int:
    desk.edit([{"op": "replace", "from": word, "to": word, "text": text}])
    return desk.rev


def events_say(url: str, job: str, name: str) -> bool:
    """What the first event of a desk says."""
    with requests.get(f"{url}/v1/jobs/{job}/desk/events", stream=True, timeout=60) as answer:
        told = next(line for line in answer.iter_lines(chunk_size=1) if line.startswith(b"data: "))
    return bool(json.loads(told[6:])[name])


def row_of(whole: Any, word: str) -> Any:
    return next(row for row in whole["words"] if row[0] == word)


def test_words_that_kill_the_aligner_three_times_stay_estimated_and_others_are_timed_meanwhile(
    tmp_path: Path, radio_address: Recording
) -> None:
    audio, alignment, text = spoken(tmp_path, radio_address)
    data = DataFolder.at(tmp_path / "data", lease_s=LEASE_S, heartbeat_s=1.0)
    jobs = [data.finished(alignment, text, audio) for _ in range(2)]
    names = [word.id for word in alignment.words]
    short = {"lease_s": str(LEASE_S), "heartbeat_s": "1"}
    with running_api(data.settings.data_dir, **short) as url, running_aligner(data.settings, **short) as aligner:
        desk, elsewhere = (DeskClient(url, job) for job in jobs)
        for one in (desk, elsewhere):
            one.open(300)
        wait_until(lambda: len(the_one_that_times(aligner)) == 1, data.settings)
        for text in ("future", "people", "country", "nation"):  # one that is timed before it is killed has a successor
            (process,) = the_one_that_times(aligner)
            process.suspend()
            rev = edit(desk, names[KILLER], text)
            killer = Killer(aligner, data, jobs[0], rev)
            process.resume()
            beside, there = edit(desk, names[OTHER], text), edit(elsewhere, names[KILLER], text)
            wait_until(lambda: elsewhere.read()["timed"] and desk.read()["waiting"] in ([], [rev]), data.settings)  # noqa: B023
            if killer.has_given_up():
                break
            wait_until(lambda: len(the_one_that_times(aligner)) == 1, data.settings)
        for job, made in ((jobs[0], beside), (jobs[1], there)):
            other = task_row(data, job, made)
            assert (other.state, other.attempts) == (DeskTaskState.DONE.value, 1)
        wait_until(lambda: not desk.read()["waiting"], data.settings)

        row = task_row(data, jobs[0], rev)
        assert (row.state, killer.killed, read_json(row.problem)["code"]) == (DeskTaskState.FAILED.value, 3, GIVEN_UP)
        whole = desk.read()
        assert (whole["timed"], whole["untimed"]) == (False, [rev])
        word = row_of(whole, names[KILLER])
        assert word[5] & ESTIMATED
        assert row_of(whole, names[KILLER - 1])[3] <= word[2] < word[3] <= row_of(whole, names[KILLER + 1])[2]
        assert events_say(url, jobs[0], "estimated")
        assert not events_say(url, jobs[1], "estimated")
        assert word[1] in requests.get(f"{url}/v1/jobs/{jobs[0]}/captions.srt?rev=head", timeout=60).text
        with browser_page(tmp_path / "browser") as page:
            page.open(f"{url}/jobs/{jobs[0]}/desk")
            page.until(lambda: page.ask(READY) and "some times stay estimated" in page.ask(SAVED))

        edit(desk, names[KILLER], "election")
        wait_until(lambda: desk.read()["timed"], data.settings)
        assert not row_of(desk.read(), names[KILLER])[5] & ESTIMATED, "edited again, they are timed again"
