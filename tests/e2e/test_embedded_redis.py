"""The Redis of `oncue serve`: which server it is, what it keeps, what it opens, how it ends."""

from __future__ import annotations

import logging
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from redis import Redis
from redis.exceptions import RedisError

from oncue.cli.supervise.children import Child
from oncue.cli.supervise.redis_server import (
    RedisUnavailable,
    find_server,
    packaged_server,
    redis_child,
    runtime_folder,
    start_redis,
)

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def server() -> str:
    """The server that `make setup` brings: the same on every machine."""
    packaged = packaged_server()
    assert packaged is not None
    return packaged


@pytest.fixture
def bare_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for programs, which is all of PATH."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.fixture
def runtime() -> Iterator[Path]:
    made = runtime_folder()
    yield made.folder()
    made.close()


@contextmanager
def running(data_folder: Path, runtime: Path, server: str) -> Iterator[tuple[Child, Redis]]:
    """The server on a data folder, and a client of it."""
    socket = runtime / "redis.sock"
    child = redis_child(data_folder, socket, server)
    try:
        start_redis(child, data_folder, socket, lambda: False)
        with Redis(unix_socket_path=str(socket), decode_responses=True) as client:
            yield child, client
    finally:
        child.stop()


def kill(child: Child) -> None:
    assert child.process is not None
    os.kill(child.process.pid, signal.SIGKILL)


def tend_until(child: Child, happened: Callable[[], bool]) -> None:
    while not happened():
        child.tend()
        time.sleep(0.02)


def log_of(data_folder: Path) -> Path:
    """The newest part of the append-only file."""
    return max((data_folder / "redis" / "appendonlydir").glob("*.incr.aof"))


def test_only_its_socket_leads_to_it_and_only_for_this_user(tmp_path: Path, runtime: Path, server: str) -> None:
    with running(tmp_path, runtime, server) as (child, client):
        assert child.process is not None
        assert psutil.Process(child.process.pid).net_connections("inet") == []
        assert stat.S_IMODE(runtime.stat().st_mode) == 0o700
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert client.config_get("save") == {"save": ""}


def test_what_was_queued_is_there_after_a_stop_and_after_kill_9(tmp_path: Path, runtime: Path, server: str) -> None:
    with running(tmp_path, runtime, server) as (_, client):
        client.rpush("oncue", "one")
    with running(tmp_path, runtime, server) as (child, client):
        client.rpush("oncue", "two")
        kill(child)
    with running(tmp_path, runtime, server) as (_, client):
        assert client.lrange("oncue", 0, -1) == ["one", "two"]


def test_a_server_that_was_killed_is_started_again_on_the_same_socket(tmp_path: Path, runtime: Path, server: str) -> None:
    with running(tmp_path, runtime, server) as (child, client):
        client.rpush("oncue", "one")
        first = client.info("server")["process_id"]
        kill(child)
        assert child.process is not None
        tend_until(child, lambda: child.process is not None and child.process.pid != first)
        tend_until(child, lambda: _answers(client))
        assert client.lrange("oncue", 0, -1) == ["one"]


def _answers(client: Redis) -> bool:
    try:
        return bool(client.ping())
    except RedisError:
        return False


def test_a_file_that_breaks_off_in_the_middle_of_a_command_is_read_up_to_there(
    tmp_path: Path, runtime: Path, server: str, caplog: pytest.LogCaptureFixture
) -> None:
    with running(tmp_path, runtime, server) as (_, client):
        client.rpush("oncue", "one")
    with log_of(tmp_path).open("ab") as file:
        file.write(b"*3\r\n$5\r\nRPUSH\r\n$5\r\non")
    with running(tmp_path, runtime, server) as (_, client):
        assert client.lrange("oncue", 0, -1) == ["one"]
    assert not caplog.records


