"""Real servers for tests: PostgreSQL and S3, started once, ended by the handle that started them."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.debian import debian_program
from tests.skips import skip_at_a_desk


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True)
class PostgresServer:
    """A server on loopback with a database `oncue`; `stop` and `start` are what an administrator does to it."""

    programs: Path
    folder: Path
    port: int
    become: Sequence[str]
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return self.url_of("oncue")

    def url_of(self, database: str) -> str:
        """Where a database of the server is."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Returns when it answers."""
        options = ["-p", str(self.port), "-k", str(self.folder), "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]
        command = [*self.become, str(self.programs / "postgres"), "-D", str(self.folder / "data"), *options]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder)
        deadline = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(self.url_of("postgres"), connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise RuntimeError((self.folder / "log").read_text(errors="replace")[-2000:]) from None
                time.sleep(0.1)

    def stop(self) -> None:
        """Fast: connections are ended."""
        stop = [*self.become, str(self.programs / "pg_ctl"), "stop", "-D", str(self.folder / "data"), "-m", "fast"]
        subprocess.run(stop, check=False, capture_output=True, cwd=self.folder)
        if self.process is not None:
            self.process.wait(30)
            self.process = None


def postgres_programs() -> Path:
    """Where PostgreSQL's server programs are; installed where this user may. Skips where they are not to be had."""
    return debian_program("initdb").resolve().parent


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A running server with its data in a temporary folder, and an empty database `oncue`."""
    programs = postgres_programs()
    with tempfile.TemporaryDirectory(prefix="oncue-pg-", dir="/tmp", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        become: list[str] = []
        if os.geteuid() == 0:  # the server refuses root
            user = next(user for user in ("postgres", "nobody") if _exists(user))
            shutil.chown(folder, user)
            become = ["setpriv", f"--reuid={user}", f"--regid={pwd.getpwnam(user).pw_gid}", "--clear-groups"]
        elif os.geteuid() not in {user.pw_uid for user in pwd.getpwall()}:
            skip_at_a_desk("needs PostgreSQL, which does not run as a user without a name")
        init = [*become, str(programs / "initdb"), "-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        subprocess.run([*init, "--no-sync"], check=True, capture_output=True, cwd=folder)
        server = PostgresServer(programs, folder, free_port(), become)
        server.start()
        try:
            with psycopg.connect(server.url_of("postgres"), autocommit=True) as connection:
                connection.execute("CREATE DATABASE oncue")
            yield server
        finally:
            server.stop()


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


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
