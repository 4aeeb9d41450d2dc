"""Large batches beside ordinary readings, and what they cost those who look at one job."""

from __future__ import annotations

import asyncio
import hashlib
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from sqlalchemy import delete, insert, update

from bench.load.calls import Api, open_loop
from bench.load.figures import Row
from bench.load.phases import Plan, Results
from oncue.cli.batch.lines import BatchLines
from oncue.cli.batch.run import BATCH_POLL_S
from oncue.cli.client import Client
from oncue.jobs.ids import new_id
from oncue.jobs.store import SqlStore
from oncue.jobs.store.tables import batches, jobs

BATCHES = 3
STATUS_RATE = 50
CHANGES_A_SECOND = 30
TARGET = 1.5
"""The most, as a multiple of the time of `GET /v1/jobs/{id}` without batches, at the 99th percentile."""


async def beside_batches(api: Api, store: SqlStore, job: str, worker: str, plan: Plan, results: Results) -> None:
    """Measures one job's readings alone, and beside programs that follow large batches as `oncue batch` does."""
    alone = await open_loop(STATUS_RATE, plan.seconds, [f"/v1/jobs/{job}"], api)
    with _large_batches(store, plan.batch_items) as ids:
        async with _followed(api.url, ids), _changing(store, ids):
            beside = await open_loop(STATUS_RATE, plan.seconds, [f"/v1/jobs/{job}"], api)
    what = f"`GET /v1/jobs/{{id}}`, {STATUS_RATE}/s"
    results.rows.append(Row(f"{what}, alone", worker, alone))
    results.rows.append(
        Row(f"{what}, beside {BATCHES} `oncue batch` of {plan.batch_items} items", worker, beside, TARGET * alone.ms(0.99))
    )
    times = beside.ms(0.99) / max(0.001, alone.ms(0.99))
    results.notes.append(f"Beside {BATCHES} batches, the 99th percentile is {times:.2f} times what it is alone.")


@contextmanager
def _large_batches(store: SqlStore, items: int) -> Iterator[list[str]]:
    """A context manager with so many queued jobs in each of `BATCHES` batches, removed at the end."""
    ids = [new_id("batch") for _ in range(BATCHES)]
    now_ms = int(1000 * time.time())
    with store.engine.begin() as connection:
        for batch in ids:
            made = {"id": batch, "tenant": "default", "fingerprint": "", "name": "load", "metadata": {}}
            connection.execute(insert(batches).values(**made, created_at_ms=now_ms))
            connection.execute(insert(jobs), [_queued(batch, number, now_ms) for number in range(items)])
    try:
        yield ids
    finally:
        with store.engine.begin() as connection:
            connection.execute(delete(jobs).where(jobs.c.batch_id.in_(ids)))
            connection.execute(delete(batches).where(batches.c.id.in_(ids)))


def _queued(batch: str, number: int, now_ms: int) -> dict[str, Any]:
    job = f"job_{batch}_{number}"
    digest = hashlib.sha256(job.encode()).hexdigest()
    file = {"key": f"jobs/{job}/audio", "name": f"programme {number}.mp3", "bytes": 1_000_000, "sha256": digest}
    return {
        "id": job, "tenant": "default", "fingerprint": digest, "batch_id": batch, "lane": "batch", "state": "queued",
        "progress": 0.0, "cancel_requested": False, "attempts": 0, "token": 0, "version": 1, "options": {}, "metadata": {},
        "created_at_ms": now_ms + number, "queued_at_ms": now_ms + number, "audio": file, "transcript": file,
        "text_key": f"jobs/{job}/text",
    }  # fmt: skip


@asynccontextmanager
async def _followed(url: str, ids: list[str]) -> AsyncIterator[None]:
    """A context manager with a process for each batch that asks for it again and again, and reads all pages once at its
    start."""
    processes = [subprocess.Popen([sys.executable, "-m", "bench.load.batches", url, batch]) for batch in ids]
    try:
        yield
    finally:
        for process in processes:
            process.terminate()
            process.wait(10)


@asynccontextmanager
async def _changing(store: SqlStore, ids: list[str]) -> AsyncIterator[None]:
    """A context manager in which some jobs of each batch change all the time."""

    async def change() -> None:
        number = 0
        while True:
            await asyncio.to_thread(_touch, store, f"job_{ids[number % len(ids)]}_{number % 100}")
            number += 1
            await asyncio.sleep(1 / CHANGES_A_SECOND)

    task = asyncio.create_task(change())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _touch(store: SqlStore, job: str) -> None:
    with store.engine.begin() as connection:
        connection.execute(update(jobs).where(jobs.c.id == job).values(version=jobs.c.version + 1))


def follow(url: str, batch: str) -> None:
    """Asks the service what `oncue batch` asks while its jobs are worked on, without end."""
    lines = BatchLines(Client(url), batch)
    while True:
        lines.refresh()
        time.sleep(BATCH_POLL_S)


if __name__ == "__main__":
    follow(*sys.argv[1:3])
