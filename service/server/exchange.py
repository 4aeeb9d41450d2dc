"""One request and its answer: a thread runs it as far as the client takes the answer, and another goes on when it has."""

from __future__ import annotations

import logging
import socket
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextvars import copy_context
from datetime import timedelta
from typing import Any

from gunicorn.http.wsgi import create

from service.server import ADMITTED, HEAD_ONLY
from service.server.incoming import Incoming, Input
from service.server.pace import Pace

SEND_BYTES = 256 * 1024

Addresses = tuple[Any, Any]
"""The client's address and the server's, as sockets name them."""

_log = logging.getLogger(__name__)


class ClientGone(Exception):
    """The client does not take the answer any more."""


class Outgoing:
    """The bytes for a client, sent without ever waiting for it. gunicorn's `Response` takes it for the socket."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._pending: deque[memoryview] = deque()

    def sendall(self, data: bytes) -> None:
        """Adds bytes; `flush` sends them."""
        if data:
            self._pending.append(memoryview(data))

    def flush(self) -> int:
        """Sends as much as the client takes now; returns the count of bytes. Raises `ClientGone`."""
        sent = 0
        while self._pending:
            try:
                taken = self._connection.send(self._pending[0][:SEND_BYTES])
            except BlockingIOError:
                break
            except OSError as error:
                raise ClientGone from error
            sent += taken
            self._pending[0] = self._pending[0][taken:]
            if not self._pending[0]:
                self._pending.popleft()
        return sent

    @property
    def pending(self) -> bool:
        return bool(self._pending)


class Exchange:
    """A request and its answer. `go_on` may be called by a different thread each time, never by two at once."""

    def __init__(
        self,
        incoming: Incoming,
        connection: socket.socket,
        addresses: Addresses,
        cfg: Any,
        stopping: Callable[[], bool],
    ) -> None:
        """Where the service is `stopping` when the request ends, the connection is closed after it."""
        self.incoming = incoming
        self.outgoing = Outgoing(connection)
        self.ended = False
        self.pace = Pace()
        self._addresses, self._cfg = addresses, cfg
        self._stopping = stopping
        self._items: Iterator[bytes] | None = None
        self._body: Iterable[bytes] = ()
        self._response: Any = None
        self._environ: dict[str, Any] = {}
        self._context = copy_context()  # the application's context variables are the same in each of the threads
        self._started = time.monotonic()

    @property
    def may_go_on(self) -> bool:
        """True where the connection can take another request after this one."""
        return self.ended and not self._response.should_close()

    @property
    def is_begun(self) -> bool:
        """True where some of the answer is under way."""
        return self._response is not None and self._response.headers_sent

    def admit(self, application: Any) -> bool:
        """True where the application would take the request, going by its head; otherwise its refusal becomes the answer."""
        self._context.run(self._begin, application, head_only=True)
        if not self._environ.get(ADMITTED):
            self.go_on(application)
            return False
        self.close()
        self._items = self._response = None
        return True

    def go_on(self, application: Any) -> None:
        """Runs until the answer has ended, or the client is slow to take it (`outgoing.pending`).

        Raises what the application raises, and `ClientGone`.
        """
        self._context.run(self._run, application)

    def close(self) -> None:
        """Closes the application's iterator, even where the answer was not sent to its end."""
        self._context.run(self._close)

    def log(self, logger: Any) -> None:
        """Writes gunicorn's line for its access log, where there is one."""
        took = timedelta(seconds=time.monotonic() - self._started)
        logger.access(self._response, self.incoming.message, self._environ, took)

    def _run(self, application: Any) -> None:
        if self._items is None:
            self._begin(application)
        assert self._items is not None
        for item in self._items:
            self._write(item)
            if self.outgoing.pending:
                return
        self._write(None)
        self.ended = True

    def _begin(self, application: Any, *, head_only: bool = False) -> None:
        message = self.incoming.message
        self._response, self._environ = create(message, self.outgoing, *self._addresses, self._cfg)
        self._environ |= {"wsgi.multithread": True, "wsgi.input": Input(self.incoming), HEAD_ONLY: head_only}
        del self._environ["wsgi.file_wrapper"]  # which would wait in sendfile() for the client
        self._body = application(self._environ, self._response.start_response)
        self._items = iter(self._body)

    def _write(self, item: bytes | None) -> None:
        """Sends some of the answer, or its end."""
        if not self._response.headers_sent and (not self.incoming.settle() or self._stopping()):
            self._response.force_close()
        if item is None:
            self._response.close()
        else:
            self._response.write(item)
        self.outgoing.flush()

    def _close(self) -> None:
        body, self._body = self._body, ()
        try:
            if (close := getattr(body, "close", None)) is not None:
                close()
        except Exception:
            _log.exception("an answer could not be closed")
