"""Requests from one process: as fast as so many clients can, or at a fixed rate whatever the answers do."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp

from bench.load.figures import Latencies

TIMEOUT_S = 120


@dataclass(slots=True)
class Api:
    """The service as clients see it. `errors` holds a line for every answer that was not as it should be."""

    session: aiohttp.ClientSession
    url: str
    errors: list[str] = field(default_factory=list)

    async def get(self, path: str) -> bytes:
        """The answer to a GET; an empty one where it failed, which is counted."""
        return await self._ask("GET", path, 200)

    async def post(self, path: str, expected: int, **given: object) -> bytes:
        """The answer to a POST; an empty one where it failed, which is counted."""
        return await self._ask("POST", path, expected, **given)

    async def submit(self, audio: bytes | AsyncIterator[bytes], transcript: str, **fields: str) -> bytes:
        """Uploads a recording; returns the job's JSON, empty where it was refused."""
        form = aiohttp.FormData(default_to_multipart=True)
        for name, value in fields.items():
            form.add_field(name, value)
        form.add_field("transcript", transcript, filename="transcript.txt", content_type="text/plain")
        form.add_field("audio", audio, filename="audio.wav", content_type="audio/wav")
        return await self.post("/v1/jobs", 202, data=form)

    async def _ask(self, method: str, path: str, expected: int, **given: object) -> bytes:
        try:
            async with self.session.request(method, self.url + path, **given) as answer:  # type: ignore[arg-type]
                body = await answer.read()
                if answer.status == expected and body:
                    return body
                self.errors.append(f"{method} {path}: {answer.status} {body[:200]!r}")
        except (aiohttp.ClientError, TimeoutError) as error:
            self.errors.append(f"{method} {path}: {type(error).__name__} {error}")
        return b""


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Api]:
    """A context manager with a client that has as many connections as it needs."""
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=timeout) as session:
        yield Api(session, url)


async def closed_loop(clients: int, calls: Iterator[Callable[[], Awaitable[bytes]]]) -> tuple[Latencies, list[bytes]]:
    """Runs calls with so many clients, each with one at a time, until there are no more; returns the latencies and the
    answers."""
    latencies, answers = Latencies(), list[bytes]()

    async def client() -> None:
        for call in calls:
            started = time.perf_counter()
            answer = await call()
            latencies.add(time.perf_counter() - started)
            answers.append(answer)

    await asyncio.gather(*(client() for _ in range(clients)))
    return latencies, answers


async def open_loop(rate: float, seconds: float, paths: Sequence[str], api: Api) -> Latencies:
    """Sends GETs at a fixed rate and returns the latencies.

    Each is sent when its time has come, and timed from then, so that waiting in line counts.
    """
    latencies = Latencies()
    started = time.perf_counter()

    async def call(due: float, path: str) -> None:
        await api.get(path)
        latencies.add(time.perf_counter() - due)

    async with asyncio.TaskGroup() as tasks:
        for number in range(int(rate * seconds)):
            due = started + number / rate
            await asyncio.sleep(due - time.perf_counter())
            tasks.create_task(call(due, paths[number % len(paths)]))
    return latencies


class Streams:
    """Event streams that stay open. It counts those that answered, and those that ended before they were told to."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._tasks: list[asyncio.Task[None]] = []
        self.started = 0
        self.lines = 0

    async def open(self, jobs: Sequence[str]) -> None:
        """Follows the jobs; returns once each has sent its first event."""
        self._tasks = [asyncio.create_task(self._follow(job)) for job in jobs]
        deadline = time.monotonic() + 30
        while self.started < len(jobs) and time.monotonic() < deadline:
            await asyncio.sleep(0.05)
        if self.started < len(jobs):
            self._api.errors.append(f"only {self.started} of {len(jobs)} event streams began")

    async def close(self) -> None:
        """Closes the streams; those that have ended already are errors."""
        for task in self._tasks:
            if task.done():
                self._api.errors.append(f"an event stream ended early: {task.exception()!r}")
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _follow(self, job: str) -> None:
        timeout = aiohttp.ClientTimeout(total=None)
        async with self._api.session.get(f"{self._api.url}/v1/jobs/{job}/events", timeout=timeout) as answer:
            answer.raise_for_status()
            first = True
            async for line in answer.content:
                self.lines += 1
                if first and line.startswith(b"event: job"):
                    self.started, first = self.started + 1, False
