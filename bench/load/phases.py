"""The phases of the measurement, one after the other, on a service that runs."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any
from urllib.parse import urlencode

from bench.load.calls import Api, Streams, closed_loop, open_loop
from bench.load.figures import Latencies, Row
from bench.load.recordings import demo_text, distinct, generated
from bench.load.running import MIB, Service
from oncue.jobs.store import SqlStore

CLIENTS = 64
RECORDING_BYTES = MIB
STATUS_RATE = 100
CAPTIONS_RATE = 2
JOB_S = 180
BOUNDARY = "oncue-load-0123456789"

Counts = Mapping[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Plan:
    """The amounts of everything in a run."""

    uploads: int = 512
    seconds: float = 30
    large_bytes: int = 2_000_000_000
    clips: int = 20
    programme_s: int = 7200
    slow_clients: int = 250
    batch_items: int = 10_000


@dataclass(slots=True)
class Results:
    """The figures of a run. Memory is resident MiB of the API's process."""

    rows: list[Row] = field(default_factory=list)
    memory: list[tuple[str, float, float, float]] = field(default_factory=list)
    """For each phase, its name and the memory at its start, at most, and at its end."""
    notes: list[str] = field(default_factory=list)


async def completed(api: Api, answer: bytes) -> dict[str, Any]:
    """The job that a submission answered, once it has ended. Raises `RuntimeError` unless it completed."""
    job: dict[str, Any] = json.loads(answer or b"{}")
    deadline = time.monotonic() + JOB_S
    while job.get("status") in ("queued", "processing") and time.monotonic() < deadline:
        job = json.loads(await api.get(f"/v1/jobs/{job['id']}?wait=30&version={job['version']}") or b"{}")
    if job.get("status") != "completed":
        raise RuntimeError(f"a job did not complete: {job}; {api.errors}")
    return job


async def overhead(api: Api, store: SqlStore, clips: list[tuple[bytes, str]], results: Results) -> None:
    """Sends one clip at a time through an idle, warm service, and measures what is left of a job's time beside the work on
    it."""
    seen, waited, inside = [], [], []
    for audio, text in clips:
        before = store.counts()
        started = time.perf_counter()
        job = await completed(api, await api.submit(audio, text, language="en"))
        client_s = time.perf_counter() - started
        after = await _counted(store, before)
        worked_s = after.get(("job_seconds", ""), 0) - before.get(("job_seconds", ""), 0)
        stages_s = sum(value - before.get(key, 0) for key, value in after.items() if key[0] == "stage_seconds")
        row = store.get(str(job["id"]), "default")
        seen.append(client_s - worked_s)
        waited.append(((row.completed_at_ms or 0) - row.created_at_ms) / 1000 - worked_s)
        inside.append(worked_s - stages_s)
    if clips:
        results.notes.append(
            f"Overhead of a job, median of {len(clips)} clips one by one: {1000 * median(waited):.0f} ms from `created_at` "
            f"to `completed_at` beside the worker's time on it; {1000 * median(inside):.0f} ms of that time outside its "
            f"stages; {1000 * median(seen):.0f} ms as the client sees it, from sending the upload to learning of the end, "
            "beside the worker's time."
        )


async def _counted(store: SqlStore, before: Counts) -> Counts:
    """The counters once the worker has added its last job, which it does a moment after the job has ended."""
    done = ("jobs_completed", "")
    deadline = time.monotonic() + 5
    while (counts := store.counts()).get(done, 0) <= before.get(done, 0) and time.monotonic() < deadline:
        await asyncio.sleep(0.02)
    return counts


async def uploads(api: Api, pcm: bytes, batch: str, plan: Plan, first: int) -> tuple[Latencies, list[str]]:
    """Uploads recordings of distinct bytes from all clients at once; returns the latencies of the POSTs and the jobs'
    ids."""
    text = demo_text()

    def calls() -> Iterator[Callable[[], Awaitable[bytes]]]:
        for number in range(first, first + plan.uploads):
            yield lambda number=number: api.submit(distinct(pcm, RECORDING_BYTES, number), text, batch=batch)  # type: ignore[misc]

    latencies, answers = await closed_loop(CLIENTS, calls())
    return latencies, [str(json.loads(answer)["id"]) for answer in answers if answer]


