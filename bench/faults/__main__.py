"""`python -m bench.faults [--database sqlite|postgresql] [--faults 60] [--write]`: tables for docs/reliability.md."""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from bench.faults.audit import Verdict, judge, keep_ends, latest_claim_ms, now_ms, unfinished
from bench.faults.faults import LOCKED, faults_for, lock_database, small_disk
from bench.faults.scene import Fault, Scene
from bench.faults.service import LEASE_S, Service
from bench.faults.traffic import Traffic
from bench.settings import ROOT, machine
from bench.tables import table, write_between
from oncue.jobs.blobs import open_blobs
from oncue.jobs.errors import JobsError
from oncue.jobs.settings import Settings
from oncue.jobs.store import open_store
from oncue.jobs.store.migrate import migrate
from scripts.postgres_server import installed_programs, postgres_server
from scripts.serving import free_port

DOCUMENT = ROOT / "docs" / "reliability.md"
LONGEST_S = 1500.0
"""Seconds after which the faults end, however many there were."""

SETTLE_S = 2.0
DISK_MB = 400


def main() -> int:
    """Runs the faults, waits until every job has ended, prints the tables; 1 where a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--faults", type=int, default=60)
    parser.add_argument("--real", type=int, default=20, help="jobs that run real Whisper")
    parser.add_argument("--jobs", type=int, default=200, help="at least so many jobs")
    parser.add_argument("--locked", type=float, default=60.0, help="seconds for which the database is locked, twice")
    parser.add_argument("--only", default="", help="only faults whose name holds this, and the database is not locked")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="put the tables into docs/reliability.md")
    options = parser.parse_args()
    random.seed(options.seed)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that everything that was started is ended
    print(machine())
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="oncue-faults-", ignore_cleanup_errors=True)))
        data = folder / "data"
        data.mkdir()
        mounted = stack.enter_context(small_disk(data, DISK_MB))
        postgres = stack.enter_context(postgres_server(installed_programs())) if options.database == "postgresql" else None
        settings = Settings(
            data_dir=data, database_url="" if postgres is None else postgres.url, lease_s=LEASE_S, max_queued=10_000
        )
        migrate(settings)
        store, blobs = open_store(settings), open_blobs(settings)
        keep_ends(store)
        log = folder / "serve.log"
        service = Service(data, free_port(), settings.database_url, log)
        scene = Scene(service, store, settings, postgres, data / "filler" if mounted else None, options.locked)
        service.start()
        stack.callback(service.stop)
        traffic = Traffic(service.url, folder, lambda: _quietly(lambda: unfinished(store), 1000), options.real)
        traffic.start()
        started = time.monotonic()
        try:
            recoveries = run_faults(scene, options.faults, options.jobs, traffic, options.only)
            traffic.stop()
            wait_until_ended(scene, len(traffic.made))
            seconds = time.monotonic() - started
            service.stop()
            verdict = judge(store, blobs, traffic.made)
        finally:
            kept = Path(tempfile.gettempdir()) / f"oncue-faults-{options.database}.log"
            shutil.copy(log, kept)
            print(f"log of the service: {kept}", file=sys.stderr)
    text = report(options.database, verdict, recoveries, seconds, scene)
    print(text)
    print(*scene.notes, sep="\n", file=sys.stderr)
    if options.write:
        command = f"python -m bench.faults --database {options.database} --faults {options.faults} --seed {options.seed}"
        write_between(DOCUMENT, options.database, f"Measured with `{command}` ({machine()}):\n\n{text}")
    wrong = verdict.lost + verdict.wronged + verdict.finished_twice + verdict.unreadable + verdict.orphans
    return int(wrong + scene.answers[False] > 0)


def run_faults(scene: Scene, wanted: int, jobs: int, traffic: Traffic, only: str) -> dict[str, list[float]]:
    """Does the faults in a mixed order, evenly; returns for each the seconds from its end to the next claim."""
    known = {name: fault for name, fault in faults_for(scene).items() if only in name}
    order = [name for round_ in range(wanted // len(known) + 1) for name in random.sample(list(known), len(known))][:wanted]
    for at in () if only else (len(order) // 3, 2 * len(order) // 3):
        order[at] = LOCKED
    recoveries: dict[str, list[float]] = defaultdict(list)
    deadline = time.monotonic() + LONGEST_S
    for number, name in enumerate(order, start=1):
        if time.monotonic() > deadline:
            print(f"time is over after {number - 1} faults", file=sys.stderr)
            break
        time.sleep(SETTLE_S + random.random() * 2)
        fault: Fault = known.get(name, lock_database)
        fault(scene)
        recovery_s = recovery(scene)
        recoveries[name].append(recovery_s)
        print(f"{number:3} {name:40} next claim after {recovery_s:5.1f} s, {len(traffic.made)} jobs", file=sys.stderr)
    while len(traffic.made) < jobs and time.monotonic() < deadline:
        time.sleep(0.5)
    return recoveries


def recovery(scene: Scene, patience_s: float = 120) -> float:
    """Seconds, by the database's clock, from now to the next claim."""
    ended_ms = _patiently(lambda: now_ms(scene.store), patience_s)
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        claimed_ms = _quietly(lambda: latest_claim_ms(scene.store), 0)
        if claimed_ms > ended_ms:
            return (claimed_ms - ended_ms) / 1000
        time.sleep(0.05)
    return patience_s


