"""The files of a folder in the order of their names, though its names are read a few at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from oncue.system.atomic_files import files_after

NAMES = ["a/1", "a/2", "a/3", "b", "c/x/y/z", "d", "e"]


@pytest.mark.parametrize("at_once", [1, 2, 3, 100])
@pytest.mark.parametrize("after", range(len(NAMES)))
def test_files_follow_each_other_in_order_however_few_names_are_read_at_once(
    tmp_path: Path, at_once: int, after: int
) -> None:
    for name in NAMES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = files_after(tmp_path, tuple(NAMES[after].split("/")), at_once)
    assert [path.relative_to(tmp_path).as_posix() for path in found] == NAMES[after + 1 :]
