"""Idempotency keys made from content: the same files and options give the same job, however often they are sent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def file_sha256(path: Path) -> str:
    """Of a file's content, as hex, read a piece at a time. Raises `OSError`."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def content_key(audio: Path, transcript: Path, options: Mapping[str, Any], scope: str = "") -> str:
    """The idempotency key of a submission; `scope` keeps the same content in two batches apart. Raises `OSError`."""
    told = [file_sha256(audio), file_sha256(transcript), dict(options), scope]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
