"""A PostgreSQL server of one's own, on loopback, for tests and measurements."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from scripts.serving import free_port


class PostgresImpossible(Exception):
    """There is no such server here, or this user cannot run it."""


@dataclass(slots=True)
class PostgresServer:
    """A server on loopback with a database `oncue`. `stop` and `start` are what an administrator does to it."""

    programs: Path
    folder: Path
    port: int
    become: Sequence[str]
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return self.url_of("oncue")

    def url_of(self, database: str) -> str:
        """The URL of a database of the server."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Starts the server and returns when it answers."""
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
        """Stops the server fast: its connections are ended."""
        stop = [*self.become, str(self.programs / "pg_ctl"), "stop", "-D", str(self.folder / "data"), "-m", "fast"]
        subprocess.run(stop, check=False, capture_output=True, cwd=self.folder)
        if self.process is not None:
            self.process.wait(30)
            self.process = None


def installed_programs() -> Path:
    """The folder of `initdb` and `postgres`, on PATH or where Debian puts them. Raises `PostgresImpossible`."""
    on_path = shutil.which("initdb")
    found = [Path(on_path)] if on_path else sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    if not found:
        raise PostgresImpossible("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    return found[0].resolve().parent


@contextmanager
def postgres_server(programs: Path) -> Iterator[PostgresServer]:
    """A context manager with a running server, its data in a temporary folder, and an empty database `oncue`.

    `programs` is the folder of `initdb` and `postgres`. Raises `PostgresImpossible`.
    """
    with tempfile.TemporaryDirectory(prefix="oncue-pg-", dir="/tmp", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        become: list[str] = []
        if os.geteuid() == 0:  # the server refuses root
            user = next(user for user in ("postgres", "nobody") if _exists(user))
            shutil.chown(folder, user)
            become = ["setpriv", f"--reuid={user}", f"--regid={pwd.getpwnam(user).pw_gid}", "--clear-groups"]
        elif os.geteuid() not in {user.pw_uid for user in pwd.getpwall()}:
            raise PostgresImpossible("PostgreSQL does not run as a user without a name")
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
