"""The line before a desk: one edit at a time, in turns between those who send, and refused where too many wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from service.desk_lines import DeskLines
from service.problems import Refused


@contextmanager
def waiting(lines: DeskLines, *people: str) -> Iterator[list[str]]:
    """Edits of these people, in this order, behind one that is being made; after the block, the order in which they were."""
    made: list[str] = []
    threads = []

    def edit(who: str) -> None:
        with lines.turn("job", who):
            made.append(who)

    with lines.turn("job", "first"):
        for number, who in enumerate(people):
            threads.append(threading.Thread(target=edit, args=(who,)))
            threads[-1].start()
            until(lambda number=number: count(lines) == number + 1)  # type: ignore[misc]
        yield made
    for thread in threads:
        thread.join(10)


def count(lines: DeskLines) -> int:
    return lines._lines["job"].count


def until(found: Callable[[], bool]) -> None:
    ends = time.monotonic() + 10
    while not found():
        assert time.monotonic() < ends
        time.sleep(0.001)


def test_people_take_turns_whoever_sends_more() -> None:
    lines = DeskLines()
    with waiting(lines, "Ann", "Ann", "Ann", "Bert", "Ann", "Cleo", "Bert") as made:
        assert made == [], "one at a time"
    assert made == ["Ann", "Bert", "Cleo", "Ann", "Bert", "Ann", "Ann"]
    with lines.turn("job", "Ann"), lines.turn("another", "Ann"):
        pass


def test_whoever_has_too_many_waiting_is_refused_and_others_are_not() -> None:
    lines = DeskLines(waiting=4, of_one=2)
    with waiting(lines, "Ann", "Ann", "Bert") as made:
        with pytest.raises(Refused) as refused, lines.turn("job", "Ann"):
            pass
        assert refused.value.code == "rate_limited"
    assert made == ["Ann", "Bert", "Ann"]
    with waiting(lines, "Ann", "Ann", "Bert", "Bert"), pytest.raises(Refused), lines.turn("job", "Cleo"):
        pass


def test_who_waits_too_long_is_refused_and_leaves_the_line() -> None:
    lines = DeskLines(patience_s=0.01)
    with lines.turn("job", "Ann"):
        with pytest.raises(Refused), lines.turn("job", "Bert"):
            pass
        assert count(lines) == 0
    with lines.turn("job", "Bert"):
        pass


def test_an_edit_that_fails_lets_the_next_one_in() -> None:
    lines = DeskLines()
    with pytest.raises(ZeroDivisionError), lines.turn("job", "Ann"):
        _ = 1 / 0
    with lines.turn("job", "Bert"):
        pass
