"""Ids of jobs, batches and claims: random, so that none can be guessed, with a prefix that says what it is."""

from __future__ import annotations

import re
import secrets

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no letter that looks like another
_LENGTH = 20  # 100 bits

ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""The form of an id. Text of another form is never looked up."""


EDIT_ID = r"^[A-Za-z0-9_-]{8,64}$"
"""The form of an edit's id of its sender's choice, as JSON Schema has it."""


def own_edit_id(*parts: object) -> str:
    """The id of an edit that the service makes by itself, of these parts: it has colons, so that no sender has it."""
    return ":".join(map(str, parts))


def new_id(kind: str) -> str:
    """A new id such as `job_3v9k...`: letters and digits only, safe in a URL and as a file's name."""
    return f"{kind}_" + "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
