"""The application as threads run it: asked by a request's head, then run as far as the client takes the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from service.server.connection import Connection
from service.server.exchange import Exchange


class Application:
    """A WSGI application with gunicorn's settings `cfg` and its logger. Each connection is with one thread at a time.

    `stopping` returns True once the service ends.
    """

    def __init__(self, wsgi: Any, cfg: Any, logger: Any, stopping: Callable[[], bool]) -> None:
        self._wsgi = wsgi
        self._cfg = cfg
        self._logger = logger
        self._stopping = stopping

    def admits(self, connection: Connection) -> bool:
        """True where the application would take the request, going by its head; otherwise its refusal is the answer."""
        return self._exchange(connection).admit(self._wsgi)

    def run(self, connection: Connection) -> None:
        """Runs the application until its answer has ended, or the client is slow to take it.

        Raises what the application raises, and `ClientGone`.
        """
        exchange = self._exchange(connection)
        if not exchange.is_begun:
            exchange.incoming.read_from(connection.sock, connection.pace)
        exchange.go_on(self._wsgi)
        if exchange.ended:
            exchange.close()
            exchange.log(self._logger)

    def _exchange(self, connection: Connection) -> Exchange:
        if connection.exchange is None:
            assert connection.incoming is not None
            addresses = (connection.client, connection.server)
            connection.exchange = Exchange(connection.incoming, connection.sock, addresses, self._cfg, self._stopping)
        return connection.exchange
