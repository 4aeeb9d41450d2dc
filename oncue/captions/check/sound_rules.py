"""How closely captions are to keep to the sound: each house's figures, and where they are published.

Sources: Netflix, Timed Text Style Guide, Subtitle Timing Guidelines, section 1 (Timing to audio), which counts at 24 frames
a second; BBC Subtitle Guidelines, section 5.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from oncue.captions.check.rule_set import RuleSet
from oncue.captions.limits import CaptionLimits

FRAMES_IN = 2
"""Frames between the in-time and the first frame of sound that Netflix takes for on it."""

SHORT_OF_FIGURES_MS = 500
"""Milliseconds early or late where a house says that captions go with the speech and gives no figure: half a second, which
is what Netflix allows at the other end of a caption."""

_NETFLIX_RATE = Fraction(24)


@dataclass(frozen=True, slots=True)
class SoundRules:
    """The most that a caption may be away from its words, in milliseconds.

    It comes at most `early_ms` before and `late_ms` after the first word, and goes at most `early_out_ms` before and
    `after_ms` after the last one ends. Where `reads_on` is True it may stay longer, for as long as reading it takes by
    `limits`. `in_rule` and `out_rule` are the sources.
    """

    limits: CaptionLimits
    early_ms: int
    late_ms: int
    early_out_ms: int
    after_ms: int
    reads_on: bool
    in_rule: str
    out_rule: str


def sound_rules(rules: RuleSet, language: str = "en") -> SoundRules:
    """How closely captions in `language` are to keep to the sound by a rule set: its house's figures, or Netflix's where it
    has none. A frame is as long as the rule set's own, or a 24th of a second."""
    limits = rules.limits.in_language(language)
    frames_ms = round(FRAMES_IN * 1000 / (rules.frame_rate.rate if rules.frame_rate else _NETFLIX_RATE))
    if rules.name == "bbc":
        # "should not anticipate speech by more than 1.5 seconds or hang up on the screen for more than 1.5 seconds".
        source = "BBC Subtitle Guidelines, 5.2"
        return SoundRules(limits, 1500, SHORT_OF_FIGURES_MS, SHORT_OF_FIGURES_MS, limits.linger_ms, False, source, source)
    if rules.name == "dcmp":
        source = "DCMP Captioning Key, which has captions go with the speech and names no figure"
        wide = SHORT_OF_FIGURES_MS
        return SoundRules(limits, wide, wide, wide, limits.linger_ms, True, source, source)
    source = "Netflix Subtitle Timing Guidelines, 1"
    if rules.name != "netflix":
        source += f", where {rules.title} names no figure"
    return SoundRules(limits, frames_ms, frames_ms, frames_ms, SHORT_OF_FIGURES_MS, True, source, source)
