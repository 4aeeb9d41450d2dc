"""gunicorn's worker: one thread waits for all connections, others run the application where there is something to run.

A client that sends one byte, half a header or no body, or does not take its answer, is waited for here and holds no thread.
"""

from __future__ import annotations

import errno
import os
import selectors
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from gunicorn.workers.base import Worker

from oncue.jobs.networks import networks
from oncue.jobs.settings import read_settings
from service.problems import Refused
from service.server.connection import Connection, ConnectionState
from service.server.exchange import ClientGone, Exchange
from service.server.pace import Pace
from service.server.peers import CONNECTIONS_PER_ADDRESS, Peers, peer_of
from service.server.refusals import (
    BODY_BROKE_OFF,
    BODY_TOO_SLOW,
    HEAD_BROKE_OFF,
    HEAD_TOO_SLOW,
    OVERLOADED,
    TOO_MANY,
    Refusal,
    refusal_of,
)
from service.server.threads import Threads
from service.server.turns import QUEUE_S, BodyTurns, shares

ALIVE, READY = "/livez", "/readyz"
"""Answered whatever else goes on, to anyone."""

TICK_S = 0.5
STOP_IDLE_S = 2.0
"""How long a stopping service keeps connections without a request: one may be on its way already."""

ACCEPTED_AT_ONCE = 64