async def reading(api: Api, ids: list[str], hour: str, worker: str, plan: Plan, results: Results, round_: int) -> None:
    """Reads status and captions at fixed rates."""
    busy = bool(round_)
    status_ms, captions_ms = (100.0, 250.0) if busy else (20.0, 100.0)
    paths = [f"/v1/jobs/{job}" for job in [*ids[:999], hour]]
    taken = await open_loop(STATUS_RATE, plan.seconds, paths, api)
    results.rows.append(Row(f"`GET /v1/jobs/{{id}}`, {STATUS_RATE}/s", worker, taken, status_ms))
    captions = [f"/v1/jobs/{hour}/captions.{suffix}" for suffix in ("srt", "vtt")]
    if not busy:
        cold, _ = await closed_loop(1, iter([lambda: api.get(captions[0])]))
        results.rows.append(Row("an hour's captions, the first since the start", worker, cold))
    for path in captions:
        await api.get(path)
    taken = await open_loop(CAPTIONS_RATE, plan.seconds, captions, api)
    results.rows.append(Row(f"an hour's captions again, srt and vtt, {CAPTIONS_RATE}/s", worker, taken, captions_ms))
    asked = itertools.count(round_ * 1000)
    varied = [f"{path}?{urlencode(_options(next(asked)))}" for _ in range(int(plan.seconds)) for path in captions]
    taken = await open_loop(CAPTIONS_RATE, plan.seconds, varied, api)
    results.rows.append(Row(f"an hour's captions, other options each time, {CAPTIONS_RATE}/s", worker, taken, captions_ms))


def _options(number: int) -> dict[str, str]:
    """Caption options that no other number gives."""
    return {"max_chars": str(32 + number % 15), "max_cps": f"{14 + number % 1009 / 200:.3f}"}


async def large_upload(api: Api, size: int, batch: str) -> float:
    """Uploads a recording that is made while it is sent; returns the seconds that it took."""
    head, tail = _around(batch)

    async def body() -> AsyncIterator[bytes]:
        yield head
        for chunk in generated(size):
            yield chunk
        yield tail

    headers = {
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        "Content-Length": str(len(head) + size + len(tail)),
    }
    started = time.perf_counter()
    await api.post("/v1/jobs", 202, data=body(), headers=headers)
    return time.perf_counter() - started


def _around(batch: str) -> tuple[bytes, bytes]:
    part = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name="
    fields = f'{part}"batch"\r\n\r\n{batch}\r\n{part}"transcript"\r\n\r\n{demo_text()}\r\n'
    head = f'{fields}{part}"audio"; filename="large.wav"\r\nContent-Type: audio/wav\r\n\r\n'
    return head.encode(), f"\r\n--{BOUNDARY}--\r\n".encode()


async def new_batch(api: Api) -> str:
    """The id of a new batch for what is uploaded, so that one call cancels it all."""
    return str(json.loads(await api.post("/v1/batches", 201, json={"name": "load"}))["id"])


async def under_load(
    api: Api, service: Service, pcm: bytes, hour: str, worker: str, plan: Plan, results: Results, round_: int
) -> None:
    """Uploads and reads with event streams open all the time; cancels everything that was queued at the end."""
    batch = await new_batch(api)
    before = service.memory.restart()
    watched = [
        str(json.loads(answer)["id"])
        for number in range(CLIENTS)
        if (answer := await api.submit(distinct(pcm, 64_000, 1_000_000 * (round_ + 1) + number), demo_text(), batch=batch))
    ]
    streams = Streams(api)
    await streams.open(watched)
    started = time.perf_counter()
    taken, ids = await uploads(api, pcm, batch, plan, round_ * plan.uploads)
    rate = len(ids) / (time.perf_counter() - started)
    results.rows.append(Row(f"`POST /v1/jobs` of 1 MB, {CLIENTS} at once", worker, taken))
    results.notes.append(f"Uploads, the worker {worker}: {len(ids)} of {plan.uploads} taken, {rate:.0f} a second.")
    await reading(api, ids, hour, worker, plan, results, round_)
    results.memory.append((f"under load, the worker {worker}", before, service.memory.peak, service.memory.now()))
    if not round_ and plan.large_bytes:
        before = service.memory.restart()
        seconds = await large_upload(api, plan.large_bytes, batch)
        results.memory.append(
            (f"upload of {plan.large_bytes / 1e9:g} GB", before, service.memory.peak, service.memory.now())
        )
        results.notes.append(f"Upload of {plan.large_bytes / 1e9:g} GB: {plan.large_bytes / 1e6 / seconds:.0f} MB/s.")
    await streams.close()
    await api.post(f"/v1/batches/{batch}/cancel", 200)
