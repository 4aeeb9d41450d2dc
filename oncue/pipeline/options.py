"""What a job may choose about its alignment."""

from __future__ import annotations

from dataclasses import dataclass, field

from oncue.audio.decode import DecodeLimits
from oncue.options.recognition import AUTO


@dataclass(frozen=True, slots=True)
class AlignOptions:
    """What a job may choose about its alignment; how captions look is chosen when they are rendered."""

    language: str | None = None
    """Any tag or name that `language_code` takes; None: detected from the text."""
    engine: str = AUTO
    model: str = AUTO
    min_coverage: float = 0.0
    """Share of the text and of the speech, 0..1, below which it is an error instead of captions with warnings."""
    limits: DecodeLimits = field(default_factory=DecodeLimits)
    threads: int = 0
    """Of the recogniser, and of the acoustic search; 0: one for each core."""
