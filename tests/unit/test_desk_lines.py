"""The line before a desk: one edit at a time, in turns between those who send, and refused where too many wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import product

import pytest
from flask import Flask, g

from oncue.jobs.model import ApiKey
from service.desk_lines import DeskLines
from service.editor import sender
from service.problems import Refused

ANN = ApiKey("key_ann", "Ann", "default", 0, None, "admin")


@contextmanager
def waiting(lines: DeskLines, *people: str) -> Iterator[list[str]]:
    """Edits of these people, in this order, behind one that is being made; after the block, the order in which they were."""
    made: list[str] = []
    threads = []

    with lines.turn("job", "first"):
        for number, who in enumerate(people):
            threads.append(threading.Thread(target=edit_of, args=(lines, who, made)))
            threads[-1].start()
            until(lambda number=number: count(lines) == number + 1)  # type: ignore[misc]
        yield made
    for thread in threads:
        thread.join(10)


def edit_of(lines: DeskLines, who: str, made: list[str]) -> None:
    with suppress(Refused), lines.turn("job", who):
        made.append(who)


def count(lines: DeskLines) -> int:
    return lines._lines["job"].count


def until(found: Callable[[], bool]) -> None:
    ends = time.monotonic() + 60
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


def test_one_alone_may_fill_the_line_and_makes_room_for_others_up_to_their_share() -> None:
    lines = DeskLines(waiting=4)
    with waiting(lines, "Ann", "Ann", "Ann", "Ann") as made:
        with pytest.raises(Refused) as refused, lines.turn("job", "Ann"):
            pass
        assert refused.value.code == "rate_limited"
        others = [threading.Thread(target=edit_of, args=(lines, "Bert", made)) for _ in range(2)]
        for place, thread in enumerate(others, 1):
            thread.start()
            until(lambda place=place: len(lines._lines["job"].waiting.get("Bert", ())) == place)  # type: ignore[misc]
        assert count(lines) == 4
        for who in ("Ann", "Bert"):
            with pytest.raises(Refused), lines.turn("job", who):
                pass
    for thread in others:
        thread.join(10)
    assert made == ["Ann", "Bert", "Ann", "Bert"]


def test_many_who_send_one_each_fill_the_line_for_all() -> None:
    lines = DeskLines(waiting=2)
    with waiting(lines, "Ann", "Bert"), pytest.raises(Refused), lines.turn("job", "Cleo"):
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


def test_a_sender_is_a_keys_tab_or_an_address() -> None:
    app = Flask("senders")
    known: list[str] = []
    for key, address, tab in product((None, ANN), ("192.0.2.1", "192.0.2.2"), ("", "tab-one")):
        with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
            g.key = key
            known.append(sender(tab))
    assert known[1] == known[3], "a tab is the same from wherever it comes"
    assert len(set(known)) == 6
