"""Asking the service whether it takes jobs yet."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from oncue.cli.supervise.readiness import Readiness
from tests.servers import free_port


class Service(HTTPServer):
    """Answers 503 until told that it is ready."""

    ready = False


class Answers(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        self.send_response(200 if self.server.ready and self.path == "/readyz" else 503)
        self.end_headers()
        self.wfile.write(b'{"checks": {"disk":\n "only 7 bytes are free"}}')

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def service() -> Iterator[Service]:
    with Service(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_it_is_ready_when_it_says_so(service: Service) -> None:
    readiness = Readiness(f"http://127.0.0.1:{service.server_port}/")
    assert not readiness.reached()
    service.ready = True
    assert readiness.reached()


def test_a_proxy_for_the_outer_world_is_not_asked(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    service.ready = True
    assert Readiness(f"http://127.0.0.1:{service.server_port}/").reached()


def test_what_is_missing_is_logged_once_when_it_takes_long(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    readiness = Readiness(f"http://127.0.0.1:{service.server_port}/", patience_s=0)
    readiness.reached()
    readiness.reached()
    assert [(each.levelname, each.getMessage()) for each in caplog.records if each.name.startswith("oncue")] == [
        ("WARNING", 'not ready yet, still trying: {"checks": {"disk": "only 7 bytes are free"}}')
    ]


def test_an_api_that_does_not_answer_is_said_to(caplog: pytest.LogCaptureFixture) -> None:
    assert not Readiness(f"http://127.0.0.1:{free_port()}/", patience_s=0).reached()
    assert "the API does not answer yet" in caplog.text
