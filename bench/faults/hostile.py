"""Faults of clients: slow ones, broken-off and huge bodies, deep JSON. Meanwhile others must be answered."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress

import requests

from bench.faults.scene import Fault, Scene

SLOW_CLIENTS = 300
SLOW_S = 20.0
HALF_BODIES = 200
HUGE_BYTES = 200 * 1024 * 1024
DEEP = 200_000
ANSWER_S = 10.0
"""Seconds after which a request of others for a list of jobs counts as not answered."""

_HEAD = (
    "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n"
    "Idempotency-Key: {key}\r\n\r\n"
)
_MULTIPART = "multipart/form-data; boundary=b"
_PART = b'--b\r\nContent-Disposition: form-data; name="audio"; filename="a.wav"\r\n\r\n'


@contextmanager
def others_answered(scene: Scene) -> Iterator[None]:
    """A context manager that asks as any user would, all the time, and notes each request that is not answered well."""
    over = threading.Event()

    def ask() -> None:
        while not over.wait(0.5):
            try:
                answer = requests.get(f"{scene.service.url}/v1/jobs", params={"limit": 1}, timeout=ANSWER_S)
                good = answer.status_code == 200
            except requests.RequestException:
                good = False
            scene.answers[good] += 1

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    try:
        yield
    finally:
        over.set()
        asking.join(2 * ANSWER_S)


def _connected(scene: Scene) -> socket.socket:
    host, port = scene.service.url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=5)


def _head(path: str, kind: str, length: int, key: str) -> bytes:
    return _HEAD.format(path=path, kind=kind, length=length, key=key).encode()


def _slow(begin: bytes) -> Fault:
    """A fault of many clients that send `begin` and then a byte a second."""

    def fault(scene: Scene) -> None:
        with ExitStack() as stack, others_answered(scene):
            clients = []
            for _ in range(SLOW_CLIENTS):
                with suppress(OSError):
                    client = stack.enter_context(_connected(scene))
                    client.sendall(begin)
                    clients.append(client)
            deadline = time.monotonic() + SLOW_S
            while time.monotonic() < deadline:
                for client in clients:
                    with suppress(OSError):
                        client.sendall(b"a")
                time.sleep(1)

    return fault


def _half_bodies(scene: Scene) -> None:
    """Sends uploads that announce more than they send, and hangs up."""
    with others_answered(scene):
        for number in range(HALF_BODIES):
            with suppress(OSError), _connected(scene) as client:
                client.sendall(
                    _head("/v1/jobs", _MULTIPART, 1_000_000, f"half-{time.time_ns()}-{number}") + _PART + bytes(500_000)
                )


def _huge(path: str, kind: str, begin: bytes) -> Fault:
    """A fault of one body that goes on until it is refused, or for `HUGE_BYTES`."""

    def fault(scene: Scene) -> None:
        with others_answered(scene), suppress(OSError), _connected(scene) as client:
            client.settimeout(30)
            client.sendall(_head(path, kind, 1 << 40, f"huge-{time.time_ns()}") + begin)
            for _ in range(HUGE_BYTES // (1 << 20)):
                client.sendall(b"a" * (1 << 20))

    return fault


def _deep_json(body: Callable[[int], bytes]) -> Fault:
    """A fault of JSON nested far deeper than any reader goes; each request must be refused, and none answered with 500."""

    def fault(scene: Scene) -> None:
        with others_answered(scene):
            for depth in (1_000, 10_000, DEEP):
                told = {"Content-Type": "application/json"}
                with suppress(requests.RequestException):
                    answer = requests.post(f"{scene.service.url}/v1/batches", data=body(depth), headers=told, timeout=30)
                    scene.answers[answer.status_code < 500] += 1

    return fault


def hostile_clients() -> dict[str, Fault]:
    """The kinds of such faults, by name."""
    return {
        "300 clients with slow headers": _slow(b"POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nX-Slow: "),
        "300 clients with slow bodies": _slow(_head("/v1/jobs", _MULTIPART, 5_000_000, "slow") + _PART),
        "200 uploads broken off": _half_bodies,
        "a huge upload": _huge("/v1/jobs", _MULTIPART, _PART),
        "a huge JSON body": _huge("/v1/batches", "application/json", b'{"name": "'),
        "deep JSON lists": _deep_json(lambda depth: b'{"metadata": ' + b"[" * depth + b"]" * depth + b"}"),
        "deep JSON objects": _deep_json(lambda depth: b'{"metadata": ' + b'{"a":' * depth + b"1" + b"}" * depth + b"}"),
    }
