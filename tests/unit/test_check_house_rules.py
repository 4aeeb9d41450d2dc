"""A house's own rules: what its file says holds, and what is misspelt or impossible is refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oncue.captions.check import RuleSet, Severity, check, house_rules, rule_set
from oncue.errors import UsageError
from tests.unit.broken_captions import CLEAN, END_MS, cue

_HOUSE = """
name = "Channel Nine"
based_on = "bbc"
frame_rate = "25"
characters = "teletext"
[limits]
max_lines = 1
max_chars = 30
max_cps = 12
min_duration = 1.2
flicker = 0.8
[severity]
too_fast = "hard"
lonely_word = "off"
[source]
too_fast = "Style guide, 4.2"
"""


def test_a_house_says_what_differs_and_the_rest_is_as_in_the_rules_it_builds_on() -> None:
    rules = house_rules(_HOUSE.encode())
    assert (rules.title, rules.frame_rate and rules.frame_rate.name, rules.characters) == ("Channel Nine", "25", "teletext")
    limits = rules.limits
    assert (limits.max_lines, limits.max_chars, limits.max_cps, limits.max_wpm) == (1, 30, 12, None)
    assert (limits.min_duration_ms, limits.max_duration_ms, limits.close_ms, limits.gap_ms) == (1200, 7000, 800, 0)
    assert (rules.rules["too_fast"].severity, rules.rules["too_fast"].source) == (Severity.HARD, "Style guide, 4.2")
    assert "lonely_word" not in rules.rules
    assert rules.rules["weak_break"] == rule_set("bbc").rules["weak_break"]
    found = check([cue(1000, 2000, "Цена: 20 € — это много", "для всех нас.")], rules, language="ru")
    assert {each.code for each in found} == {"too_many_lines", "too_short", "too_fast", "character_not_allowed"}
    assert all("Channel Nine" in each.rule or each.rule == "Style guide, 4.2" for each in found)


def test_an_empty_file_is_the_default_rules() -> None:
    assert check(CLEAN, house_rules(b""), end_ms=END_MS) == ()
    assert house_rules(b"").rules == rule_set("netflix").rules


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("max_chars = 37", "unknown key 'max_chars'"),
        ("[limits]\nmax_char = 37", "unknown key 'limits.max_char'"),
        ("[limits]\nmax_chars = 5", "limits.max_chars must be a whole number from 8 to 200"),
        ("[limits]\nmax_chars = '37'", "limits.max_chars must be"),
        ("[limits]\nmax_cps = nan", "limits.max_cps must be"),
        ("[limits]\nmin_duration = 8\nmax_duration = 7", "must not exceed"),
        ("limits = 3", "limits in the rules file must be a table"),
        ("[severity]\ntoo_fsat = 'hard'", "unknown key 'severity.too_fsat'"),
        ("[severity]\ntoo_fast = 'bad'", "severity.too_fast in the rules file cannot be 'bad'"),
        ("[severity]\ntoo_fast = ['hard']", "severity.too_fast"),
        ("[source]\ntoo_fast = 3", "source.too_fast in the rules file must be a text"),
        ("based_on = 'itv'", "There are no rules 'itv'"),
        ("frame_rate = '26'", "frame_rate in the rules file cannot be '26'"),
        ("frame_rate = 25", "frame_rate in the rules file must be a text"),
        ("characters = 'latin'", "characters in the rules file cannot be 'latin'"),
        ("name = ", "no TOML"),
        ("a = " + "[" * 30_000, "no TOML"),
        ("#" * 70_000, "at most 65536 bytes"),
        ("name = '\udcff'", "not UTF-8"),
    ],
)
def test_what_is_misspelt_or_impossible_is_refused(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        house_rules(text.encode("utf-8", "surrogateescape"))


@given(st.binary(max_size=200) | st.text(alphabet="[]limtsevry_=.'\"\n0123456789#", max_size=200).map(str.encode))
@settings(max_examples=50)
def test_any_file_gives_rules_or_a_usage_error(data: bytes) -> None:
    try:
        found = house_rules(data)
    except UsageError:
        return
    assert isinstance(found, RuleSet)
