"""The queue of messages that wake workers up. Losing them all loses no job: the reaper sends what is missing."""

from __future__ import annotations

import logging
import threading
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any

from celery import Celery
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from oncue.jobs.settings import Settings

QUEUE = "oncue"
TASK = "oncue.work"

ALIGNER_QUEUE = "oncue-aligner"
ALIGNER_TASK = "oncue.desk_work"

WAKE_UP_EXPIRES_S = 60
"""Seconds after which a wake-up for aligners is void: where there is none, they would pile up."""

SOCKET_TIMEOUT_S = 5
"""Seconds after which a Redis that hangs is given up, so that it never holds a request of the API for longer."""

_log = logging.getLogger(__name__)


def celery_app(settings: Settings, *, sends_only: bool, queue: str = QUEUE) -> Celery:
    """The Celery application; it connects on first use.

    With `sends_only`, sending gives up at the first failure. A worker's application tries for as long as it takes. What it
    consumes is `queue`.
    """
    app = Celery("oncue", broker=settings.redis_url, set_as_current=False)
    sockets: dict[str, Any] = {
        "socket_timeout": SOCKET_TIMEOUT_S,
        "socket_connect_timeout": SOCKET_TIMEOUT_S,
        "health_check_interval": 10,
        "retry_on_timeout": False,
    }
    if sends_only:
        sockets |= {"max_retries": 0, "interval_start": 0, "interval_step": 0, "interval_max": 0}
    app.conf.update(
        task_default_queue=queue,
        task_acks_late=False,  # the lease brings a lost job back, not the broker
        task_ignore_result=True,
        task_store_errors_even_if_ignored=False,
        task_serializer="json",
        accept_content=["json"],
        task_publish_retry=False,  # the row is there already, and the reaper will notice
        worker_prefetch_multiplier=1,
        worker_disable_prefetch=True,
        worker_send_task_events=False,
        worker_enable_remote_control=False,  # nothing uses it, and it keeps keys in Redis
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_connection_retry=True,
        broker_transport_options={**sockets, "visibility_timeout": 3600},
        broker_pool_limit=4,
    )
    return app


class Queue:
    """Sends wake-ups.

    No method raises where Redis is away: it returns False or None, after some seconds where Redis hangs.
    """

    def __init__(self, app: Celery) -> None:
        self._app = app

    def enqueue(self, job_id: str) -> bool:
        """Sends a wake-up for the job; returns False where that did not work."""
        try:
            self._app.send_task(TASK, args=[job_id], queue=QUEUE, ignore_result=True, retry=False)
        except (KombuError, RedisError, OSError) as error:
            _log.warning("no wake-up sent: %s", error, extra={"job": job_id})
            return False
        return True

    def wake_aligner(self) -> bool:
        """Sends a wake-up to the aligners; returns False where that did not work. They look by themselves, too."""
        try:
            self._app.send_task(
                ALIGNER_TASK, queue=ALIGNER_QUEUE, ignore_result=True, retry=False, expires=WAKE_UP_EXPIRES_S
            )
        except (KombuError, RedisError, OSError) as error:
            _log.warning("no wake-up sent to aligners: %s", error)
            return False
        return True

    def waiting(self) -> int | None:
        """Count of wake-ups in Redis, or None where Redis does not answer."""
        with suppress(KombuError, RedisError, OSError), self._app.connection_for_write() as connection:
            channel: Any = connection.default_channel
            return int(channel.client.llen(QUEUE))
        return None


class Waker:
    """Sends wake-ups from a thread of its own, so that no request ever waits for Redis."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue
        self._jobs: SimpleQueue[str | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def enqueue(self, job_id: str) -> bool:
        """Hands the job's id to the thread and returns True at once. What cannot be sent is left to the reaper."""
        return self._hand_over(job_id)

    def wake_aligner(self) -> bool:
        """Has the thread wake the aligners up, and returns True at once."""
        return self._hand_over(None)

    def _hand_over(self, job_id: str | None) -> bool:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._send, name="waker", daemon=True)
                self._thread.start()
        self._jobs.put(job_id)
        return True

    def _send(self) -> None:
        while True:
            job_id = self._jobs.get()
            if not (self._queue.wake_aligner() if job_id is None else self._queue.enqueue(job_id)):
                with suppress(Empty):
                    while True:
                        self._jobs.get_nowait()
