"""Waits until the service takes jobs, and says what it lacks where that takes long."""

from __future__ import annotations

import logging
import time

import requests

READY_PATIENCE_S = 30.0
"""Seconds after which what is missing is said, once. A start takes three on two cores."""

PROBE_TIMEOUT_S = 2.0

_log = logging.getLogger(__name__)


class Readiness:
    """Asks `/readyz` at `url`, which ends with a slash."""

    def __init__(self, url: str, patience_s: float = READY_PATIENCE_S) -> None:
        self._url = f"{url}readyz"
        self._http = requests.Session()
        self._http.trust_env = False  # else a proxy for the outer world would be asked for this machine
        self._speaks_at = time.monotonic() + patience_s

    def reached(self) -> bool:
        """True where it is ready now. Where that takes long, the reason is logged, once."""
        try:
            answer = self._http.get(self._url, timeout=PROBE_TIMEOUT_S)
        except requests.RequestException:
            state = "the API does not answer yet"
        else:
            if answer.status_code == 200:
                return True
            state = " ".join(answer.text.split())
        if time.monotonic() >= self._speaks_at:
            self._speaks_at = float("inf")
            _log.warning("not ready yet, still trying: %s", state)
        return False
