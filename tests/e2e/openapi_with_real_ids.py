"""Hooks of schemathesis: half of the calls are about jobs and batches that exist (REAL_JOBS, REAL_BATCHES)."""

from __future__ import annotations

import os
from typing import Any

import schemathesis

_REAL = {"job_id": os.environ["REAL_JOBS"].split(","), "batch_id": os.environ["REAL_BATCHES"].split(",")}
_OFTEN = {**_REAL, "suffix": ["srt", "vtt", "json", "txt"]}


@schemathesis.hook
def before_load_schema(_context: Any, schema: dict[str, Any]) -> None:
    """Has each id be one that is there as often as any other that its description allows."""
    for name, path in schema["paths"].items():
        often = {**_OFTEN, "suffix": ["html", "csv", "docx"]} if "departures" in name else _OFTEN
        for operation in path.values():
            for parameter in operation.get("parameters", ()):
                if parameter["name"] in often:
                    there = {"type": "string", "enum": often[parameter["name"]]}
                    parameter["schema"] = {"anyOf": [there, parameter["schema"]]}
                if parameter["name"] == "wait":
                    parameter["schema"] = {"type": "number", "minimum": 0, "maximum": 0.1}
