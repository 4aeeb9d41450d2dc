"""A desk over the API as tests use it: a job with captions, and edits of it."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

from tests.api import Api, api_of

_EDITS = count(1)


def desk_api(folder: Path, **settings: Any) -> tuple[Api, str]:
    """The API, and the path of the desk of a job with captions."""
    api = api_of(folder, **settings)
    job_id = api.submit().json["id"]
    api.complete(job_id)
    here = f"/v1/jobs/{job_id}"
    assert api.client.post(f"{here}/desk").status_code == 202
    return api, here


def replaced(word: str, text: str) -> dict[str, Any]:
    """An op that puts another text in a word's place."""
    return {"op": "replace", "from": word, "to": word, "text": text}


def edit(api: Api, here: str, seen: int, *ops: dict[str, Any], edit_id: str = "", **headers: str) -> Any:
    """The answer to an edit that was made on revision `seen`."""
    body = {"edit_id": edit_id or f"edit-{next(_EDITS):06}", "ops": list(ops)}
    return api.client.post(f"{here}/desk/edits", json=body, headers={"If-Match": f'"{seen}"', **headers})


def shown(api: Api, here: str, rev: str | int | None = None, suffix: str = "txt") -> str:
    """The captions of a revision, on one line."""
    asked = api.client.get(f"{here}/captions.{suffix}" + ("" if rev is None else f"?rev={rev}"))
    assert asked.status_code == 200, asked.json
    return " ".join(asked.text.split())
