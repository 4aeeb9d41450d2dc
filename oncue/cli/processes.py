"""The commands of the processes beside the API, worker, aligner and reaper, as Docker and `oncue serve` start them."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path
from types import FrameType

import click

from oncue.jobs.setting_places import check_places
from oncue.jobs.settings import read_settings
from oncue.system.own_python import module_command, own_path

COLLECTOR_GRACE_S = 3.0
"""Seconds that a collection may take to end its step. One that is cut off is continued by the next collector."""

_DATA_DIR = click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="The service's data folder; else ONCUE_DATA_DIR and the other settings of the environment.",
)


@click.command("worker", short_help="Work on queued jobs.")
@click.option("--processes", type=click.IntRange(1, 64), help="Jobs at a time.  [default: ONCUE_WORKER_PROCESSES, or 1]")
@_DATA_DIR
def worker_command(processes: int | None, data_dir: Path | None) -> None:
    """Take jobs from the queue and align them until stopped (Ctrl-C, SIGTERM): a running job is given back to the queue.

    Settings come from the environment (docs/settings.md).
    """
    _put_into_environment(data_dir, processes)
    command = module_command("worker")
    os.execve(command[0], command, {**os.environ, **own_path()})


@click.command("aligner", short_help="Time what is edited at desks.")
@_DATA_DIR
def aligner_command(data_dir: Path | None) -> None:
    """Make the sound of desks and time the words that are edited there, until stopped (Ctrl-C, SIGTERM).

    It loads no Whisper. Without one, edits are kept and their times stay estimated. Settings come from the environment
    (docs/settings.md).
    """
    _put_into_environment(data_dir, None)
    command = module_command("worker.aligner")
    os.execve(command[0], command, {**os.environ, **own_path()})


@click.command("reaper", short_help="Bring back lost jobs, clean up.")
@_DATA_DIR
def reaper_command(data_dir: Path | None) -> None:
    """Bring back the jobs of workers that died, wake workers up for jobs that wait, remove old files; until stopped."""
    _put_into_environment(data_dir, None)
    from oncue.jobs.blobs import open_blobs
    from oncue.jobs.garbage import Collector
    from oncue.jobs.queue import Queue, celery_app
    from oncue.jobs.reaper import Reaper
    from oncue.jobs.store import open_store
    from oncue.jobs.store.migrate import START_PATIENCE_S, migrate
    from oncue.system.logs import configure_logging

    settings = read_settings()
    check_places(settings)
    configure_logging("reaper", level=settings.log_level, form=settings.log_format)
    migrate(settings, wait_s=START_PATIENCE_S)
    stop = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    queue = Queue(celery_app(settings, sends_only=True))
    collector = Collector(settings, open_store(settings, connections=1), open_blobs(settings))
    collecting = threading.Thread(target=collector.run, args=(stop.wait,), name="collector", daemon=True)
    collecting.start()
    Reaper(settings, open_store(settings, connections=1), queue).run(stop.wait)
    collecting.join(COLLECTOR_GRACE_S)


def _put_into_environment(data_dir: Path | None, processes: int | None) -> None:
    """Sets variables for Celery's pool and the engine, which are processes of their own and read the environment."""
    if data_dir is not None:
        os.environ["ONCUE_DATA_DIR"] = str(data_dir.absolute())
    if processes is not None:
        os.environ["ONCUE_WORKER_PROCESSES"] = str(processes)
