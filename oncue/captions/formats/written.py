"""`Written`: a caption file, and what of the captions it cannot hold."""

from __future__ import annotations

from dataclasses import dataclass

from oncue.captions.limits import CaptionOptions


@dataclass(frozen=True, slots=True)
class Written:
    """A whole file. `lost` says what was asked for or is in the captions and is not in it: sentences for a person, each
    beginning with a stable code and a colon (`word_times`, `braces`)."""

    data: bytes
    lost: tuple[str, ...] = ()


def no_word_times(options: CaptionOptions) -> tuple[str, ...]:
    """What is lost in a format that has no times inside a caption."""
    return ("word_times: this format has no times inside a caption.",) if options.words else ()
