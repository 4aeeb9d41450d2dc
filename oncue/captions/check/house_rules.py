"""A house's own rules, as it writes them in a TOML file: a built-in rule set with what differs."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from oncue.captions.check.character_sets import CHARACTER_SETS
from oncue.captions.check.codes import CHECK_CODES
from oncue.captions.check.finding import Rule, Severity
from oncue.captions.check.rule_set import RuleSet
from oncue.captions.check.rule_sets import rule_set
from oncue.captions.limits import with_limits
from oncue.errors import UsageError
from oncue.frame_rate import FRAME_RATES
from oncue.options.captions import CAPTION_OPTIONS, DEFAULT_PROFILE
from oncue.options.option import Option, ensure_number

LONGEST_HOUSE_RULES = 65_536
"""Bytes of a rules file."""

_OFF = "off"

HOUSE_LIMITS: Mapping[str, tuple[Option, str]] = MappingProxyType(
    {
        "max_lines": (CAPTION_OPTIONS["max_lines"], "too_many_lines"),
        "max_chars": (CAPTION_OPTIONS["max_chars"], "line_too_long"),
        "max_cps": (CAPTION_OPTIONS["max_cps"], "too_fast"),
        "max_wpm": (Option("Words a minute.", 1, 10_000, limit="max_wpm", name="max_wpm", kind=float), "too_fast"),
        "min_duration": (CAPTION_OPTIONS["min_duration"], "too_short"),
        "max_duration": (CAPTION_OPTIONS["max_duration"], "too_long"),
        "gap": (CAPTION_OPTIONS["gap"], "gap_too_small"),
        "flicker": (Option("Seconds.", 0, 10, limit="close_ms", name="flicker", kind=float), "gap_flickers"),
    }
)
"""The keys of the table `limits`, named and counted as the options of captions are, and the code that each is of."""

TOP_KEYS = ("name", "based_on", "frame_rate", "characters", "limits", "severity", "source")
"""The keys that a rules file may have outside its tables."""


def house_rules(data: bytes) -> RuleSet:
    """The rule set that a TOML file describes. Raises `UsageError` for what is no TOML, and for keys and values that are
    not known: a rule that is misspelt would never be kept."""
    given = _parsed(data)
    _ensure_known(given, TOP_KEYS, "")
    name = _text(given, "name", "house")
    base = rule_set(_text(given, "based_on", DEFAULT_PROFILE))
    limits, severities, sources = (_table(given, key) for key in ("limits", "severity", "source"))
    rate, characters = _text(given, "frame_rate", ""), _text(given, "characters", base.characters)
    _ensure_known(limits, HOUSE_LIMITS, "limits.")
    _ensure_known(severities, CHECK_CODES, "severity.")
    _ensure_known(sources, CHECK_CODES, "source.")
    if rate and rate not in FRAME_RATES:
        raise _wrong("frame_rate", rate, FRAME_RATES)
    if characters not in CHARACTER_SETS:
        raise _wrong("characters", characters, CHARACTER_SETS)
    rules = dict(base.rules)
    own = {"character_not_allowed"} if "characters" in given and characters != "any" else set()
    own |= {"off_frame"} if rate else set()
    for code in own | {HOUSE_LIMITS[key][1] for key in limits}:
        before = rules.get(code)
        rules[code] = Rule(before.severity if before else Severity.HARD, f"{name}: its own rules")
    for code, severity in severities.items():
        if severity not in (*Severity, _OFF):
            raise _wrong(f"severity.{code}", severity, (*Severity, _OFF))
        before = rules.pop(code, None)
        if severity != _OFF:
            rules[code] = Rule(Severity(severity), before.source if before else f"{name}: its own rules")
    for code in sources:
        if code in rules:
            rules[code] = replace(rules[code], source=_text(sources, code, "", "source."))
    return RuleSet(
        name=name,
        title=name,
        limits=with_limits(base.limits, **_limits(limits)),
        rules=MappingProxyType(rules),
        frame_rate=FRAME_RATES.get(rate) or base.frame_rate,
        characters=characters,
    )


def _parsed(data: bytes) -> dict[str, Any]:
    if len(data) > LONGEST_HOUSE_RULES:
        raise UsageError(f"A rules file has at most {LONGEST_HOUSE_RULES} bytes, this one has {len(data)}.", option="rules")
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        raise UsageError("The rules file is not UTF-8.", option="rules") from problem
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as problem:
        raise UsageError(f"The rules file is no TOML: {str(problem)[:200]}", option="rules") from problem


def _limits(given: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in given.items():
        option, _ = HOUSE_LIMITS[key]
        whole = option.kind is int
        ensure_number(f"limits.{key}", value, option.least, option.most, whole=whole)
        values[option.limit] = value if option.factor == 1 else round(value * option.factor)
    return values


def _table(given: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = given.get(key, {})
    if not isinstance(value, dict):
        raise UsageError(f"{key} in the rules file must be a table: [{key}].", option=key)
    return value


def _text(given: Mapping[str, Any], key: str, otherwise: str, path: str = "") -> str:
    value = given.get(key, otherwise)
    if not isinstance(value, str) or len(value) > 500:
        raise UsageError(f"{path}{key} in the rules file must be a text of 500 characters at most.", option=f"{path}{key}")
    return value


def _ensure_known(given: Mapping[str, Any], known: Mapping[str, Any] | tuple[str, ...], path: str) -> None:
    for key in given:
        if key not in known:
            raise UsageError(
                f"The rules file has an unknown key {path + key!r}; known are {', '.join(path + each for each in known)}.",
                option=path + key,
            )


def _wrong(key: str, value: object, known: Any) -> UsageError:
    return UsageError(f"{key} in the rules file cannot be {value!r}; known are {', '.join(known)}.", option=key)
