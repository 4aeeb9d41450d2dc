"""How many tests were skipped and why: told after each run, and in CI more than a few of them fail it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from typing import NoReturn

import pytest

MOST_IN_CI = 5
"""For what cannot exist on a machine, such as a file that root may not read."""

SHARED = "beside the repository"
"""In the reason of every test that wants recordings or pages which may not be published; any number of them is skipped."""


def reasons_of(reports: Sequence[pytest.TestReport | pytest.CollectReport]) -> Counter[str]:
    """How often each reason was given."""
    given = (report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr) for report in reports)
    return Counter(reason.removeprefix("Skipped: ") for reason in given)


def told(reasons: Counter[str]) -> list[str]:
    """Lines for people: the sum, then each reason with its count."""
    shared = sum(count for reason, count in reasons.items() if SHARED in reason)
    lines = [f"{reasons.total()} skipped: {shared} for what is not {SHARED}, {reasons.total() - shared} others"]
    return lines + [f"{count:5}  {reason}" for reason, count in reasons.most_common()]


def too_many(reasons: Counter[str]) -> bool:
    """Whether CI fails for it."""
    return sum(count for reason, count in reasons.items() if SHARED not in reason) > MOST_IN_CI


def skip_at_a_desk(reason: str) -> NoReturn:
    """Skips the test for what only was not installed; in CI, where everything can be, it fails."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
