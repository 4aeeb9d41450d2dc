"""Edits while every part of the service is killed by SIGKILL: what was acknowledged must be there, once, as it was."""

from __future__ import annotations

import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path

import psutil
import requests

from bench.desk.editing import DeskClient
from bench.desk.editors import BrowserEditor, HttpEditors
from bench.desk.ledger import EditLedger, Kept
from bench.desk.reached import Reached, at_share
from bench.desk.stored import DataFolder
from bench.faults.service import LEASE_S, Service
from bench.formats import made_track
from bench.load.recordings import BYTES_A_SECOND, demo_pcm, write_programme
from scripts.postgres_server import PostgresImpossible, PostgresServer, installed_programs, postgres_server
from scripts.serving import free_port

FAULTS = 200
EDITORS = 3
SECONDS = 120
SECONDS_A_CAPTION = 2
MOST_S = 1500.0
"""Seconds after which no more faults are made, on each database."""
RECOVERY_S = 60.0
TIMES_S = 120.0

DeskFault = Callable[[], None]


def faults(folder: Path) -> list[Reached]:
    """Half of the faults on SQLite, half on PostgreSQL where it is installed."""
    rows = []
    with ExitStack() as stack:
        try:
            servers: list[PostgresServer | None] = [None, stack.enter_context(postgres_server(installed_programs()))]
        except PostgresImpossible as error:
            print(f"faults: {error}: SQLite alone", file=sys.stderr)
            servers = [None]
        for number, server in enumerate(servers):
            place = folder / f"faults-{number}"
            place.mkdir()
            rows.append(faults_row(place, server, FAULTS // len(servers)))
    return rows


def faults_row(
    folder: Path,
    postgres: PostgresServer | None,
    wanted: int,
    *,
    browser: bool = True,
    only: Collection[str] = (),
    seconds: int = SECONDS,
) -> Reached:
    """So many faults on one database: of all kinds, or only of those named, in a recording of so many seconds."""
    url = "" if postgres is None else postgres.url
    data = DataFolder.at(folder / "data", database_url=url)
    track = made_track(seconds // SECONDS_A_CAPTION)
    audio = folder / "programme.wav"
    write_programme(demo_pcm()[: seconds * BYTES_A_SECOND], seconds, audio)
    job = data.finished(track.alignment, track.text, audio)
    service = Service(folder / "data", free_port(), url, folder / "serve.log")
    with ExitStack() as stack:
        service.start()
        stack.callback(service.stop)
        desk = DeskClient(service.url, job)
        words = [row[0] for row in desk.open(600)["words"]]
        ledger = EditLedger()
        people = HttpEditors(service.url, job, words[len(words) // 4 :], EDITORS, ledger)
        typist = BrowserEditor(f"{service.url}/jobs/{job}/desk", folder, ledger) if browser else None
        stack.callback(people.stop)
        people.start()
        if typist is not None:
            stack.callback(typist.stop)
            typist.start()
        known = known_faults(service, typist, postgres)
        chosen = {name: fault for name, fault in known.items() if not only or name in only}
        done, recoveries = _break(chosen, wanted, ledger)
        people.stop()
        if typist is not None:
            typist.stop()
        service.wait_ready()
        timed = _is_timed(desk)
        kept = ledger.judged(service.url, job)
    wrong = [*people.wrong, *(typist.unsaved if typist is not None else ())]
    for line in (*wrong, *kept.lost, *kept.twice, *kept.changed):
        print(f"faults: {line}", file=sys.stderr)
    asked = 0 if typist is None else typist.asked
    return _row("PostgreSQL" if postgres else "SQLite", done, recoveries, kept, timed, not wrong, asked)


def known_faults(service: Service, typist: BrowserEditor | None, postgres: PostgresServer | None) -> Mapping[str, DeskFault]:
    """What is killed, by name."""
    found: dict[str, DeskFault] = {name: _kill(service, role) for name, role in ROLES.items()}
    if typist is not None:
        found["browser"] = typist.kill
    if postgres is not None:
        found["database"] = lambda: _kill_postgres(postgres)
    found["everything"] = lambda: _kill_all(service)
    return found


STARTED_AGAIN_S = 60
"""Seconds within which a process is there again whose parent was killed before: on a busy machine it took 10."""

ROLES = {"API": "api", "aligner": "aligner", "timing": "timer", "Redis": "redis"}


def _kill(service: Service, role: str) -> DeskFault:
    def fault() -> None:
        for _ in range(5 * STARTED_AGAIN_S):
            if found := service.of_role(role):
                with suppress(psutil.NoSuchProcess):
                    random.choice(found).kill()
                return
            time.sleep(0.2)
        raise RuntimeError(f"there is no {role}")

    return fault


def _kill_postgres(postgres: PostgresServer) -> None:
    """Kills the server's first process and all others of it; then starts it again, which recovers from its log."""
    assert postgres.process is not None
    main = psutil.Process(postgres.process.pid)
    for process in (main, *main.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            process.kill()
    postgres.process.wait(30)
    (postgres.folder / "data" / "postmaster.pid").unlink(missing_ok=True)
    time.sleep(1)
    postgres.start()


def _kill_all(service: Service) -> None:
    """Kills the supervisor, and with it all that it has started; then starts it again."""
    left = service.processes()
    service.stop(signal.SIGKILL)
    psutil.wait_procs(left, timeout=5)
    service.start()


def _break(known: Mapping[str, DeskFault], wanted: int, ledger: EditLedger) -> tuple[Counter[str], list[float]]:
    """Does the faults in a mixed order, evenly; returns their counts, and the seconds from each to the next acknowledged
    edit."""
    mixed = random.Random(1)
    order = [name for _ in range(wanted // len(known) + 1) for name in mixed.sample(list(known), len(known))][:wanted]
    done: Counter[str] = Counter()
    recoveries = []
    ends = time.monotonic() + MOST_S
    for name in order:
        if time.monotonic() > ends:
            print(f"faults: time is over after {done.total()}", file=sys.stderr)
            break
        time.sleep(0.5 + mixed.random())
        known[name]()
        before, began = ledger.count(), time.monotonic()
        while ledger.count() == before and time.monotonic() < began + RECOVERY_S:
            time.sleep(0.05)
        done[name] += 1
        recoveries.append(time.monotonic() - began)
        print(f"faults: {done.total():3} {name:11} next edit after {recoveries[-1]:4.1f} s, {before}", file=sys.stderr)
    return done, recoveries


def _is_timed(desk: DeskClient) -> bool:
    """True where every edit's words have been searched for, and nothing waits any more."""
    ends = time.monotonic() + TIMES_S
    while time.monotonic() < ends:
        with suppress(requests.RequestException):
            if not desk.read()["waiting"]:
                return True
        time.sleep(1)
    return False


def _row(
    database: str, done: Counter[str], recoveries: list[float], kept: Kept, timed: bool, nothing_else: bool, asked: int
) -> Reached:
    kinds = ", ".join(f"{name} {count}" for name, count in sorted(done.items()))
    seen = (
        f"{kept.acknowledged:,} acknowledged, {len(kept.lost)} lost, {len(kept.twice)} made twice, {len(kept.changed)} "
        f"changed; the newest text is {'' if kept.same_text else 'NOT '}what they make; next edit p50 "
        f"{at_share(recoveries, 0.5):.1f} s, longest {max(recoveries):.1f} s"
    )
    if not timed:
        seen += "; some words still wait for their times"
    if asked:
        seen += f"; the page asked {asked} times which of two texts of one person holds"
    if not nothing_else:
        seen += "; answers that no fault explains"
    people = f"{EDITORS} edit over HTTP and one in a browser"
    return Reached(
        f"{done.total()} times kill -9 ({kinds}) while {people}, {database}, lease {LEASE_S:.0f} s",
        "acknowledged edits lost: 0",
        seen,
        kept.all and timed and nothing_else and not asked,
    )
