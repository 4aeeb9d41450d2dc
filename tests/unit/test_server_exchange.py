"""Answers as clients take them: put aside where they do not, taken up by another thread, closed whatever happens."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from flask import Flask, Response, request, stream_with_context
from gunicorn.config import Config

from service.server import ADMITTED, HEAD_ONLY
from service.server.exchange import ClientGone, Exchange
from service.server.incoming import Incoming

CFG = Config()
PIECE = b"x" * 100_000
PIECES = 50
ADDRESSES = (("127.0.0.1", 1), ("127.0.0.1", 2))


@pytest.fixture
def sockets() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    with ours, theirs:
        yield ours, theirs


def exchange_of(ours: socket.socket, head: bytes = b"GET /?n=7 HTTP/1.1\r\n\r\n", *, stopping: bool = False) -> Exchange:
    return Exchange(Incoming(CFG, head, ADDRESSES[0], 1), ours, ADDRESSES, CFG, lambda: stopping)


def in_a_thread(act: Callable[[], object]) -> None:
    failed: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]


def flask_app() -> Flask:
    app = Flask(__name__)

    @app.get("/")
    def pieces() -> Response:
        def made() -> Iterator[bytes]:
            for _ in range(PIECES):
                yield PIECE
            yield request.args["n"].encode()

        return Response(stream_with_context(made()))

    return app


def test_an_answer_that_is_taken_slowly_goes_on_in_other_threads_and_arrives_whole(
    sockets: tuple[socket.socket, socket.socket],
) -> None:
    ours, theirs = sockets
    app, exchange, got, turns = flask_app(), exchange_of(ours), bytearray(), 0
    while not exchange.ended or exchange.outgoing.pending:
        if exchange.outgoing.pending:
            got += theirs.recv(1 << 20)
            exchange.outgoing.flush()
        else:
            in_a_thread(lambda: exchange.go_on(app))
            turns += 1
    in_a_thread(exchange.close)
    assert turns > 1
    assert exchange.may_go_on
    theirs.setblocking(False)
    with suppress(BlockingIOError):
        while True:
            got += theirs.recv(1 << 20)
    assert got.partition(b"\r\n\r\n")[2].count(b"x") == PIECES * len(PIECE)
    assert got.endswith(b"1\r\n7\r\n0\r\n\r\n")


def test_an_answer_whose_client_is_gone_is_closed(sockets: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = sockets
    closed = []

    class Body:
        def __iter__(self) -> Iterator[bytes]:
            while True:
                yield PIECE

        def close(self) -> None:
            closed.append(True)

    def app(_environ: dict[str, Any], start: Callable[..., object]) -> Body:
        start("200 OK", [])
        return Body()

    exchange = exchange_of(ours)
    exchange.go_on(app)
    assert exchange.outgoing.pending
    theirs.close()
    with pytest.raises(ClientGone):
        exchange.outgoing.flush()
    exchange.close()
    assert closed == [True]


def test_a_refusal_by_the_head_is_the_answer_and_ends_the_connection(sockets: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = sockets

    def app(environ: dict[str, Any], start: Callable[..., object]) -> list[bytes]:
        assert environ[HEAD_ONLY]
        start("401 Unauthorized", [("Content-Length", "2")])
        return [b"no"]

    exchange = exchange_of(ours, b"POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc")
    assert not exchange.admit(app)
    assert not exchange.may_go_on
    told = theirs.recv(65536)
    assert told.startswith(b"HTTP/1.1 401 ")
    assert b"Connection: close" in told


def test_what_the_application_says_to_a_head_that_it_admits_is_not_sent(
    sockets: tuple[socket.socket, socket.socket],
) -> None:
    ours, theirs = sockets

    def app(environ: dict[str, Any], start: Callable[..., object]) -> list[bytes]:
        if environ[HEAD_ONLY]:
            environ[ADMITTED] = True
        start("200 OK", [("Content-Length", "4")])
        return [b"head" if environ[HEAD_ONLY] else environ["wsgi.input"].read(4)]

    exchange = exchange_of(ours, b"POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody")
    assert exchange.admit(app)
    exchange.go_on(app)
    told = theirs.recv(65536)
    assert told.endswith(b"\r\n\r\nbody")
    assert told.count(b"HTTP/1.1") == 1


@pytest.mark.parametrize("stopping", [False, True])
def test_a_stopping_service_closes_after_the_answer(sockets: tuple[socket.socket, socket.socket], stopping: bool) -> None:
    ours, theirs = sockets
    exchange = exchange_of(ours, stopping=stopping)
    exchange.go_on(flask_app())
    assert (b"Connection: close" in theirs.recv(1000)) is stopping
    exchange.close()
