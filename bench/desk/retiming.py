"""From an edit to its words' times, over HTTP, while a job takes all processors; in ten minutes and in five hours.

Whether captions can be downloaded is looked at all the while.
"""

from __future__ import annotations

import random
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from bench.desk.editing import DeskClient, EventFollower
from bench.desk.reached import Reached, at_share
from bench.desk.stored import DataFolder
from bench.load.programme import tiled
from bench.load.recordings import DEMO, demo_pcm, demo_text, write_programme
from bench.load.running import Service, running_service
from oncue.captions.formats import alignment_from_json

SHORT_S, LONG_S, BUSY_S = 600, 5 * 3600, 2 * 3600
EDITS = 100
"""In each of the two programmes, in turns."""
P50_S, P95_S, RATIO = 0.5, 1.5, 1.3
JOB_PATIENCE_S = 600
OPEN_PATIENCE_S = 900
LOOK_EVERY_S = 0.5
MOST_S = 1500.0
"""Seconds after which no more edits are made."""

_DONE = "completed"


@dataclass(slots=True)
class Retimed:
    """Seconds from sending each edit: until it was saved, until an event told of times, until they were here."""

    saved: list[float] = field(default_factory=list)
    told: list[float] = field(default_factory=list)
    here: list[float] = field(default_factory=list)
    never: int = 0


