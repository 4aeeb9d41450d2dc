"""gunicorn's worker: one thread waits for all connections, others run the application where there is something to run.

A client that sends one byte, half a header or no body, or does not take its answer, is waited for here and holds no thread.
"""

from __future__ import annotations

import errno
import os
import selectors
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from gunicorn.workers.base import Worker

from oncue.jobs.networks import networks
from oncue.jobs.settings import read_settings
from service.server.application import Application
from service.server.connection import Connection
from service.server.lifecycle import Lifecycle
from service.server.open_connections import OpenConnections
from service.server.peers import peer_of
from service.server.threads import Threads

TICK_S = 0.5
STOP_IDLE_S = 2.0
"""Seconds that a stopping service keeps connections without a request: one may be on its way already."""

ACCEPTED_AT_ONCE = 64


class PatientWorker(Worker):  # type: ignore[misc]  # gunicorn is untyped
    """The loop of the thread that waits for all connections: what one of them is ready for is done by `Lifecycle`."""

    @classmethod
    def check_config(cls, cfg: Any, _log: Any) -> None:
        """Raises `RuntimeError` for settings that it cannot serve by; gunicorn asks before it starts."""
        if cfg.is_ssl:
            raise RuntimeError("TLS is for a reverse proxy before the service; see docs/hosts.md.")

    def run(self) -> None:
        """Serves until it is told to stop."""
        self._proxies = networks(read_settings().trusted_proxies)
        self._selector = selectors.DefaultSelector()
        self._threads: Threads[Connection] = Threads(self.cfg.threads, self.PIPE[1])
        application = Application(self.wsgi, self.cfg, self.log, lambda: not self.alive)
        self._connections = OpenConnections(self.cfg.worker_connections, self._selector)
        self._lifecycle = Lifecycle(self._connections, self._threads, application, self.cfg, self.log)
        self._next_look = 0.0
        self._selector.register(self.PIPE[0], selectors.EVENT_READ, (self._woken, self.PIPE[0]))
        for listener in self.sockets:
            listener.setblocking(False)
            self._selector.register(listener, selectors.EVENT_READ, (self._accept, listener))
        while self.alive and self.ppid == os.getppid():
            self._turn()
        self._stop()

    def _turn(self) -> None:
        self.notify()
        for key, _ in self._selector.select(TICK_S):
            self._do(*key.data)
        for then, connection in self._threads.due():
            self._do(then, connection)
        self._lifecycle.start_bodies()
        if time.monotonic() >= self._next_look:
            self._next_look = time.monotonic() + TICK_S
            for connection in self._connections.late():
                self._do(self._lifecycle.end_late, connection)

    def _do(self, act: Callable[[Any], None], subject: Any) -> None:
        """Calls `act`, whose mistake costs one connection, not the service."""
        try:
            act(subject)
        except Exception:
            self.log.exception("a connection failed")
            if isinstance(subject, Connection):
                self._lifecycle.drop(subject)

    def _woken(self, pipe: int) -> None:
        """Empties the pipe that a thread which has done its part, or a signal, has written to."""
        with suppress(BlockingIOError):
            os.read(pipe, 4096)

    def _accept(self, listener: Any) -> None:
        for _ in range(ACCEPTED_AT_ONCE):
            try:
                sock, client = listener.accept()
            except OSError as error:
                full = error.errno in (errno.EMFILE, errno.ENFILE)
                if full and self._lifecycle.make_room():
                    continue
                return
            connection = Connection(sock, client, listener.getsockname(), peer_of(client, self._proxies))
            self._do(self._lifecycle.take, connection)

    def _stop(self) -> None:
        for listener in self.sockets:
            self._selector.unregister(listener)
        idle_ends, ends = time.monotonic() + STOP_IDLE_S, time.monotonic() + self.cfg.graceful_timeout
        while self._connections and time.monotonic() < ends:
            self._connections.end_idle_by(idle_ends)
            self._turn()
        self._threads.stop()
        self._connections.shut_down()
        for listener in self.sockets:
            listener.close()
