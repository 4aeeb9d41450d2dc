"""Jobs as tests make them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import literal

from oncue.jobs.ids import new_id
from oncue.jobs.model import Claim, NewJob, Outcome, Upload
from oncue.jobs.store import SqlStore

TENANT = "default"

DONE = Outcome(alignment_key="jobs/x/1/alignment.json", duration_ms=5000, language="en", quality={"mean_confidence": 0.9})


def upload(key: str, name: str = "news.mp3") -> Upload:
    return Upload(key, name, 3, "00" * 32)


def new_job(**changes: Any) -> NewJob:
    """A job about nothing in particular."""
    job_id = changes.pop("id", None) or new_id("job")
    given: dict[str, Any] = {
        "id": job_id,
        "audio": upload(f"jobs/{job_id}/audio"),
        "transcript": upload(f"jobs/{job_id}/transcript/original", "news.txt"),
        "text_key": f"jobs/{job_id}/transcript/text",
        "fingerprint": "same",
    }
    return NewJob(**{**given, **changes})


def claimed(store: SqlStore) -> Claim:
    """The next claim, where there must be one."""
    claim = store.claim()
    assert claim is not None
    return claim


def later(store: SqlStore, seconds: float) -> None:
    """Turns the database's clock forward, for this store."""
    store.now = store.now + literal(int(seconds * 1000))
