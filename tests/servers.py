"""Real servers for tests: PostgreSQL and S3, started once, ended by the handle that started them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.postgres_server import PostgresImpossible, PostgresServer
from scripts.postgres_server import postgres_server as server_of
from scripts.serving import free_port
from tests.debian import wanted_program
from tests.skips import skip_at_a_desk

__all__ = ["PostgresServer", "S3Server", "free_port", "postgres_server", "s3_server"]


def postgres_programs() -> Path:
    """Where PostgreSQL's server programs are; installed where this user may. Skips where they are not to be had."""
    return wanted_program("initdb").resolve().parent


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """As `scripts.postgres_server` has it; skips where it is not to be had."""
    try:
        with server_of(postgres_programs()) as server:
            yield server
    except PostgresImpossible as error:
        skip_at_a_desk(str(error))


@dataclass(frozen=True, slots=True)
class S3Server:
    """An S3 on loopback with an empty bucket."""

    endpoint_url: str
    bucket: str


@contextmanager
def s3_server() -> Iterator[S3Server]:
    """moto's server, over a real socket; the credentials that clients need are in the environment for the block."""
    from moto.server import ThreadedMotoServer

    kept = {name: os.environ.get(name) for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION")}
    os.environ.update(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", AWS_DEFAULT_REGION="us-east-1")
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield S3Server(f"http://{host}:{port}", "captions")
    finally:
        server.stop()
        for name, value in kept.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
