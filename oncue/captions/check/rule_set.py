"""`RuleSet`: the rules of one house or one standard, with the limits that captions are written for, too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from oncue.captions.check.finding import Rule
from oncue.captions.limits import CaptionLimits
from oncue.frame_rate import FrameRate


@dataclass(frozen=True, slots=True)
class RuleSet:
    """What is judged, by code; a code that `rules` lacks is not. `limits` are before the language is known.

    `frame_rate` is what times must be on the frames of, None where that is free. `characters` names a set of
    `CHARACTER_SETS`.
    """

    name: str
    title: str
    limits: CaptionLimits
    rules: Mapping[str, Rule]
    frame_rate: FrameRate | None = None
    characters: str = "any"
