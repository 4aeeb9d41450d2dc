"""From timed words to cues: `segment`, `cue_confidence`, and `limit_warnings` for what speech did not allow."""

from oncue.captions.segmentation.cue_confidence import cue_confidence
from oncue.captions.segmentation.cues import segment
from oncue.captions.segmentation.limit_report import limit_warnings

__all__ = ["cue_confidence", "limit_warnings", "segment"]
