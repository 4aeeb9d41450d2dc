"""A request as it arrives: its head from the bytes that are there, its body as the application reads it."""

from __future__ import annotations

import io
import re
import select
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from gunicorn.http.body import LengthReader
from gunicorn.http.errors import ChunkMissingTerminator, NoMoreData, ParseException
from gunicorn.http.message import Request
from gunicorn.http.unreader import Unreader

from service.problems import Refused
from service.server.pace import Pace
from service.server.refusals import BODY_BROKE_OFF, BODY_TOO_LONG, BODY_TOO_SLOW, refusal_of

FIRST_BYTES = 64 * 1024
"""Bytes of a body that are waited for without a thread; most bodies are whole by then."""

LARGEST_READ = 1024 * 1024
CHUNKED_READ = 32 * 1024
"""Most bytes asked of gunicorn's reader of chunks, which waits until it has as much: at the slowest pace, half a minute."""

_NEXT_REQUEST = re.compile(rb"(\r\n)?[A-Z]{1,20} |(\r\n)?[A-Z]{0,20}\Z|\r\Z")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,16})[ \t]*(?:;|\Z)")


class Incomplete(Exception):
    """The bytes that have arrived are not all of the head yet."""


class Arrived(Unreader):  # type: ignore[misc]  # gunicorn is untyped
    """The bytes that have arrived, as gunicorn's parser reads them.

    Where they do not suffice, `more` is asked; without one, `Incomplete` is raised.
    """

    def __init__(self, received: bytes) -> None:
        super().__init__()
        self.buf.write(received)
        self.more: Callable[[int], bytes] | None = None

    def chunk(self, size_hint: int | None = None) -> bytes:
        if self.more is None:
            raise Incomplete
        return self.more(min(size_hint or 8192, LARGEST_READ))

    def add(self, data: bytes) -> None:
        self.buf.seek(0, 2)
        self.buf.write(data)

    def size(self) -> int:
        return int(self.buf.getbuffer().nbytes)

    def held(self) -> bytes:
        return bytes(self.buf.getvalue())


class Chunks:
    """A finder of the end of a body in chunks, which does not decode it and looks at nothing twice."""

    def __init__(self) -> None:
        self._next = 0
        self.broken = False

    def end_in(self, body: bytes) -> bool:
        """True where the last chunk and what may follow it are in `body`, of which each call brings more."""
        while (end := body.find(b"\r\n", self._next)) >= 0:
            size = _CHUNK_SIZE.match(body, self._next, end)
            if size is None:
                self.broken = True
                return False
            if not int(size[1], 16):
                return body.startswith(b"\r\n", end + 2) or body.find(b"\r\n\r\n", end) >= 0
            self._next = end + 4 + int(size[1], 16)
        return False


class Incoming:
    """A request whose head is whole. Reading its body raises `Refused` where that breaks off, is too slow, or is broken."""

    def __init__(self, cfg: Any, received: bytes, client: Any, number: int) -> None:
        """Raises `Incomplete`, and gunicorn's `ParseException` for what is no request."""
        self._arrived = Arrived(received)
        self.message: Any = Request(cfg, self._arrived, client, number)
        self.expects_continue = bool(self.message._expected_100_continue)
        self.message._expected_100_continue = False  # gunicorn would invite the body before anybody wants it
        self._reader: Any = self.message.body.reader
        self._chunks = Chunks()
        self.broken = False
        self._connection: socket.socket | None = None

    @property
    def content_length(self) -> int | None:
        """Bytes of the body that were not read yet; None where it comes in chunks."""
        return int(self._reader.length) if isinstance(self._reader, LengthReader) else None

    @property
    def has_body(self) -> bool:
        return self.content_length != 0

    def add(self, data: bytes) -> None:
        """Adds bytes that have arrived."""
        self._arrived.add(data)

    def is_whole(self) -> bool:
        """True where all of the body is there."""
        if self.content_length is not None:
            return self._arrived.size() >= self.content_length
        return self._chunks.end_in(self._arrived.held())

    def is_begun(self) -> bool:
        """True where a thread may go on with the body: it is whole, or large, or broken."""
        return self._arrived.size() >= FIRST_BYTES or self.is_whole() or self._chunks.broken

    def read_from(self, connection: socket.socket, pace: Pace) -> None:
        """Has the reader wait, from now on, at this `pace` for what has not arrived."""

        def more(size: int) -> bytes:
            while True:
                try:
                    data = connection.recv(size)
                except BlockingIOError:
                    _wait_readable(connection, pace)
                    continue
                except OSError:
                    data = b""
                if not data:
                    raise Refused(*BODY_BROKE_OFF)
                pace.moved(len(data))
                return data

        self._arrived.more = more
        self._connection = connection

    def read(self, size: int) -> bytes:
        """Some bytes of the body, at most `size`, as they arrive; none at its end."""
        with self._told():
            if (left := self.content_length) is None:
                size = min(size, CHUNKED_READ)
            elif size and left:
                if not self._arrived.size():
                    self._arrived.add(self._arrived.chunk(min(size, left)))
                size = min(size, self._arrived.size())
            data = bytes(self._reader.read(size))
            if self.content_length == 0:
                self._ensure_end()
            return data

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (ChunkMissingTerminator, NoMoreData) as error:
            self.broken = True
            cut_off = len(getattr(error, "term", None) or b"") < 2
            raise Refused(*(BODY_BROKE_OFF if cut_off else refusal_of(error))) from None
        except ParseException as error:
            self.broken = True
            raise Refused(*refusal_of(error)) from None
        except BaseException:
            self.broken = True
            raise

    def _ensure_end(self) -> None:
        """Raises `Refused` for bytes behind a body that begin no request: they are a part of it, cut off by a wrong
        `Content-Length`."""
        surplus = self._arrived.held()
        if not surplus and self._connection is not None:
            with suppress(OSError):
                surplus = self._connection.recv(FIRST_BYTES, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        if surplus and not _NEXT_REQUEST.match(surplus):
            raise Refused(*BODY_TOO_LONG)

    def settle(self) -> bool:
        """True where the body is read to its end, with what has arrived of it, so that another request may follow."""
        self._arrived.more = None
        try:
            while not self.broken and self.read(FIRST_BYTES):
                pass
        except (Incomplete, Refused):
            return False
        return not self.broken

    def rest(self) -> bytes:
        """The bytes that have arrived after the body."""
        return bytes(self._arrived.take_buffered())


class Input(io.RawIOBase):
    """The file `wsgi.input`: each read returns what has arrived, or waits for the next bytes."""

    def __init__(self, incoming: Incoming) -> None:
        super().__init__()
        self._incoming = incoming

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._incoming.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _wait_readable(connection: socket.socket, pace: Pace) -> None:
    """Waits for the next bytes. Raises `Refused` where they come too slowly."""
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    started = time.monotonic()
    ready = pace.left_s > 0 and poll.poll(pace.left_s * 1000)
    pace.waited(time.monotonic() - started)
    if not ready:
        raise Refused(*BODY_TOO_SLOW)
