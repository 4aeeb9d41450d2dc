"""From timed words to cues: `segment`, and `limit_warnings` for what speech did not allow."""

from alignment.segment.cues import segment
from alignment.segment.report import limit_warnings

__all__ = ["limit_warnings", "segment"]
