"""Slow clients, which cost others nothing if the service is right: they send next to nothing, or take no answers."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

from bench.load.calls import Api, open_loop
from bench.load.figures import Row
from bench.load.phases import Plan, Results

PAUSE_S = 0.5
LIVEZ_RATE = 10
STATUS_RATE = 20
LIVEZ_MS = 1000.0
RECEIVE_BUFFER = 4096


def kinds(hour: str) -> tuple[tuple[bytes, bytes], ...]:
    """The bytes that each kind of client sends at first, and again after every pause.

    `hour` is a job with an hour's captions.
    """
    post = b"POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\n"
    get = f"GET /v1/jobs/{hour}/captions.json HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    return (
        (b"G", b""),
        (b"GET /livez HTTP/1.1\r\nHost: local", b""),
        (post + b"Content-Length: 1000000\r\n\r\n", b""),
        (post + b"Content-Length: 1000000\r\n\r\n--b\r\n", b"x"),
        (get * 20, b""),
    )


@asynccontextmanager
async def slow_clients(url: str, count: int, hour: str) -> AsyncIterator[None]:
    """A context manager with so many clients of all kinds; one whose connection is closed comes back."""
    tasks = [asyncio.create_task(_client(url, *kinds(hour)[n % 5])) for n in range(count)]
    await asyncio.sleep(2)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _client(url: str, first: bytes, again: bytes) -> None:
    address = urlsplit(url)
    loop = asyncio.get_running_loop()
    while True:
        with socket.socket() as connection, suppress(OSError):
            connection.setblocking(False)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
            await loop.sock_connect(connection, (address.hostname or "", address.port or 80))
            await loop.sock_sendall(connection, first)
            while not _ended(connection):
                await asyncio.sleep(PAUSE_S)
                await loop.sock_sendall(connection, again)
        await asyncio.sleep(PAUSE_S)


def _ended(connection: socket.socket) -> bool:
    """True where the service has closed the connection. Nothing is taken of what it has sent."""
    with suppress(BlockingIOError):
        return not connection.recv(1, socket.MSG_PEEK) or not _is_open(connection)
    return False


def _is_open(connection: socket.socket) -> bool:
    """True where the connection is established: Linux's `TCP_INFO` begins with the state, of which that is 1."""
    return connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1) == b"\x01"


async def beside_slow_clients(api: Api, hour: str, worker: str, plan: Plan, results: Results) -> None:
    """Measures `/livez` and ordinary readings while slow clients are there."""
    async with slow_clients(api.url, plan.slow_clients, hour):
        livez, status = await asyncio.gather(
            open_loop(LIVEZ_RATE, plan.seconds, ["/livez"], api),
            open_loop(STATUS_RATE, plan.seconds, [f"/v1/jobs/{hour}"], api),
        )
    beside = f"beside {plan.slow_clients} slow clients"
    results.rows.append(Row(f"`GET /livez`, {LIVEZ_RATE}/s, {beside}", worker, livez, LIVEZ_MS))
    results.rows.append(Row(f"`GET /v1/jobs/{{id}}`, {STATUS_RATE}/s, {beside}", worker, status))
    late = sum(seconds > LIVEZ_MS / 1000 for seconds in livez.seconds)
    results.notes.append(f"`/livez` {beside}: {late} of {len(livez)} answers took more than a second.")
