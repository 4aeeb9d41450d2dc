"""What a desk's page needs to go from frame to frame of the video, and to write times as time codes of the programme."""

from __future__ import annotations

from typing import Any

from oncue.captions.limits import CaptionOptions
from oncue.frame_rate import FRAME_RATES


def frames_json(options: CaptionOptions) -> dict[str, Any]:
    """The frame rate that the job's captions are written with (None: none was chosen), all that there are, and where the
    recording begins on the programme's clock. Frame `n` begins `n * denominator / numerator` seconds after the clock's 0."""
    return {
        "frame_rate": None if options.frame_rate is None else options.frame_rate.name,
        "frame_rates": [
            {
                "name": each.name,
                "rate": [each.rate.numerator, each.rate.denominator],
                "counted": each.counted,
                "drop": each.drop,
            }
            for each in FRAME_RATES.values()
        ],
        "offset_ms": options.offset_ms,
    }
