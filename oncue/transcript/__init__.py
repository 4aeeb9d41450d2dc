"""Understanding a published page: from the bytes a station put online to tokens that may or may not be speech."""

from __future__ import annotations

from oncue.transcript.read import DEFAULT_LIMITS, read_transcript
from oncue.transcript.size_limits import SizeLimits

__all__ = ["DEFAULT_LIMITS", "SizeLimits", "read_transcript"]
