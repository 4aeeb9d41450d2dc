"""Checks captions against the rules of those who order them. A rule that is broken is a `Finding`."""

from oncue.captions.check.finding import Finding, Rule, Severity, in_order, is_broken

__all__ = ["Finding", "Rule", "Severity", "in_order", "is_broken"]
