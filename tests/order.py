"""In which order processes that share the tests, a file at a time, take them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

SLOWEST_FIRST = ("e2e", "contracts", "golden", "unit")
"""The folders of tests by the time that one of their files takes: one that came last would leave the others idle."""

WAITING = ("desk", "browser", "clients", "redis")
"""In the names of files of `e2e` whose tests wait more than they compute, for a browser or for clients that are slow."""


def ordered(items: Sequence[pytest.Item], tests: Path) -> list[pytest.Item]:
    """The tests by `SLOWEST_FIRST`, with files that wait spread evenly among those that compute: three that wait at once
    would leave the processors idle, three that compute at once would share them. `tests` is the folder of all."""
    order = spread(list(dict.fromkeys(item.path.relative_to(tests) for item in items)))
    places = {path: place for place, path in enumerate(order)}
    return sorted(items, key=lambda item: places[item.path.relative_to(tests)])


def spread(files: Sequence[Path]) -> list[Path]:
    """These files of tests, below the folder of all, in the order in which they are taken."""
    by_time = sorted(files, key=lambda file: SLOWEST_FIRST.index(file.parts[0]))
    slow = [file for file in by_time if file.parts[0] in SLOWEST_FIRST[:2]]
    waiting = [file for file in slow if file.parts[0] == "e2e" and any(word in file.name for word in WAITING)]
    computing = [file for file in slow if file not in waiting]
    places = [(n / len(computing), file) for n, file in enumerate(computing)]
    places += [(n / len(waiting), file) for n, file in enumerate(waiting)]
    return [file for _, file in sorted(places, key=lambda each: each[0])] + by_time[len(slow) :]
