"""The order in which processes take files of tests: what waits is spread among what computes, and short files come last."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from tests.order import spread


def test_files_that_wait_are_spread_among_those_that_compute_and_short_ones_come_last() -> None:
    computing = [*(f"e2e/test_align_{n}.py" for n in range(6)), *(f"contracts/test_store_{n}.py" for n in range(6))]
    waiting = [f"e2e/test_desk_{n}_in_browser.py" for n in range(4)]
    short = ["golden/test_captions.py", "unit/test_desk_lines.py", "unit/test_words.py"]
    order = [file.as_posix() for file in spread([*map(Path, [*short[1:], *waiting, *computing, short[0]])])]
    assert order[-3:] == short
    assert [file for file in order if file in computing] == computing
    places = [place for place, file in enumerate(order) if file in waiting]
    assert [later - sooner for sooner, later in pairwise(places)] == [4, 4, 4]


def test_one_folder_alone_keeps_its_order() -> None:
    for folder in ("e2e", "contracts", "unit"):
        files = [Path(folder, f"test_{name}.py") for name in "abc"]
        assert spread(files) == files
