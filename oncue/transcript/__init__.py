"""Understanding a published page: from the bytes a station put online to tokens that may or may not be speech."""

from __future__ import annotations

from oncue.transcript.read import DEFAULT_MAX_BYTES, read_transcript

__all__ = ["DEFAULT_MAX_BYTES", "read_transcript"]
