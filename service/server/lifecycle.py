"""The way of each connection from its first byte to its last: all of it but the loop that waits for them."""

from __future__ import annotations

import selectors
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from service.problems import Refused
from service.server.application import Application
from service.server.connection import Connection, ConnectionState
from service.server.exchange import ClientGone
from service.server.open_connections import OpenConnections
from service.server.pace import Pace
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
"""Paths that are answered whatever else goes on, to anyone."""


class Lifecycle:
    """The ways of all open connections. All methods run in the waiting thread, except `_ask_by_head` and `_go_on`.

    `cfg` are gunicorn's settings.
    """

    def __init__(
        self,
        connections: OpenConnections,
        threads: Threads[Connection],
        application: Application,
        cfg: Any,
        logger: Any,
    ) -> None:
        self._connections = connections
        self._threads = threads
        self._application = application
        self._cfg = cfg
        self._log = logger
        self._turns: BodyTurns[Connection] = BodyTurns(*shares(cfg.threads))

    # Connections come.

    def take(self, connection: Connection) -> None:
        """Takes a new connection in, or refuses it where there are too many."""
        if self._connections.is_full and not self.make_room():
            connection.refuse(OVERLOADED)
            connection.sock.close()
            return
        peer = connection.peer
        if self._connections.has_its_share(peer):
            connection.is_surplus = not self._close_waiting(self._connections.longest_waiting_of(peer), TOO_MANY)
        self._connections.add(connection)
        self._connections.await_socket(connection, selectors.EVENT_READ, self._readable)
        self._readable(connection)  # most have sent their request by now

    def make_room(self) -> bool:
        """Closes the connection that has waited the longest, so that a newcomer gets in; False where none waits.

        The newcomer may ask for the service's health.
        """
        return self._close_waiting(self._connections.longest_waiting(), OVERLOADED)

    def _close_waiting(self, waiting: Connection | None, refusal: Refusal) -> bool:
        if waiting is None:
            return False
        if not waiting.is_idle:
            waiting.refuse(refusal)
        self.drop(waiting)
        return True

    # Requests come.

    def _readable(self, connection: Connection) -> None:
        data = connection.receive()
        if data is None:
            return
        if connection.state is ConnectionState.LINGERING:
            if not data or connection.has_sent_enough:
                self.drop(connection)
        elif connection.state is ConnectionState.HEAD:
            self._take_head(connection, data)
        elif not data:
            self._refuse(connection, BODY_BROKE_OFF)
        else:
            incoming = connection.take_body(data)
            if incoming.is_begun():
                self._take_turn(connection)

    def _take_head(self, connection: Connection, data: bytes) -> None:
        problem = connection.take_head(data, self._cfg)
        if problem is not None:
            self._log.info("refused: %s: %s", problem.code, problem.detail)
            self._refuse(connection, problem)
        elif connection.incoming is not None:
            self._take_request(connection)
        elif connection.client_ended and not connection.is_idle:
            self._refuse(connection, HEAD_BROKE_OFF)
        elif connection.client_ended:
            self.drop(connection)

    def _take_request(self, connection: Connection) -> None:
        """Gives a request whose head is whole to a thread, unless a body has to be waited for."""
        incoming = connection.incoming
        assert incoming is not None
        path, method = incoming.message.path, incoming.message.method
        is_plain = method in ("GET", "HEAD") and not incoming.has_body
        if is_plain and path == ALIVE:
            self._answer_here(connection)
        elif is_plain and path == READY:
            self._start(connection, self._go_on, ready=True)
        elif connection.is_surplus and self._connections.has_its_share(connection.peer, beside=1):
            self._refuse(connection, TOO_MANY)
        elif incoming.is_whole():
            self._start(connection, self._go_on)
        else:
            self._start(connection, self._ask_by_head)

    def _await_body(self, connection: Connection) -> None:
        """Waits for the body of a request that the application would take."""
        incoming = connection.incoming
        assert incoming is not None
        if incoming.expects_continue:
            with suppress(OSError):
                connection.sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        connection.wait(ConnectionState.BODY, Pace())
        if incoming.is_begun():
            self._take_turn(connection)
        else:
            self._connections.await_socket(connection, selectors.EVENT_READ, self._readable)

    def _take_turn(self, connection: Connection) -> None:
        """Gives a request whose body has begun to a thread: at once if it is whole, else when there is one for it."""
        assert connection.incoming is not None
        if connection.incoming.is_whole():
            self._start(connection, self._go_on)
            return
        self._connections.leave_socket(connection)
        connection.state, connection.deadline = ConnectionState.QUEUED, time.monotonic() + QUEUE_S
        self._turns.line_up(connection)

    # Threads work.

    def start_bodies(self) -> None:
        """Has threads read the bodies whose turn has come."""
        for connection in self._turns.take():
            connection.reads_body = True
            self._start(connection, self._go_on)

    def _start(self, connection: Connection, act: Callable[..., Any], *, ready: bool = False) -> None:
        self._connections.leave_socket(connection)
        connection.state = ConnectionState.WORKING
        self._threads.start(act, connection, self._failed, ready=ready)

    def _answer_here(self, connection: Connection) -> None:
        """Answers without a thread, for which others may be waiting: the answer depends on nothing."""
        self._connections.leave_socket(connection)
        connection.state = ConnectionState.WORKING
        try:
            then = self._go_on(connection)
        except Exception as error:
            self._failed(connection, error)
        else:
            then(connection)

    def _ask_by_head(self, connection: Connection) -> Callable[[Connection], None]:
        """Asks, in a thread, whether the application would take the request; returns what to do then."""
        return self._await_body if self._application.admits(connection) else self._answered

    def _go_on(self, connection: Connection) -> Callable[[Connection], None]:
        """Runs, in a thread, the application as far as the client takes its answer; returns what to do then."""
        self._application.run(connection)
        return self._answered

    # Answers go.

    def _answered(self, connection: Connection) -> None:
        """Goes on after a thread went as far as it could with the answer."""
        exchange = connection.exchange
        assert exchange is not None
        self._end_turn(connection)
        if exchange.outgoing.pending:
            connection.wait(ConnectionState.SENDING, exchange.pace)
            self._connections.await_socket(connection, selectors.EVENT_WRITE, self._writable)
        elif exchange.may_go_on:
            self._connections.leave_socket(connection)
            rest = connection.start_next()
            if rest:
                self._threads.later(partial(self._await_request, rest=rest), connection)
            else:
                self._await_request(connection)
        else:
            self._linger(connection)

    def _await_request(self, connection: Connection, rest: bytes = b"") -> None:
        """Waits for the next request, of which `rest` has come with the last."""
        self._connections.await_socket(connection, selectors.EVENT_READ, self._readable)
        if rest:
            self._take_head(connection, rest)

    def _writable(self, connection: Connection) -> None:
        exchange = connection.exchange
        assert exchange is not None
        try:
            connection.moved(exchange.outgoing.flush())
        except ClientGone:
            self.drop(connection)
            return
        if exchange.outgoing.pending:
            return
        if exchange.ended:
            self._answered(connection)
        else:
            self._start(connection, self._go_on)

    # Connections go.

    def _failed(self, connection: Connection, error: BaseException) -> None:
        """Ends a request whose application raised while it ran, or whose client is gone."""
        exchange = connection.exchange
        if not isinstance(error, ClientGone | Refused):
            self._log.error("an answer broke off", exc_info=error)
        if isinstance(error, ClientGone) or exchange is None or exchange.is_begun:
            self.drop(connection)
        else:
            self._refuse(connection, refusal_of(error))

    def end_late(self, connection: Connection) -> None:
        """Ends a connection that `is_late`, with a refusal where a client waits for an answer."""
        if connection.state is ConnectionState.HEAD and not connection.is_idle:
            self._refuse(connection, HEAD_TOO_SLOW)
        elif connection.state is ConnectionState.BODY:
            self._refuse(connection, BODY_TOO_SLOW)
        elif connection.state is ConnectionState.QUEUED:
            self._turns.leave(connection)
            self._refuse(connection, OVERLOADED)
        else:
            self.drop(connection)

    def _refuse(self, connection: Connection, refusal: Refusal) -> None:
        connection.refuse(refusal)
        self._linger(connection)

    def _linger(self, connection: Connection) -> None:
        self._end(connection)
        if connection.client_ended:
            self.drop(connection)
        else:
            connection.linger()
            self._connections.await_socket(connection, selectors.EVENT_READ, self._readable)

    def drop(self, connection: Connection) -> None:
        """Closes the connection and ends its request."""
        if connection in self._connections:
            self._end(connection)
            self._connections.remove(connection)
        connection.sock.close()

    def _end(self, connection: Connection) -> None:
        """Ends its request, however that came."""
        self._connections.leave_socket(connection)
        self._end_turn(connection)
        exchange, connection.exchange = connection.exchange, None
        if exchange is not None and not exchange.ended:
            self._threads.clean_up(exchange.close)

    def _end_turn(self, connection: Connection) -> None:
        """Gives the thread for its body to others."""
        if connection.reads_body:
            connection.reads_body = False
            self._turns.give_back(connection)
