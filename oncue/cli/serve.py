"""The command `oncue serve`: the whole service on one machine, from one data folder, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from oncue.cli.supervise.children import Child, ChildHopeless
from oncue.cli.supervise.data_folder import data_folder
from oncue.cli.supervise.readiness import Readiness
from oncue.cli.supervise.redis_server import redis_child, runtime_folder, start_redis
from oncue.errors import OncueError, UsageError
from oncue.jobs.setting_places import check_places
from oncue.jobs.settings import Settings, read_settings
from oncue.jobs.store import open_store
from oncue.jobs.store.migrate import migrate
from oncue.system.logs import configure_logging
from oncue.system.own_python import module_command, own_path

TEND_EVERY_S = 0.1


class ServiceFailed(OncueError):
    """A part of the service cannot be kept running."""

    code = "service_failed"


@click.command("serve", short_help="Run the whole service on this machine.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; off loopback, keys are needed.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port; 0 takes a free one.")
@click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where jobs and files are kept.  [default: ONCUE_DATA_DIR, or the user's data folder]",
)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Jobs worked on at a time.")
def serve_command(host: str, port: int, data_dir: Path | None, workers: int) -> None:
    """Run the API, a worker, an aligner, a reaper and Redis, from one data folder, until Ctrl-C.

    What was queued or running is taken up again at the next start. Other settings: docs/settings.md.
    """
    os.umask(0o077)  # nor may anybody else read what Redis writes into the data folder
    settings = read_settings() if data_dir is None else read_settings(data_dir=data_dir)
    if data_dir is None:
        check_places(settings, engine=True)
    settings = settings.model_copy(update={"host": host, "port": _free_port(host, port)})
    stops: list[int] = []
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if each != signal.SIGHUP or signal.getsignal(each) != signal.SIG_IGN:  # nohup's wish is respected
            signal.signal(each, lambda number, _frame: stops.append(number))
    said = settings.model_fields_set
    level = settings.log_level if "log_level" in said else "WARNING"
    form = settings.log_format if "log_format" in said or not sys.stderr.isatty() else "text"
    configure_logging("serve", level=level, form=form)
    with data_folder(settings.data_dir.absolute()) as folder:
        check_places(settings, engine=True)  # what the folder given with --data-dir does not decide
        _serve(settings, folder, workers, {"ONCUE_LOG_LEVEL": level, "ONCUE_LOG_FORMAT": form}, stops)


def _hurries(later: list[int]) -> bool:
    """True where somebody has asked again to stop. A terminal that is closed hangs up twice, which is not asking."""
    return any(number != signal.SIGHUP for number in later)


def _serve(settings: Settings, folder: Path, workers: int, logs: Mapping[str, str], stops: list[int]) -> None:
    runtime = runtime_folder()
    started: list[Child] = []
    try:
        migrate(settings)
        redis_socket = runtime.folder() / "redis.sock"
        redis = redis_child(folder, redis_socket)
        started.append(redis)
        start_redis(redis, folder, redis_socket, lambda: bool(stops))
        if stops:
            return
        environment = {
            **own_path(),
            **logs,
            "ONCUE_DATA_DIR": str(folder),
            "ONCUE_HOST": settings.host,
            "ONCUE_PORT": str(settings.port),
            "ONCUE_REDIS_URL": f"redis+socket://{redis_socket}",
            "ONCUE_WORKER_PROCESSES": str(workers),
            "ONCUE_WORKER_THREADS": str(settings.worker_threads or max(1, (os.cpu_count() or 1) // workers)),
        }
        api = module_command("oncue.cli.supervise.api", "--config", "python:service.gunicorn_conf", "service.wsgi:app")
        for child in (
            Child("reaper", module_command("oncue", "reaper"), environment, grace_s=5.0),
            Child("worker", module_command("oncue", "worker"), environment, grace_s=15.0),
            Child("aligner", module_command("oncue", "aligner"), environment, grace_s=10.0),
            # With an arena for each of its threads, glibc keeps what large uploads and downloads needed for good.
            Child("api", api, {**environment, "MALLOC_ARENA_MAX": "2"}, grace_s=12.0),
        ):
            started.append(child)
            child.start()
        url = _url(settings)
        _tend(started, stops, until=Readiness(url).reached)
        if not stops:
            click.echo(f"Oncue is ready: {url} (data in {folder}). Ctrl-C stops it.")
            _say_how_to_make_a_key(settings, folder)
        _tend(started, stops, until=lambda: False)
    except ChildHopeless as error:
        raise ServiceFailed(f"{error}. Mend it, then start again: nothing is lost.") from None
    finally:
        asked = len(stops)
        for child in reversed(started):  # the API first, Redis last
            child.stop(hurried=lambda: _hurries(stops[asked:]))
        runtime.close()


def _tend(children: list[Child], stops: list[int], until: Callable[[], bool]) -> None:
    while not stops and not until():
        for child in children:
            child.tend()
        time.sleep(TEND_EVERY_S)


def _url(settings: Settings) -> str:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)
    return f"http://[{host}]:{settings.port}/" if ":" in host else f"http://{host}:{settings.port}/"


def _free_port(host: str, port: int) -> int:
    """The port, once it is known that nobody listens on it. Raises `UsageError`."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            return int(probe.getsockname()[1])
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"Cannot listen on {host}:{port}: {reason}. Choose another: --port, --host.") from None


def _say_how_to_make_a_key(settings: Settings, folder: Path) -> None:
    if settings.keys_required and not any(key.revoked_at_ms is None for key in open_store(settings).api_keys()):
        click.echo(f"Requests need an API key, and there is none yet: oncue keys create NAME --data-dir {folder}")
