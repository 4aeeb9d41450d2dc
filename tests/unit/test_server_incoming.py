"""Requests as they arrive at the server: heads and bodies in pieces, cut off, too long, and no HTTP at all."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from gunicorn.config import Config
from hypothesis import given
from hypothesis import strategies as st

from service.problems import Refused
from service.server.connection import Connection
from service.server.incoming import Chunks, Incoming, Input
from service.server.pace import LEAST_BYTES_PER_S, WINDOW_S, Pace

CFG = Config()
POST = b"POST /v1/batches HTTP/1.1\r\nHost: localhost\r\n"
LENGTH_10 = POST + b"Content-Length: 10\r\n\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.fixture
def pair() -> Iterator[tuple[Connection, socket.socket]]:
    """The server's side of a connection, and its client's."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Connection(ours, ("127.0.0.1", 1), ("127.0.0.1", 2), "127.0.0.1"), theirs


def body_of(pair: tuple[Connection, socket.socket], request: bytes, *, ends: bool = True) -> bytes:
    """What the application reads of the request that the client sends, ending its side after it."""
    connection, client = pair
    client.sendall(request)
    if ends:
        client.shutdown(socket.SHUT_WR)
    head, _, begun = request.partition(b"\r\n\r\n")
    assert connection.receive() is not None
    assert connection.take_head(head + b"\r\n\r\n" + begun, CFG) is None
    assert connection.incoming is not None
    connection.incoming.read_from(connection.sock, Pace())
    return Input(connection.incoming).readall() or b""


def refusal(pair: tuple[Connection, socket.socket], request: bytes, *, ends: bool = True) -> str:
    with pytest.raises(Refused) as refused:
        body_of(pair, request, ends=ends)
    return refused.value.code


def test_a_head_in_single_bytes_is_a_request_with_its_last(pair: tuple[Connection, socket.socket]) -> None:
    connection, _ = pair
    for n, byte in enumerate(LENGTH_10):
        assert connection.incoming is None, LENGTH_10[:n]
        assert connection.take_head(bytes([byte]), CFG) is None
    assert connection.incoming is not None
    assert connection.incoming.content_length == 10


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (b"GET /livez\r\n", "bad_request"),
        (b"GET /livez HTTP/x\r\n", "bad_request"),
        (b"GET /livez HTTP/2.0\r\n", "http_version_not_supported"),
        (b"get it now HTTP/1.1\r\n", "bad_request"),
        (b"\x16\x03\x01\n", "bad_request"),
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n", "uri_too_long"),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 9000 + b"\r\n\r\n", "header_too_large"),
        (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 101 + b"\r\n", "header_too_large"),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 70_000, "header_too_large"),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", "bad_request"),
        (b"GET / HTTP/1.1\r\nExpect: cake\r\n\r\n", "expectation_failed"),
        (POST + b"Content-Length: ten\r\n\r\n", "bad_request"),
        (POST + b"Content-Length: -1\r\n\r\n", "bad_request"),
        (POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n", "bad_request"),
        (POST + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "bad_request"),
        (POST + b"Transfer-Encoding: br\r\n\r\n", "not_implemented"),
    ],
)
def test_what_is_no_request_is_a_problem_with_a_code(pair: tuple[Connection, socket.socket], head: bytes, code: str) -> None:
    found = pair[0].take_head(head, CFG)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("request_", [LENGTH_10 + b"0123456789", CHUNKED + b"4\r\n0123\r\n6\r\n456789\r\n0\r\n\r\n"])
def test_a_whole_body_is_read_to_its_end(pair: tuple[Connection, socket.socket], request_: bytes) -> None:
    assert body_of(pair, request_, ends=False) == b"0123456789"


@pytest.mark.parametrize(
    "request_",
    [
        LENGTH_10,
        LENGTH_10 + b"012345678",
        CHUNKED,
        CHUNKED + b"a\r\n0123",
        CHUNKED + b"a\r\n0123456789",
        CHUNKED + b"a\r\n0123456789\r\n",
        CHUNKED + b"a\r\n0123456789\r\n0\r\n",
        CHUNKED + b"a\r\n0123456789\r\n0\r\nX: y\r\n",
    ],
)
def test_a_body_that_breaks_off_is_never_taken_for_whole(pair: tuple[Connection, socket.socket], request_: bytes) -> None:
    assert refusal(pair, request_) == "request_timeout"


@pytest.mark.parametrize("chunk", [b"zz\r\n", b"-1\r\n", b"\r\n", b"3\r\n0123\r\n0\r\n\r\n", b"3;=\r\n012\r\n0\r\n\r\n"])
def test_a_broken_chunk_is_a_bad_request(pair: tuple[Connection, socket.socket], chunk: bytes) -> None:
    assert refusal(pair, CHUNKED + chunk, ends=False) == "bad_request"


@pytest.mark.parametrize("surplus", [b" and more", b"\r\n--b--\r\n", b"x", b"More"])
def test_a_body_longer_than_its_length_says_is_a_bad_request(pair: tuple[Connection, socket.socket], surplus: bytes) -> None:
    assert refusal(pair, LENGTH_10 + b"0123456789" + surplus, ends=False) == "bad_request"


@pytest.mark.parametrize("following", [b"", b"\r", b"\r\n", b"GE", b"GET / HTTP/1.1\r\n", b"\r\nPUT /x HTTP/1.1"])
def test_another_request_behind_a_body_is_left_for_later(pair: tuple[Connection, socket.socket], following: bytes) -> None:
    assert body_of(pair, LENGTH_10 + b"0123456789" + following, ends=False) == b"0123456789"
    assert pair[0].start_next() == following


def test_the_rest_of_a_refused_body_is_read_only_where_it_has_arrived() -> None:
    for body, settled in ((b"0123456789", True), (b"012", False)):
        incoming = Incoming(CFG, LENGTH_10 + body, ("127.0.0.1", 1), 1)
        assert incoming.settle() is settled


@given(st.lists(st.binary(min_size=1, max_size=20)), st.sampled_from([b"", b"X: y\r\n"]), st.data())
def test_the_end_of_chunks_is_found_with_the_last_byte_and_not_before(
    chunks: list[bytes], trailers: bytes, data: st.DataObject
) -> None:
    body = b"".join(b"%x\r\n%s\r\n" % (len(each), each) for each in chunks) + b"0\r\n" + trailers + b"\r\n"
    found = Chunks()
    arrived = 0
    while arrived < len(body):
        assert not found.end_in(body[:arrived])
        arrived = data.draw(st.integers(arrived + 1, len(body)))
    assert found.end_in(body)
    assert not found.broken


def test_a_pace_asks_for_a_kibibyte_a_second_over_half_a_minute() -> None:
    pace = Pace()
    for _ in range(29):
        pace.waited(1)
        pace.moved(1)
    assert pace.left_s == 1
    pace.moved(int(LEAST_BYTES_PER_S * WINDOW_S))
    assert pace.left_s == WINDOW_S


def test_a_megabyte_in_pieces_over_75_seconds_keeps_the_pace() -> None:
    pace = Pace()
    for _ in range(75):
        pace.waited(1)
        assert pace.left_s > 0
        pace.moved(1_000_000 // 75)