@pytest.mark.parametrize("damage", ["zeros at its end", "another file's content", "its manifest is not one"])
def test_a_file_that_cannot_be_read_is_put_aside_and_the_log_says_where(
    tmp_path: Path, runtime: Path, server: str, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    with running(tmp_path, runtime, server) as (_, client):
        client.rpush("oncue", "one")
    path = log_of(tmp_path)
    if damage == "zeros at its end":
        path.write_bytes(path.read_bytes() + bytes(4096))
    elif damage == "another file's content":
        path.write_bytes(b"%PDF-1.7 and so on")
    else:
        next(path.parent.glob("*.manifest")).write_text("nothing of the kind\n")
    with caplog.at_level(logging.WARNING), running(tmp_path, runtime, server) as (_, client):
        assert client.llen("oncue") == 0
        client.rpush("oncue", "two")
    (aside,) = tmp_path.glob("redis-unreadable-*")
    assert str(aside) in caplog.text
    with running(tmp_path, runtime, server) as (_, client):
        assert client.lrange("oncue", 0, -1) == ["two"]


@pytest.mark.parametrize(("version", "aside"), [(11, 0), (99, 1)], ids=["one that it reads", "one newer than it reads"])
def test_a_file_of_another_server_does_not_stop_the_start(
    tmp_path: Path, runtime: Path, server: str, version: int, aside: int
) -> None:
    folder = tmp_path / "redis" / "appendonlydir"
    folder.mkdir(parents=True)
    (folder / "appendonly.aof.manifest").write_text("file appendonly.aof.1.base.rdb seq 1 type b\n")
    # No keys, and no checksum: Redis 7.2 writes version 11, and each later one may raise it.
    (folder / "appendonly.aof.1.base.rdb").write_bytes(b"REDIS%04d\xff" % version + bytes(8))
    for queued in (1, 2):
        with running(tmp_path, runtime, server) as (_, client):
            assert client.rpush("oncue", "one") == queued
    assert len(list(tmp_path.glob("redis-unreadable-*"))) == aside


def test_any_name_of_a_data_folder_will_do(tmp_path: Path, runtime: Path, server: str) -> None:
    folder = tmp_path / 'it\'s "my" données 100% #1'
    folder.mkdir()
    with running(folder, runtime, server) as (_, client):
        client.rpush("oncue", "one")
    assert log_of(folder).exists()
    assert (folder / "redis.log").exists()


def test_the_socket_lies_where_a_long_temporary_folder_does_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / ("x" * 100)
    long.mkdir()
    monkeypatch.setenv("TMPDIR", str(long))
    made = runtime_folder()
    folder = made.folder()
    made.close()
    assert not folder.exists()
    assert len(os.fsencode(folder / "redis.sock")) <= 107


def test_kill_9_of_the_supervisor_ends_it(tmp_path: Path, runtime: Path, server: str) -> None:
    supervisor = (
        "import pathlib, sys, time; from oncue.cli.supervise.redis_server import redis_child, start_redis\n"
        "data, socket = map(pathlib.Path, sys.argv[1:3])\n"
        "child = redis_child(data, socket, sys.argv[3]); start_redis(child, data, socket, lambda: False)\n"
        "print(child.process.pid, flush=True); time.sleep(600)"
    )
    command = [sys.executable, "-c", supervisor, str(tmp_path), str(runtime / "redis.sock"), server]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None
        redis = psutil.Process(int(process.stdout.readline()))
        process.kill()
    gone, alive = psutil.wait_procs([redis], timeout=30)
    assert (gone, alive) == ([redis], [])


@pytest.mark.parametrize("name", ["redis-server", "valkey-server"])
def test_a_server_on_path_is_used_before_the_packaged_one(
    tmp_path: Path, runtime: Path, server: str, bare_path: Path, name: str
) -> None:
    (bare_path / name).symlink_to(server)
    assert find_server() == str(bare_path / name)
    child = redis_child(tmp_path, runtime / "redis.sock")
    try:
        start_redis(child, tmp_path, runtime / "redis.sock", lambda: False)
        assert child.command[0] == str(bare_path / name)
    finally:
        child.stop()


def test_without_a_server_on_path_the_packaged_one_is_used(bare_path: Path, server: str) -> None:
    assert find_server() == server


def test_a_server_that_does_not_start_is_an_error_that_names_its_log(tmp_path: Path, runtime: Path) -> None:
    child = redis_child(tmp_path, runtime / "redis.sock", "/bin/false")
    with pytest.raises(RedisUnavailable, match=r"/bin/false does not start\. .*redis\.log says why"):
        start_redis(child, tmp_path, runtime / "redis.sock", lambda: False)