def wait_until_ended(scene: Scene, jobs: int, patience_s: float = 600) -> None:
    """Waits until no job waits or is worked on."""
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline and _quietly(lambda: unfinished(scene.store), 1) > 0:
        time.sleep(1)
    print(f"{jobs} jobs, {_quietly(lambda: unfinished(scene.store), -1)} not ended", file=sys.stderr)


def report(database: str, verdict: Verdict, recoveries: dict[str, list[float]], seconds: float, scene: Scene) -> str:
    """The tables of the run, as Markdown."""
    every = sorted(each for times in recoveries.values() for each in times)
    failed = ", ".join(f"{code} {count}" for code, count in sorted(verdict.failed.items())) or "none"
    facts = [
        ("database", database),
        ("faults", len(every)),
        ("jobs submitted / completed", f"{verdict.submitted} / {verdict.completed}"),
        ("of them with real Whisper", verdict.real_completed),
        ("failed, by code (one job is made to kill its engine each time)", failed),
        ("lost", verdict.lost),
        ("failed though nothing was wrong with them", verdict.wronged),
        ("requests beside hostile clients, and theirs, answered / not", f"{scene.answers[True]} / {scene.answers[False]}"),
        ("finished twice", verdict.finished_twice),
        ("completed without a readable alignment", verdict.unreadable),
        ("orphan files after collection", verdict.orphans),
        ("recovery p50 / p99 / longest, s (lease 6 s)", f"{at(every, 0.5):.1f} / {at(every, 0.99):.1f} / {every[-1]:.1f}"),
        ("leases that ran out", int(verdict.counters.get("lease_expiries", 0))),
        ("writes of stale workers fenced off", int(verdict.counters.get("fenced_writes", 0))),
        ("minutes", seconds / 60),
    ]
    rows = [(name, len(times), at(sorted(times), 0.5), max(times)) for name, times in sorted(recoveries.items())]
    return "\n\n".join((table(("what", "seen"), facts), table(("fault", "times", "recovery p50 s", "longest s"), rows)))


def at(ordered: list[float], share: float) -> float:
    """The value below which `share` of them are."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _quietly(ask: Callable[[], int], otherwise: int) -> int:
    try:
        return ask()
    except Exception as error:
        if not isinstance(error, JobsError) and "sqlalchemy" not in type(error).__module__:
            raise
        return otherwise


def _patiently(ask: Callable[[], int], patience_s: float) -> int:
    deadline = time.monotonic() + patience_s
    while (answer := _quietly(ask, -1)) < 0 and time.monotonic() < deadline:
        time.sleep(0.1)
    return answer


if __name__ == "__main__":
    sys.exit(main())
