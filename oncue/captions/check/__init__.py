"""Checks captions against the rules of those who order them. A rule that is broken is a `Finding`."""

from oncue.captions.check.codes import CHECK_CODES, Code
from oncue.captions.check.examine import check
from oncue.captions.check.finding import Finding, Rule, Severity, in_order, is_broken
from oncue.captions.check.house_rules import house_rules
from oncue.captions.check.mend import mended
from oncue.captions.check.report import CheckReport
from oncue.captions.check.rule_set import RuleSet
from oncue.captions.check.rule_sets import RULE_SETS, rule_set

__all__ = [
    "CHECK_CODES",
    "RULE_SETS",
    "CheckReport",
    "Code",
    "Finding",
    "Rule",
    "RuleSet",
    "Severity",
    "check",
    "house_rules",
    "in_order",
    "is_broken",
    "mended",
    "rule_set",
]
