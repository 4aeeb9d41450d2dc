"""Hooks of schemathesis: calls are about jobs and batches that exist (REAL_JOBS, REAL_BATCHES), not about made-up ids."""

from __future__ import annotations

import os
from typing import Any

import schemathesis

_REAL = {"job_id": os.environ["REAL_JOBS"].split(","), "batch_id": os.environ["REAL_BATCHES"].split(",")}


@schemathesis.hook
def before_load_schema(_context: Any, schema: dict[str, Any]) -> None:
    """Narrows each id to those that are there."""
    for name, path in schema["paths"].items():
        for operation in path.values():
            for parameter in operation.get("parameters", ()):
                if parameter["name"] in _REAL:
                    parameter["schema"] = {"type": "string", "enum": _REAL[parameter["name"]]}
                if parameter["name"] == "wait":
                    parameter["schema"] = {"type": "number", "minimum": 0, "maximum": 0.1}
                if parameter["name"] == "suffix":
                    known = ["html", "csv", "docx"] if "departures" in name else ["srt", "vtt", "json", "txt"]
                    parameter["schema"] = {"type": "string", "enum": known}
