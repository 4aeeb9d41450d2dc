"""Idempotency keys from content: the same files and options give the same job, however often they are sent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Content:
    """The SHA-256 of a recording and of its transcript, in hex."""

    audio_sha256: str
    transcript_sha256: str

    def key(self, options: Mapping[str, Any], scope: str = "") -> str:
        """The idempotency key of its submission; `scope` keeps the same content in two batches apart."""
        told = [self.audio_sha256, self.transcript_sha256, dict(options), scope]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def content_of(audio: Path, transcript: Path) -> Content:
    """The hashes of two files, which are read a piece at a time. Raises `OSError`."""
    return Content(_sha256(audio), _sha256(transcript))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
