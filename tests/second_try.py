"""Which tests are tried once more when they fail, and what is told of those that needed it.

A browser or another process may be late on a busy machine, and no change of ours is to wait for that; it is told, with what
failed at first, so that it is mended. What runs in one process has no such excuse.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

TRIED_TWICE = "e2e"
"""The folder of the tests that drive a browser or several processes."""

MOST_IN_CI = 3
"""Tests that may need their second try in one run: more are no machine that was busy for a moment."""

HUNG = "from pytest-timeout"
"""What is said of a test that was ended for the time it took: both tries share that, and nothing would end the second."""


def allow_second_try(items: Sequence[pytest.Item]) -> None:
    """Marks those of `items` that are tried once more when they fail."""
    for item in items:
        if item.path.parent.name == TRIED_TWICE:
            item.add_marker(pytest.mark.flaky(reruns=1, rerun_except=HUNG))


def is_second_try(item: pytest.Item) -> bool:
    """Whether the test has failed once already."""
    return bool(getattr(item, "execution_count", 1) > 1)


def needed_second_try(stats: Mapping[str, Sequence[pytest.TestReport]]) -> dict[str, str]:
    """The tests that failed once and went through then, each with what failed, from a terminal reporter's `stats`."""
    failed_at_last = {report.nodeid for kind in ("failed", "error") for report in stats.get(kind, ())}
    tried = {report.nodeid: report.longreprtext for report in stats.get("rerun", ())}
    return {test: failure for test, failure in tried.items() if test not in failed_at_last}