class PatientWorker(Worker):  # type: ignore[misc]  # gunicorn is untyped
    """Serves the application. All methods run in the waiting thread, but for `_ask_by_head` and `_go_on`."""

    @classmethod
    def check_config(cls, cfg: Any, _log: Any) -> None:
        """gunicorn asks before it starts."""
        if cfg.is_ssl:
            raise RuntimeError("TLS is for a reverse proxy before the service; see docs/hosts.md.")

    def run(self) -> None:
        """Serves until it is told to stop."""
        self._connections: set[Connection] = set()
        self._peers: Peers[Connection] = Peers()
        self._proxies = networks(read_settings().trusted_proxies)
        self._turns: BodyTurns[Connection] = BodyTurns(*shares(self.cfg.threads))
        self._threads: Threads[Connection] = Threads(self.cfg.threads, self.PIPE[1])
        self._selector = selectors.DefaultSelector()
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
        for connection in self._turns.take():
            connection.reads_body = True
            self._start(connection, self._go_on)
        if time.monotonic() >= self._next_look:
            self._next_look = time.monotonic() + TICK_S
            for connection in [each for each in self._connections if each.is_late]:
                self._do(self._end_late, connection)

    def _do(self, act: Callable[[Any], None], subject: Any) -> None:
        """A mistake costs one connection, not the service."""
        try:
            act(subject)
        except Exception:
            self.log.exception("a connection failed")
            if isinstance(subject, Connection):
                self._drop(subject)

    def _woken(self, pipe: int) -> None:
        """A thread has done its part, or a signal has come."""
        with suppress(BlockingIOError):
            os.read(pipe, 4096)

    def _stop(self) -> None:
        for listener in self.sockets:
            self._selector.unregister(listener)
        idle_ends, ends = time.monotonic() + STOP_IDLE_S, time.monotonic() + self.cfg.graceful_timeout
        while self._connections and time.monotonic() < ends:
            for connection in self._connections:
                if connection.is_idle or connection.state is ConnectionState.LINGERING:
                    connection.deadline = min(connection.deadline, idle_ends)
            self._turn()
        self._threads.stop()
        for connection in list(self._connections):
            with suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)  # wakes a thread that waits for a body
        for listener in self.sockets:
            listener.close()

    # Connections come.

    def _accept(self, listener: Any) -> None:
        for _ in range(ACCEPTED_AT_ONCE):
            try:
                sock, client = listener.accept()
            except OSError as error:
                full = error.errno in (errno.EMFILE, errno.ENFILE)
                if full and self._make_room(self._peers.longest_waiting_of_all(), OVERLOADED):
                    continue
                return
            self._do(self._take, Connection(sock, client, listener.getsockname(), peer_of(client, self._proxies)))

    def _take(self, connection: Connection) -> None:
        peer = connection.peer
        is_full = len(self._connections) >= self.cfg.worker_connections
        if is_full and not self._make_room(self._peers.longest_waiting_of_all(), OVERLOADED):
            connection.refuse(OVERLOADED)
            connection.sock.close()
            return
        if peer is not None and self._peers.count(peer) >= CONNECTIONS_PER_ADDRESS:
            connection.is_surplus = not self._make_room(self._peers.longest_waiting(peer), TOO_MANY)
        self._connections.add(connection)
        self._peers.add(peer)
        self._await(connection, selectors.EVENT_READ, self._readable)
        self._readable(connection)  # most have sent their request by now

    def _make_room(self, waiting: Connection | None, refusal: Refusal) -> bool:
        """Closes one that has waited the longest, so that a newcomer, who may ask for the service's health, gets in."""
        if waiting is None:
            return False
        if not waiting.is_idle:
            waiting.refuse(refusal)
        self._drop(waiting)
        return True

    # Requests come.

    def _await(self, connection: Connection, event: int, act: Callable[[Connection], None]) -> None:
        """`act` once something has come, or can go."""
        if connection.state in (ConnectionState.HEAD, ConnectionState.BODY):
            self._peers.waits(connection.peer, connection)
        self._selector.register(connection.sock, event, (act, connection))

    def _readable(self, connection: Connection) -> None:
        data = connection.receive()
        if data is None:
            return
        if connection.state is ConnectionState.LINGERING:
            if not data or connection.has_sent_enough:
                self._drop(connection)
        elif connection.state is ConnectionState.HEAD:
            self._take_head(connection, data)
        elif not data:
            self._refuse(connection, BODY_BROKE_OFF)
        else:
            incoming = connection.take_body(data)
            if incoming.is_begun():
                self._take_turn(connection)

    def _take_head(self, connection: Connection, data: bytes) -> None:
        problem = connection.take_head(data, self.cfg)
        if problem is not None:
            self.log.info("refused: %s: %s", problem.code, problem.detail)
            self._refuse(connection, problem)
        elif connection.incoming is not None:
            self._take_request(connection)
        elif connection.client_ended and not connection.is_idle:
            self._refuse(connection, HEAD_BROKE_OFF)
        elif connection.client_ended:
            self._drop(connection)

    def _take_request(self, connection: Connection) -> None:
        """The head is whole: to a thread with it, unless a body has to be waited for."""
        incoming = connection.incoming
        assert incoming is not None
        path, method = incoming.message.path, incoming.message.method
        is_plain = method in ("GET", "HEAD") and not incoming.has_body
        if is_plain and path == ALIVE:
            self._answer_here(connection)
        elif is_plain and path == READY:
            self._start(connection, self._go_on, ready=True)
        elif connection.is_surplus and self._peers.count(connection.peer) > CONNECTIONS_PER_ADDRESS:
            self._refuse(connection, TOO_MANY)
        elif incoming.is_whole():
            self._start(connection, self._go_on)
        else:
            self._start(connection, self._ask_by_head)

    def _await_body(self, connection: Connection) -> None:
        """The application would take it."""
        incoming = connection.incoming
        assert incoming is not None
        if incoming.expects_continue:
            with suppress(OSError):
                connection.sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        connection.wait(ConnectionState.BODY, Pace())
        if incoming.is_begun():
            self._take_turn(connection)
        else:
            self._await(connection, selectors.EVENT_READ, self._readable)

    def _take_turn(self, connection: Connection) -> None:
        """The body has begun: to a thread with it if it is whole, else when there is one for it."""
        assert connection.incoming is not None
        if connection.incoming.is_whole():
            self._start(connection, self._go_on)
            return
        self._forget(connection)
        connection.state, connection.deadline = ConnectionState.QUEUED, time.monotonic() + QUEUE_S
        self._turns.line_up(connection)

    # Threads work.

    def _start(self, connection: Connection, act: Callable[..., Any], *, ready: bool = False) -> None:
        self._forget(connection)
        connection.state = ConnectionState.WORKING
        self._threads.start(act, connection, self._failed, ready=ready)

    def _answer_here(self, connection: Connection) -> None:
        """Without a thread, for which others may be waiting: it asks nobody and nothing."""
        self._forget(connection)
        connection.state = ConnectionState.WORKING
        try:
            then = self._go_on(connection)
        except Exception as error:
            self._failed(connection, error)
        else:
            then(connection)

    def _exchange(self, connection: Connection) -> Exchange:
        if connection.exchange is None:
            assert connection.incoming is not None
            addresses = (connection.client, connection.server)
            connection.exchange = Exchange(connection.incoming, connection.sock, addresses, self.cfg, lambda: not self.alive)
        return connection.exchange

    def _ask_by_head(self, connection: Connection) -> Callable[[Connection], None]:
        """In a thread: whether the application would take the request."""
        return self._await_body if self._exchange(connection).admit(self.wsgi) else self._answered

    def _go_on(self, connection: Connection) -> Callable[[Connection], None]:
        """In a thread: the application runs, and its answer is sent as far as the client takes it."""
        exchange = self._exchange(connection)
        if not exchange.is_begun:
            exchange.incoming.read_from(connection.sock, connection.pace)
        exchange.go_on(self.wsgi)
        if exchange.ended:
            exchange.close()
            exchange.log(self.log)
        return self._answered

    # Answers go.

    def _answered(self, connection: Connection) -> None:
        """A thread has gone as far as it could with the answer."""
        exchange = connection.exchange
        assert exchange is not None
        self._end_turn(connection)
        if exchange.outgoing.pending:
            connection.wait(ConnectionState.SENDING, exchange.pace)
            self._await(connection, selectors.EVENT_WRITE, self._writable)
        elif exchange.may_go_on:
            self._forget(connection)
            rest = connection.start_next()
            if rest:
                self._threads.later(partial(self._await_request, rest=rest), connection)
            else:
                self._await_request(connection)
        else:
            self._linger(connection)

    def _await_request(self, connection: Connection, rest: bytes = b"") -> None:
        """The next one, of which `rest` has come with the last."""
        self._await(connection, selectors.EVENT_READ, self._readable)
        if rest:
            self._take_head(connection, rest)

    def _writable(self, connection: Connection) -> None:
        exchange = connection.exchange
        assert exchange is not None
        try:
            connection.moved(exchange.outgoing.flush())
        except ClientGone:
            self._drop(connection)
            return
        if exchange.outgoing.pending:
            return
        if exchange.ended:
            self._answered(connection)
        else:
            self._start(connection, self._go_on)

    # Connections go.

    def _failed(self, connection: Connection, error: BaseException) -> None:
        """The application raised while it ran, or the client is gone."""
        exchange = connection.exchange
        if not isinstance(error, ClientGone | Refused):
            self.log.error("an answer broke off", exc_info=error)
        if isinstance(error, ClientGone) or exchange is None or exchange.is_begun:
            self._drop(connection)
        else:
            self._refuse(connection, refusal_of(error))

    def _end_late(self, connection: Connection) -> None:
        if connection.state is ConnectionState.HEAD and not connection.is_idle:
            self._refuse(connection, HEAD_TOO_SLOW)
        elif connection.state is ConnectionState.BODY:
            self._refuse(connection, BODY_TOO_SLOW)
        elif connection.state is ConnectionState.QUEUED:
            self._turns.leave(connection)
            self._refuse(connection, OVERLOADED)
        else:
            self._drop(connection)

    def _refuse(self, connection: Connection, refusal: Refusal) -> None:
        connection.refuse(refusal)
        self._linger(connection)

    def _linger(self, connection: Connection) -> None:
        self._end(connection)
        if connection.client_ended:
            self._drop(connection)
        else:
            connection.linger()
            self._await(connection, selectors.EVENT_READ, self._readable)

    def _drop(self, connection: Connection) -> None:
        if connection in self._connections:
            self._end(connection)
            self._connections.remove(connection)
            self._peers.remove(connection.peer, connection)
        connection.sock.close()

    def _end(self, connection: Connection) -> None:
        """The end of its request, however it came."""
        self._forget(connection)
        self._end_turn(connection)
        exchange, connection.exchange = connection.exchange, None
        if exchange is not None and not exchange.ended:
            self._threads.clean_up(exchange.close)

    def _end_turn(self, connection: Connection) -> None:
        """Gives the thread for its body to others."""
        if connection.reads_body:
            connection.reads_body = False
            self._turns.give_back(connection)

    def _forget(self, connection: Connection) -> None:
        """Waits for nothing on its socket."""
        self._peers.works(connection.peer, connection)
        with suppress(KeyError, ValueError):
            self._selector.unregister(connection.sock)
