"""Requests to a service, with every way in which one can fail as an error that says what to do."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase
from urllib3.exceptions import NewConnectionError

from oncue.cli.client.patience import Persistence, RetryableError
from oncue.cli.client.problems import ApiProblem, ServiceUnreachable, problem_of, unexpected

REQUEST_TIMEOUT_S = (10.0, 120.0)
"""Seconds to connect, and between two bytes of the answer."""

_PASSING_CODES = frozenset({"idempotency_in_progress"})
_PASSING_STATUSES = frozenset({408, 429, 502, 503, 504})
"""Statuses after which a request is tried again. 507 is not one: a full disk is for somebody to mend."""


class Http:
    """Requests to one service; safe from any thread. Raises `ApiProblem`, `ServiceUnreachable`."""

    def __init__(self, url: str, key: str | None, persistence: Persistence) -> None:
        self._url = url.rstrip("/")
        self._auth = _Key(key) if key else None
        self._persistence = persistence
        self._local = threading.local()

    @property
    def stopped(self) -> threading.Event:
        """The event that, once set, ends retries and breaks off uploads."""
        return self._persistence.stopped

    def json(self, send: Callable[[], requests.Response]) -> dict[str, Any]:
        """The JSON object in the first good answer."""
        response = self.answer(send)
        try:
            body = response.json()
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise unexpected(response)
        return body

    def answer(self, send: Callable[[], requests.Response]) -> requests.Response:
        """The first good answer, of as many tries as patience allows."""
        return self._persistence(lambda: self._once(send))

    def send(self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **more: Any) -> requests.Response:
        """Sends one request and reads the whole answer. Raises `requests.RequestException`."""
        return self._session().request(
            method,
            self._url + path,
            headers=headers,
            auth=self._auth,
            timeout=REQUEST_TIMEOUT_S,
            allow_redirects=False,
            **more,
        )

    def _session(self) -> requests.Session:
        if not hasattr(self._local, "session"):
            session = requests.Session()
            session.trust_env = not _is_loopback(self._url)  # a company's proxy does not know this machine's services
            self._local.session = session
        found: requests.Session = self._local.session
        return found

    def _once(self, send: Callable[[], requests.Response]) -> requests.Response:
        try:
            response = send()
        except requests.exceptions.SSLError as error:
            raise ServiceUnreachable(f"{self._url} does not speak TLS as it should: {_root(error)}.") from None
        except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError) as error:
            raise RetryableError(ServiceUnreachable(self._why(error))) from error
        except requests.RequestException as error:
            hint = "give one such as http://127.0.0.1:8000"
            raise ServiceUnreachable(f"{self._url} is not an address that can be asked ({error}): {hint}.") from None
        if response.status_code in range(200, 300):
            return response
        problem = self._moved(response) if response.is_redirect else problem_of(response)
        if problem.code in _PASSING_CODES or problem.status in _PASSING_STATUSES:
            raise RetryableError(problem, retry_after_s(response))
        raise problem

    def _why(self, error: requests.RequestException) -> str:
        if isinstance(error, requests.ConnectTimeout) or isinstance(_root(error), NewConnectionError):
            return f"Nothing answers at {self._url}. Start the service (`oncue serve`), or give its address: --url."
        if isinstance(error, requests.Timeout):
            return f"{self._url} has taken too long to answer. Look at the service's log."
        return f"The connection to {self._url} broke off. Is the service running?"

    def _moved(self, response: requests.Response) -> ApiProblem:
        where = response.headers.get("Location", "elsewhere")
        return ApiProblem("moved", f"{self._url} sends on to {where}. Give that address: --url.", response.status_code, {})


class _Key(AuthBase):
    """The API key of requests. As a plain header, requests would replace it by what a .netrc says."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._key}"
        return request


def retry_after_s(response: requests.Response) -> float:
    """The pause in seconds that the answer asks for, as a number or as a date; 0 where it asks for none."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError):
        return 0.0


def _root(error: requests.RequestException) -> object:
    """The error of urllib3 inside an error of requests."""
    inner = error.args[0] if error.args else error
    return getattr(inner, "reason", None) or inner


def _is_loopback(url: str) -> bool:
    host = ""
    try:
        host = urlsplit(url).hostname or ""
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
