"""Faults. Each is a function that does harm, ends it, and returns."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType

import psutil
from redis import Redis
from sqlalchemy import create_engine, text

from bench.faults.hostile import hostile_clients
from bench.faults.hosts import broken_hosts, worker
from bench.faults.scene import Fault, Scene
from bench.faults.service import LEASE_S
from oncue.jobs.queue import Queue, celery_app


def _one(scene: Scene, role: str) -> psutil.Process:
    for _ in range(100):
        found = scene.service.of_role(role)
        if found:
            return random.choice(found)
        time.sleep(0.2)
    raise RuntimeError(f"there is no {role}")


def _kill(role: str) -> Fault:
    def fault(scene: Scene) -> None:
        with suppress(psutil.NoSuchProcess):
            _one(scene, role).kill()

    return fault


def _ask_to_stop(role: str) -> Fault:
    def fault(scene: Scene) -> None:
        with suppress(psutil.NoSuchProcess):
            _one(scene, role).send_signal(signal.SIGTERM)

    return fault


def _freeze_worker(scene: Scene) -> None:
    """Stops the pool process past its lease, its engine with it; then both go on as if nothing had happened."""
    pool = _one(scene, "pool")
    frozen = [pool, *pool.children(recursive=True)]
    _freeze(frozen, LEASE_S + 4)


def _freeze_redis(scene: Scene) -> None:
    _freeze([_one(scene, "redis")], 8)


def _freeze(processes: list[psutil.Process], seconds: float) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.suspend()
    time.sleep(seconds)
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.resume()


def _kill_api_mid_upload(scene: Scene) -> None:
    host, port = scene.service.url.removeprefix("http://").split(":")
    with suppress(OSError), socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(
            b"POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000000\r\n"
            b"Content-Type: multipart/form-data; boundary=b\r\n\r\n"
            b'--b\r\nContent-Disposition: form-data; name="audio"; filename="a.wav"\r\n\r\n' + bytes(1_000_000)
        )
        for process in scene.service.of_role("api"):
            with suppress(psutil.NoSuchProcess):
                process.kill()


def _redis(scene: Scene) -> Redis:
    return Redis(unix_socket_path=scene.service.redis_socket(), socket_timeout=5)


def _flush_redis(scene: Scene) -> None:
    with _redis(scene) as client:
        client.flushall()


def _fill_redis(scene: Scene) -> None:
    with _redis(scene) as client:
        client.config_set("maxmemory", "1")
        time.sleep(6)
        client.config_set("maxmemory", "0")


def _repeat_message(scene: Scene) -> None:
    settings = scene.settings.model_copy(update={"redis_url": f"redis+socket://{scene.service.redis_socket()}"})
    queue = Queue(celery_app(settings, sends_only=True))
    (job,) = [job.id for job in scene.store.list("default", limit=1)]
    for _ in range(50):
        queue.enqueue(job)


def _lock_database(scene: Scene) -> None:
    if scene.postgres is None:
        with scene.store.engine.begin():  # BEGIN IMMEDIATE: nobody else writes
            time.sleep(scene.locked_s)
        return
    engine = create_engine(scene.settings.resolved_database_url)
    with engine.begin() as connection:
        connection.execute(text("LOCK TABLE jobs IN ACCESS EXCLUSIVE MODE"))
        time.sleep(scene.locked_s)
    engine.dispose()


def _restart_postgres(scene: Scene) -> None:
    assert scene.postgres is not None
    scene.postgres.stop()
    time.sleep(8)
    scene.postgres.start()


def _fill_disk(scene: Scene) -> None:
    assert scene.filler is not None
    with suppress(OSError), scene.filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(1024 * 1024))
    time.sleep(8)
    scene.filler.unlink()


def _worker_with_wrong_clock(scene: Scene) -> None:
    """Adds a worker whose clock is two hours off, which takes jobs for a while and is then asked to stop."""
    offset = random.choice(("+2h", "-2h"))
    with worker(scene, "wrong-clock", {}, through=("faketime", "-f", offset)):
        time.sleep(15)


def _deploy(scene: Scene) -> None:
    """Stops the whole service under load, and starts it again."""
    scene.service.stop()
    scene.service.start()


def _kill_everything(scene: Scene) -> None:
    """Kills the supervisor with SIGKILL: whatever it had started must be gone; then starts it again."""
    left = scene.service.processes()
    scene.service.stop(signal.SIGKILL)
    _, alive = psutil.wait_procs(left, timeout=5)
    if alive:
        raise RuntimeError(f"left behind after kill -9 of the supervisor: {[each.cmdline() for each in alive]}")
    scene.service.start()


EVERYWHERE: Mapping[str, Fault] = MappingProxyType(
    {
        "kill -9 worker (main process)": _kill("worker"),
        "kill -9 worker (pool process)": _kill("pool"),
        "kill -9 engine": _kill("engine"),
        "kill -9 reaper": _kill("reaper"),
        "kill -9 API mid-upload": _kill_api_mid_upload,
        "worker frozen past its lease": _freeze_worker,
        "kill -9 Redis": _kill("redis"),
        "Redis frozen 8 s": _freeze_redis,
        "Redis flushed": _flush_redis,
        "Redis full 6 s": _fill_redis,
        "one message 50 times": _repeat_message,
        "SIGTERM worker under load": _ask_to_stop("worker"),
        "whole service restarted (deploy)": _deploy,
        "kill -9 of the supervisor": _kill_everything,
    }
)

LOCKED = "database locked"


def faults_for(scene: Scene) -> dict[str, Fault]:
    """The faults that can be done here, by name."""
    chosen = {**EVERYWHERE, **broken_hosts(), **hostile_clients()}
    if scene.filler is not None:
        chosen["data folder full 8 s"] = _fill_disk
    if scene.postgres is not None:
        chosen["PostgreSQL stopped and started"] = _restart_postgres
        if shutil.which("faketime"):
            chosen["one worker's clock two hours off"] = _worker_with_wrong_clock
    return chosen


def lock_database(scene: Scene) -> None:
    """Keeps everybody from writing for `locked_s`; as it is long, it is done a few times only."""
    _lock_database(scene)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[bool]:
    """A context manager that makes `folder` a disk of its own; False where this user may not mount one."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    mounted = os.geteuid() == 0 and subprocess.run(mount, check=False, capture_output=True).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=False)
