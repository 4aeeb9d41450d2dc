"""The rule sets that are built in: three houses, whose limits captions are written to, and two standards."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from oncue.captions.check.finding import Rule, Severity
from oncue.captions.check.rule_set import RuleSet
from oncue.captions.limits import PROFILES, CaptionLimits
from oncue.errors import UsageError
from oncue.options.captions import DEFAULT_PROFILE

_HARD, _SOFT = Severity.HARD, Severity.SOFT

_UNSEEN = " (from memory)"
"""Behind a source whose figure or section was not looked at when the rule was written down (docs/checking.md)."""

# What no house allows and no standard needs to say.
_ALWAYS: Mapping[str, Rule] = MappingProxyType(
    {
        "no_captions": Rule(_HARD, "Oncue: a caption file has captions"),
        "empty_cue": Rule(_HARD, "Oncue: a caption shows something"),
        "out_of_order": Rule(_HARD, "Oncue: captions come in the order in which they are shown"),
        "overlap": Rule(_HARD, "Oncue: one caption at a time"),
        "beyond_recording": Rule(_HARD, "Oncue: a caption ends with the recording"),
        "off_frame": Rule(_HARD, "Oncue: times on the frames that were asked for"),
        "control_character": Rule(_HARD, "Unicode 23.1; XML 1.0, 2.2: no control characters in text"),
    }
)

_NETFLIX_GENERAL = "Netflix Timed Text Style Guide, General Requirements"
_NETFLIX_ENGLISH = "Netflix Timed Text Style Guide, English, and the page of the language"
_NETFLIX_TIMING = "Netflix Subtitle Timing Guidelines"
_NETFLIX = {
    **_ALWAYS,
    "too_many_lines": Rule(_HARD, f"{_NETFLIX_GENERAL}, Line Treatment"),
    "line_too_long": Rule(_HARD, f"{_NETFLIX_ENGLISH}, Character Limitation"),
    "too_short": Rule(_HARD, f"{_NETFLIX_GENERAL}, Duration"),
    "too_long": Rule(_HARD, f"{_NETFLIX_GENERAL}, Duration"),
    "too_fast": Rule(_SOFT, f"{_NETFLIX_ENGLISH}, Reading Speed Limits{_UNSEEN}"),
    "gap_too_small": Rule(_SOFT, f"{_NETFLIX_TIMING}, Introduction: 2 frames at any rate"),
    "gap_flickers": Rule(_SOFT, f"{_NETFLIX_TIMING}, 1: gaps of up to half a second are closed"),
    "lonely_word": Rule(_SOFT, f"{_NETFLIX_GENERAL}, Line Treatment"),
    "weak_break": Rule(_SOFT, f"{_NETFLIX_GENERAL}, Line Treatment"),
    "speakers_undashed": Rule(_SOFT, f"{_NETFLIX_ENGLISH}, Dual Speakers"),
    "label_missing": Rule(_SOFT, f"{_NETFLIX_ENGLISH}, SDH: Speaker IDs{_UNSEEN}"),
}

_BBC_GUIDE = "BBC Subtitle Guidelines"
_BBC = {
    **_ALWAYS,
    "too_many_lines": Rule(_HARD, f"{_BBC_GUIDE}, 3.3"),
    "line_too_long": Rule(_HARD, f"{_BBC_GUIDE}, 3.1, the figure of teletext{_UNSEEN}"),
    "too_short": Rule(_HARD, f"{_BBC_GUIDE}, 4.1, the figure{_UNSEEN}"),
    "too_long": Rule(_HARD, f"{_NETFLIX_GENERAL}, Duration, where the BBC names no figure"),
    "too_fast": Rule(_SOFT, f"{_BBC_GUIDE}, 4.1"),
    "gap_flickers": Rule(_SOFT, f"{_BBC_GUIDE}, 4.5, the figure{_UNSEEN}"),
    "lonely_word": Rule(_SOFT, f"{_BBC_GUIDE}, 3.4"),
    "weak_break": Rule(_SOFT, f"{_BBC_GUIDE}, 3.4"),
    "speakers_undashed": Rule(_SOFT, f"{_BBC_GUIDE}, Identifying speakers"),
    "label_missing": Rule(_SOFT, f"{_BBC_GUIDE}, Identifying speakers"),
}

_DCMP_KEY, _DCMP_GUIDE = "DCMP Captioning Key", "DCMP Captioning Guidelines"
_DCMP = {
    **_ALWAYS,
    "too_many_lines": Rule(_HARD, f"{_DCMP_KEY}, Presentation{_UNSEEN}"),
    "line_too_long": Rule(_HARD, f"{_DCMP_GUIDE}, I.A.1(b)"),
    "too_short": Rule(_HARD, f"{_DCMP_GUIDE}, I.B.4"),
    "too_long": Rule(_HARD, f"{_DCMP_GUIDE}, I.B.1, of two full lines"),
    "too_fast": Rule(_SOFT, f"{_DCMP_GUIDE}, I.B.4"),
    "lonely_word": Rule(_SOFT, f"{_DCMP_KEY}, Line Division"),
    "weak_break": Rule(_SOFT, f"{_DCMP_KEY}, Line Division"),
    "speakers_undashed": Rule(_SOFT, f"{_DCMP_KEY}, Speaker Identification{_UNSEEN}"),
    "label_missing": Rule(_SOFT, f"{_DCMP_KEY}, Speaker Identification{_UNSEEN}"),
}

_EBU_TT_D = {
    **_ALWAYS,
    "empty_cue": Rule(_SOFT, _ALWAYS["empty_cue"].source),
    "control_character": Rule(_HARD, "EBU Tech 3380 (EBU-TT-D): an XML 1.0 document, 2.2 Characters"),
    "out_of_order": Rule(_SOFT, _ALWAYS["out_of_order"].source),
    "overlap": Rule(_SOFT, f"EBU Tech 3380 (EBU-TT-D): two at a time need regions apart{_UNSEEN}"),
}

_LINE_21 = "47 CFR 79.101"
_CEA_608 = {
    **_ALWAYS,
    "too_many_lines": Rule(_HARD, f"{_LINE_21} (d){_UNSEEN}"),
    "line_too_long": Rule(_HARD, f"{_LINE_21} (d){_UNSEEN}"),
    "overlap": Rule(_HARD, f"{_LINE_21} (f): one memory is on screen{_UNSEEN}"),
    "character_not_allowed": Rule(_HARD, f"CTA-608-E, 6.4.2, and 47 CFR 79.101 (g){_UNSEEN}"),
    "channel_too_slow": Rule(_HARD, f"{_LINE_21} (b) and 73.682 (a)(22): line 21 of field 1, two bytes a frame"),
}

_FOUR_ROWS_OF_32 = CaptionLimits(max_lines=4, max_chars=32, max_cps=None, gap_ms=0, close_ms=0)

RULE_SETS: Mapping[str, RuleSet] = MappingProxyType(
    {
        each.name: each
        for each in (
            RuleSet("netflix", "Netflix", PROFILES["netflix"], MappingProxyType(_NETFLIX)),
            RuleSet("bbc", "BBC", PROFILES["bbc"], MappingProxyType(_BBC)),
            RuleSet("dcmp", "DCMP", PROFILES["dcmp"], MappingProxyType(_DCMP)),
            RuleSet("ebu-tt-d", "EBU-TT-D", CaptionLimits(gap_ms=0, close_ms=0), MappingProxyType(_EBU_TT_D)),
            RuleSet("cea-608", "CEA-608", _FOUR_ROWS_OF_32, MappingProxyType(_CEA_608), characters="cea-608"),
        )
    }
)
"""The rule sets by the name that a person chooses."""


def rule_set(name: str = DEFAULT_PROFILE) -> RuleSet:
    """The built-in rule set of a name. Raises `UsageError` for an unknown one."""
    if (found := RULE_SETS.get(name)) is None:
        known = ", ".join(RULE_SETS)
        raise UsageError(f"There are no rules {name!r}; known are {known}, or a TOML file.", option="rules", value=name)
    return found
