"""What several threads ask for at once is loaded by one of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from oncue.system.loaded_once import loaded_once


def test_threads_that_ask_together_wait_for_one_load() -> None:
    loads: list[str] = []
    together = Barrier(4)

    @loaded_once
    def load(name: str) -> list[str]:
        loads.append(name)
        return [name]

    def ask(name: str) -> list[str]:
        together.wait()
        return load(name)

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(ask, ["a"] * 4))
    assert loads == ["a"]
    assert all(one is found[0] for one in found)
    assert load("b") == ["b"]


def test_what_could_not_be_loaded_is_tried_again() -> None:
    attempts: list[int] = []

    @loaded_once
    def load() -> int:
        attempts.append(1)
        if len(attempts) == 1:
            raise OSError("not yet")
        return 7

    with pytest.raises(OSError, match="not yet"):
        load()
    assert load() == 7