class Downloads:
    """Downloads captions again and again, and counts what is answered."""

    def __init__(self, url: str, job: str) -> None:
        self._addresses = [f"{url}/v1/jobs/{job}/captions.srt{query}" for query in ("", "?rev=head")]
        self.answers: Counter[int] = Counter()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stops, and waits for the last answer."""
        self._ended.set()
        self._thread.join(60)

    def _look(self) -> None:
        while not self._ended.wait(LOOK_EVERY_S):
            for address in self._addresses:
                try:
                    answer = requests.get(address, timeout=30)
                    self.answers[answer.status_code if "-->" in answer.text else 0] += 1
                except requests.RequestException:
                    self.answers[0] += 1


def retiming(folder: Path) -> list[Reached]:
    """Times of edits, and downloads meanwhile."""
    with running_service(folder / "data") as service:
        jobs = _programmes(service, folder)
        desks = {seconds: DeskClient(service.url, job) for seconds, job in jobs.items()}
        for seconds, desk in desks.items():
            print(f"retiming: the desk of {seconds} s is opened", file=sys.stderr)
            desk.open(OPEN_PATIENCE_S)
        busy = _submit(service, folder / "busy.wav", _text_of(folder / "busy.wav", BUSY_S))
        _wait(service, busy, lambda job: job["status"] == "processing" and job["stage"] == "recognise")
        downloads = Downloads(service.url, jobs[SHORT_S])
        try:
            found = edit_in_turns(desks)
        finally:
            downloads.stop()
        was_busy = _job(service, busy)["status"] == "processing"
        requests.post(f"{service.url}/v1/jobs/{busy}/cancel", timeout=60)
    return [*_rows(found, was_busy), downloads_row(downloads.answers)]


def edit_in_turns(desks: dict[int, DeskClient], edits: int = EDITS) -> dict[int, Retimed]:
    """Exchanges words one after the other, in each desk in turn, and waits for the times of each."""
    places = random.Random(1)
    followers = {seconds: EventFollower(desk) for seconds, desk in desks.items()}
    words = {seconds: [row for row in desk.read()["words"] if row[2] is not None] for seconds, desk in desks.items()}
    found = {seconds: Retimed() for seconds in desks}
    ends = time.monotonic() + MOST_S
    try:
        for _ in range(edits):
            if time.monotonic() > ends:
                break
            for seconds, desk in desks.items():
                row, other = places.sample(words[seconds], 2)
                _edit(desk, followers[seconds], row[0], other[1], found[seconds])
    finally:
        for follower in followers.values():
            follower.close()
    return found


def _edit(desk: DeskClient, follower: EventFollower, word: str, text: str, into: Retimed) -> None:
    retimed = desk.retimed
    sent = time.monotonic()
    saved = desk.edit([{"op": "replace", "from": word, "to": word, "text": text}])
    into.saved.append(time.monotonic() - sent)
    if saved["timed"]:  # the same word, or one that sounds no otherwise: nothing was asked for
        return
    told = follower.retimed_beyond(retimed)
    if told is None:
        into.never += 1
        return
    desk.changes(desk.rev, desk.retimed)
    into.told.append(told - sent)
    into.here.append(time.monotonic() - sent)


def _rows(found: dict[int, Retimed], was_busy: bool) -> list[Reached]:
    rows = []
    beside = "a job on all processors" if was_busy else "a job that ended before: NOT all the while"
    for seconds, one in found.items():
        length = f"{seconds // 3600} h" if seconds >= 3600 else f"{seconds // 60} min"
        p50, p95 = at_share(one.here, 0.5), at_share(one.here, 0.95)
        parts = ", ".join(
            f"{name} {at_share(values, 0.5):.2f} / {at_share(values, 0.95):.2f}"
            for name, values in (("saved", one.saved), ("told", one.told))
        )
        rows.append(
            Reached(
                f"edit to its words' times in the client, {length}, beside {beside}; {len(one.here)} edits",
                f"p50 <= {P50_S} s, p95 <= {P95_S} s",
                f"p50 {p50:.2f} s, p95 {p95:.2f} s ({parts}); {one.never} without times",
                p50 <= P50_S and p95 <= P95_S and not one.never and was_busy,
            )
        )
    ratio = at_share(found[LONG_S].here, 0.5) / at_share(found[SHORT_S].here, 0.5)
    return [*rows, Reached("five hours against ten minutes, p50", f"<= {RATIO}", f"{ratio:.2f}", ratio <= RATIO)]


def downloads_row(answers: Counter[int]) -> Reached:
    """The row of captions that were downloaded meanwhile."""
    good = answers[requests.codes.ok]
    return Reached(
        "captions downloaded while edits are made and timed (approved ones, and the newest)",
        "each is answered with captions",
        f"{good:,} of {answers.total():,}",
        0 < good == answers.total(),
    )


def _programmes(service: Service, folder: Path) -> dict[int, str]:
    """Jobs of either length: the demo recording over and over, of which one round is really aligned."""
    print("retiming: the demo recording is aligned", file=sys.stderr)
    demo = _submit(service, DEMO / "audio.flac", demo_text())
    _wait(service, demo, lambda job: job["status"] == _DONE)
    address = f"{service.url}/v1/jobs/{demo}"
    alignment = alignment_from_json(requests.get(f"{address}/alignment", timeout=60).text)
    text = requests.get(f"{address}/transcript", timeout=60).content.decode()
    data = DataFolder.at(service.data_dir)
    service.hold_worker()
    try:
        jobs = {}
        for seconds in (SHORT_S, LONG_S):
            audio = folder / f"{seconds}.wav"
            _text_of(audio, seconds)
            jobs[seconds] = data.finished(*tiled(alignment, text, 1000 * seconds), audio)
            audio.unlink()
    finally:
        service.free_worker()
    return jobs


def _text_of(audio: Path, seconds: int) -> str:
    return write_programme(demo_pcm(), seconds, audio)


def _submit(service: Service, audio: Path, text: str) -> str:
    with audio.open("rb") as sound:
        files: dict[str, tuple[str, Any]] = {"audio": (audio.name, sound), "transcript": ("transcript.txt", text.encode())}
        answer = requests.post(f"{service.url}/v1/jobs", files=files, timeout=300)
    answer.raise_for_status()
    return str(answer.json()["id"])


def _job(service: Service, job: str) -> dict[str, Any]:
    return dict(requests.get(f"{service.url}/v1/jobs/{job}", timeout=60).json())


def _wait(service: Service, job: str, wanted: Any) -> None:
    ends = time.monotonic() + JOB_PATIENCE_S
    while not wanted(found := _job(service, job)):
        if time.monotonic() > ends or found["status"] in ("error", "cancelled"):
            raise RuntimeError(f"the job is not as it should be: {found}")
        time.sleep(0.5)
