"""Who edits: the API key that a request came with."""

from __future__ import annotations

from flask import g

from oncue.jobs.desk_model import Editor
from oncue.jobs.model import ApiKey

ANONYMOUS = "anonymous"
"""The name of everybody where the service asks for no keys."""


def editor() -> Editor:
    """Who sent this request."""
    key: ApiKey | None = g.get("key")
    return Editor(None, ANONYMOUS) if key is None else Editor(key.id, key.name)
