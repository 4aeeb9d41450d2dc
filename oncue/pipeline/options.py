"""The options of an alignment."""

from __future__ import annotations

from dataclasses import dataclass, field

from oncue.audio.decode import DecodeLimits
from oncue.options.hardware import Hardware
from oncue.options.recognition import AUTO, LISTEN_ALL, Listen


@dataclass(frozen=True, slots=True)
class AlignOptions:
    """The options of an alignment. How captions look is chosen when they are rendered."""

    language: str | None = None
    """Any tag or name that `language_code` takes; None: detected from the text."""
    engine: str = AUTO
    model: str = AUTO
    listen: Listen = LISTEN_ALL
    """Whether Whisper hears every window, or only those where the sound does not confirm the published text."""
    min_coverage: float = 0.0
    """Share of the text and of the speech, 0..1, below which it is an error instead of captions with warnings."""
    track: str | None = None
    """The sound track: its number, counted from 1, or its language; None: by the transcript's language, flags and order."""
    channel: str | None = None
    """What to take of it, as `oncue/audio/channels.py` names it; None: what is right by what is heard in each."""
    limits: DecodeLimits = field(default_factory=DecodeLimits)
    hardware: Hardware = field(default_factory=Hardware)
    """What Whisper runs on."""
    threads: int = 0
    """Threads of the recogniser, and of the acoustic search; 0: one for each core."""
