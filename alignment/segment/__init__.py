"""From timed words to cues: `segment`, `cue_confidence`, and `limit_warnings` for what speech did not allow."""

from alignment.segment.certainty import cue_confidence
from alignment.segment.cues import segment
from alignment.segment.report import limit_warnings

__all__ = ["cue_confidence", "limit_warnings", "segment"]
