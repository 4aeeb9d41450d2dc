"""The acoustic search on real speech: order, choice, and what a decoder that dies costs."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from alignment.timing.graph import Edge, Stretch
from tests.conftest import Recording
from worker.audio.decode import decode
from worker.audio.pcm import Pcm
from worker.refine.stretch_search import StretchSearch


@pytest.fixture(scope="module")
def pcm(radio_address: Recording, tmp_path_factory: pytest.TempPathFactory) -> Pcm:
    return decode(radio_address.audio, tmp_path_factory.mktemp("decoded"))


@pytest.fixture
def search() -> Iterator[StretchSearch]:
    search = StretchSearch("en", processes=1)
    yield search
    search.close()


def _stretch(text: str, start_ms: int, end_ms: int) -> Stretch:
    """`this|that` may be said either way."""
    edges = [
        Edge(i, i + 1, word, i, i) for i, choice in enumerate(text.split()) for word in choice.split("|")
    ]  # fmt: skip
    return Stretch(start_ms, end_ms, tuple(edges), len(text.split()), 0, len(text.split()))


GOOD_MORNING = "Good morning. This Tuesday is election day."


def _said(stretch: Stretch, search: StretchSearch, pcm: Pcm) -> list[str] | None:
    (result,) = search.search([stretch], pcm.read, lambda count: None)
    return None if result is None else [stretch.edges[one.edge].text or "" for one in result]


def test_the_words_are_found_in_order_within_the_stretch(search: StretchSearch, pcm: Pcm) -> None:
    stretch = _stretch(GOOD_MORNING, 0, 2800)
    (result,) = search.search([stretch], pcm.read, lambda count: None)
    assert result is not None
    assert [stretch.edges[one.edge].text for one in result] == GOOD_MORNING.split()
    borders = [border for one in result for border in (one.start_ms, one.end_ms)]
    assert borders == sorted(borders)
    assert borders[-1] <= 2800


def test_of_two_ways_the_one_that_was_said_is_found(search: StretchSearch, pcm: Pcm) -> None:
    said = _said(_stretch("Good morning|evening. This|That Tuesday|Wednesday is election day.", 0, 2800), search, pcm)
    assert said == ["Good", "morning", "This", "Tuesday", "is", "election", "day."]


def test_words_that_were_not_said_score_worse(search: StretchSearch, pcm: Pcm) -> None:
    right, wrong = search.search(
        [_stretch(GOOD_MORNING, 0, 2800), _stretch("The rhubarb pie is instantaneous wealth.", 0, 2800)],
        pcm.read,
        lambda count: None,
    )
    assert right is not None
    assert wrong is None or min(one.score for one in wrong) < min(one.score for one in right)


def test_more_words_than_fit_find_no_path(search: StretchSearch, pcm: Pcm) -> None:
    assert _said(_stretch(" ".join(["straightforward"] * 30), 0, 1000), search, pcm) is None


def test_a_decoder_that_dies_costs_one_stretch(search: StretchSearch, pcm: Pcm) -> None:
    stretch = _stretch(GOOD_MORNING, 0, 2800)
    assert _said(stretch, search, pcm) is not None
    assert search._pool is not None
    (process,) = search._pool._processes
    os.kill(process, signal.SIGKILL)
    results = search.search([stretch] * 3, pcm.read, lambda count: None)
    assert [result is None for result in results] == [True, False, False]


def test_closing_ends_its_processes(pcm: Pcm) -> None:
    search = StretchSearch("en", processes=1)
    search.search([_stretch(GOOD_MORNING, 0, 2800)], pcm.read, lambda count: None)
    assert search._pool is not None
    (process,) = search._pool._processes.values()
    search.close()
    process.join(5)
    assert not process.is_alive()
    assert not Path(f"/proc/{process.pid}").exists() or process.exitcode is not None
