"""Who edits: the API key that a request came with."""

from __future__ import annotations

from flask import g, request

from oncue.jobs.desk_model import Editor
from oncue.jobs.model import ApiKey

ANONYMOUS = "anonymous"
"""The name of everybody where the service asks for no keys."""


def editor() -> Editor:
    """Who sent this request."""
    key: ApiKey | None = g.get("key")
    return Editor(None, ANONYMOUS) if key is None else Editor(key.id, key.name)


def sender(tab: str) -> str:
    """What sent this request: somebody's tab or program, by the name that it gave itself, else by its address."""
    who = editor()
    return " ".join((who.id or who.name, tab or request.remote_addr or ""))
