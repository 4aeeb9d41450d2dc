"""PgBouncer in transaction mode before a PostgreSQL of the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.servers import PostgresServer, free_port

_PLACES = ("/usr/sbin", "/usr/bin")


def pgbouncer_program() -> Path:
    """Where PgBouncer is; installed where this user may. Skips where it is not to be had."""
    program = _found()
    if program is None and os.geteuid() == 0 and shutil.which("apt-get"):
        unattended = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update"], ["apt-get", "install", "--yes", "--no-install-recommends", "pgbouncer"]):
            subprocess.run(command, check=False, capture_output=True, env=unattended)
        program = _found()
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("PgBouncer is not installed, and this user may not install it")
        pytest.skip("needs PgBouncer (Debian: apt-get install pgbouncer)")
    return program


def _found() -> Path | None:
    on_path = shutil.which("pgbouncer")
    places = [Path(on_path)] if on_path else [Path(place) / "pgbouncer" for place in _PLACES]
    return next((place for place in places if place.exists()), None)


@contextmanager
def pooled(server: PostgresServer, *, servers: int = 2) -> Iterator[str]:
    """The URL of the server's database by way of a PgBouncer that has so few connections to share out, as it is shipped but
    for its mode."""
    program = pgbouncer_program()
    with tempfile.TemporaryDirectory(prefix="oncue-pooler-", dir="/tmp", ignore_cleanup_errors=True) as name:
        folder, port = Path(name), free_port()
        (folder / "users").write_text('"postgres" ""\n')
        (folder / "pgbouncer.ini").write_text(
            f"[databases]\noncue = host=127.0.0.1 port={server.port} user=postgres\n"
            f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = trust\n"
            f"auth_file = {folder / 'users'}\npool_mode = transaction\ndefault_pool_size = {servers}\n"
            "max_client_conn = 200\n"
        )
        if server.become:  # it refuses root, as PostgreSQL does
            folder.chmod(0o755)
        log = (folder / "log").open("wb")
        process = subprocess.Popen([*server.become, str(program), str(folder / "pgbouncer.ini")], stdout=log, stderr=log)
        try:
            url = f"postgresql://postgres@127.0.0.1:{port}/oncue"
            deadline = time.monotonic() + 30
            while True:
                try:
                    psycopg.connect(url, connect_timeout=2).close()
                    break
                except psycopg.OperationalError:
                    if time.monotonic() > deadline or process.poll() is not None:
                        raise RuntimeError((folder / "log").read_text(errors="replace")[-2000:]) from None
                    time.sleep(0.1)
            yield url
        finally:
            process.terminate()
            process.wait(30)
            log.close()
