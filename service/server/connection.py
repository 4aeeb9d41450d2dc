"""A connection: its state, what it waits for, and until when."""

from __future__ import annotations

import enum
import socket
import time
from contextlib import suppress
from typing import Any

from gunicorn.http.errors import ParseException

from service.server.exchange import Exchange
from service.server.incoming import FIRST_BYTES, Incoming, Incomplete
from service.server.pace import HEAD_S, IDLE_S, Pace
from service.server.refusals import HEAD_BYTES, TOO_LARGE, Refusal, as_bytes, refusal_of

LINGER_S = 5.0
LINGER_BYTES = 32 * 1024 * 1024
"""Bytes that a refused client may still send: a connection that is closed with unread bytes is reset, and the answer lost
with it."""


class ConnectionState(enum.Enum):
    """The state of a connection."""

    HEAD = "waits for a request"
    BODY = "waits for the first bytes of a body"
    QUEUED = "waits for its turn to send a body"
    WORKING = "is with a thread"
    SENDING = "waits for the client to take more of the answer"
    LINGERING = "was answered for the last time; the client has to notice"


class Connection:
    """One client's connection. It belongs to the thread that waits for all of them, except while it is `WORKING`."""

    def __init__(self, sock: socket.socket, client: Any, server: Any, peer: str | None) -> None:
        sock.setblocking(False)
        self.sock = sock
        self.client = client
        self.server = server
        self.peer = peer
        self.is_surplus = False
        self.reads_body = False
        self.state = ConnectionState.HEAD
        self.deadline = time.monotonic() + HEAD_S
        self.incoming: Incoming | None = None
        self.exchange: Exchange | None = None
        self.pace = Pace()
        self.client_ended = False
        self._received = bytearray()
        self._requests = 0
        self._waits_since = 0.0
        self._lingered = 0

    @property
    def is_idle(self) -> bool:
        """True where it waits for a request of which nothing has arrived."""
        return self.state is ConnectionState.HEAD and not self._received

    @property
    def is_late(self) -> bool:
        """True where it has waited for as long as it may."""
        return self.state is not ConnectionState.WORKING and time.monotonic() >= self.deadline

    @property
    def has_sent_enough(self) -> bool:
        """True where a refused client has sent as much as is thrown away for it."""
        return self._lingered >= LINGER_BYTES

    def receive(self) -> bytes | None:
        """The bytes that have arrived: empty at the client's end, or where the connection broke; None where there are none
        yet."""
        try:
            data = self.sock.recv(FIRST_BYTES)
        except BlockingIOError:
            return None
        except OSError:
            data = b""
        self.client_ended = not data
        if self.state is ConnectionState.LINGERING:
            self._lingered += len(data)
        return data

    def take_head(self, data: bytes, cfg: Any) -> Refusal | None:
        """Adds bytes of the head; `incoming` is set once the head is whole. Returns the problem with it, if there is one."""
        if data and not self._received:
            self.deadline = min(self.deadline, time.monotonic() + HEAD_S)
        self._received += data
        if b"\n" not in data and len(self._received) <= HEAD_BYTES:
            return None
        try:
            self.incoming = Incoming(cfg, bytes(self._received), self.client, self._requests + 1)
        except Incomplete:
            return TOO_LARGE if len(self._received) > HEAD_BYTES else None
        except ParseException as error:
            return refusal_of(error)
        self._requests += 1
        self._received.clear()
        return None

    def take_body(self, data: bytes) -> Incoming:
        """Adds bytes of the body."""
        assert self.incoming is not None
        self.moved(len(data))
        self.incoming.add(data)
        return self.incoming

    def wait(self, state: ConnectionState, pace: Pace) -> None:
        """Puts it into a state in which it waits, for as long as `pace` lets it."""
        self.state, self.pace = state, pace
        self._waits_since = time.monotonic()
        self.deadline = self._waits_since + self.pace.left_s

    def moved(self, count: int) -> None:
        """Counts the bytes that came or went while it waited."""
        now = time.monotonic()
        self.pace.waited(now - self._waits_since)
        self.pace.moved(count)
        self._waits_since, self.deadline = now, now + self.pace.left_s

    def start_next(self) -> bytes:
        """Makes it ready for the next request, and returns the bytes that have arrived of that."""
        rest = self.incoming.rest() if self.incoming is not None else b""
        self.incoming = self.exchange = None
        self.reads_body = False
        self.state, self.deadline, self.pace = ConnectionState.HEAD, time.monotonic() + IDLE_S, Pace()
        return rest

    def refuse(self, refusal: Refusal) -> None:
        """Sends the problem, which is never larger than what a socket takes at once."""
        head_only = self.incoming is not None and self.incoming.message.method == "HEAD"
        with suppress(OSError):
            self.sock.send(as_bytes(refusal, head_only=head_only))

    def linger(self) -> None:
        """Ends sending. What the client still sends is thrown away from now on."""
        self.state, self.deadline = ConnectionState.LINGERING, time.monotonic() + LINGER_S
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_WR)
