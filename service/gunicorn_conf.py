"""gunicorn's settings: one process, many threads, an end that answers those who wait.

Run as `gunicorn --config python:service.gunicorn_conf service.wsgi:app`.
"""

from __future__ import annotations

import gc
import resource
import signal
import sys
from types import FrameType
from typing import Any

from gunicorn.glogging import Logger

from oncue.jobs.setting_places import settings_or_exit
from oncue.jobs.store.migrate import START_PATIENCE_S, migrate
from oncue.system.logs import configure_logging
from oncue.system.parent_death import die_with_parent

_settings = settings_or_exit()

CONNECTIONS = 4096
OTHER_FILES = 256
"""Open files that are no connections: of the database, of uploads under way, and those that answers are read from."""

OBJECTS_A_COLLECTION = 50_000
"""New objects after which Python looks for those that only refer to each other."""

SWITCH_S = 0.0005
"""Seconds after which a computing thread gives the interpreter to another. The thread that waits for all connections gives
it away with every system call; Python's own 5 ms are meant for threads that need no answer at once."""


def most_connections() -> int:
    """As many connections as the system lets the process have files open; its own limit is often lower than it has to be."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return CONNECTIONS if soft == resource.RLIM_INFINITY else max(64, min(CONNECTIONS, soft - OTHER_FILES))


bind = f"[{_settings.host}]:{_settings.port}" if ":" in _settings.host else f"{_settings.host}:{_settings.port}"
workers = 1
worker_class = "service.server.worker.PatientWorker"
threads = _settings.threads
worker_connections = most_connections()
timeout = 120
graceful_timeout = 8
control_socket_disable = True
proc_name = "oncue-api"
accesslog = None


class ToRoot(Logger):  # type: ignore[misc]  # gunicorn is untyped
    """A logger that sends gunicorn's own lines to where all others go, in the same form."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


logger_class = ToRoot
loglevel = _settings.log_level.lower()


def on_starting(server: Any) -> None:
    """Brings the tables up to date before anything is served."""
    configure_logging("api", level=_settings.log_level, form=_settings.log_format)
    migrate(_settings, wait_s=START_PATIENCE_S)


def post_worker_init(worker: Any) -> None:
    """Has a stop answer the clients that wait for jobs, so that it need not wait for them."""
    die_with_parent(worker.ppid)
    from service.context import EXTENSION
    from service.wsgi import app

    app.extensions[EXTENSION].readers.warm()
    before = signal.getsignal(signal.SIGTERM)

    def stop(number: int, frame: FrameType | None) -> None:
        app.extensions[EXTENSION].watcher.close()
        if callable(before):
            before(number, frame)

    signal.signal(signal.SIGTERM, stop)
    sys.setswitchinterval(SWITCH_S)
    # What was loaded stays loaded: without it, every second or third rendering of an hour's captions sets off a collection
    # over all modules' objects; a rendering spent 35 ms in collections on average, and 6 with it.
    gc.collect()
    gc.freeze()
    # A desk of an hour is some 100,000 objects, none of which goes before it is answered: at the usual 700 new objects a
    # collection, a browser opened it in 2.2 s, and in 1.4 s with this.
    gc.set_threshold(OBJECTS_A_COLLECTION)
