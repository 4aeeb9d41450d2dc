"""Writing caption files: whole or not at all, whatever they are called."""

from __future__ import annotations

from pathlib import Path

import pytest

from oncue.captions.formats import FORMATS
from oncue.cli.outputs import Output, write_files


def test_a_name_may_be_as_long_as_the_disk_takes_it(tmp_path: Path) -> None:
    path = tmp_path / f"{'n' * 251}.srt"
    write_files([(Output(path, FORMATS["srt"]), b"captions")])
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [(path.name, b"captions")]


def test_an_error_names_the_file_that_was_wanted_and_leaves_none(tmp_path: Path) -> None:
    (tmp_path / "b.srt").mkdir()
    for wanted in (tmp_path / "b.srt", tmp_path / "nowhere" / "b.srt"):
        with pytest.raises(OSError, match=r"b\.srt") as raised:
            write_files([(Output(path, FORMATS["srt"]), b"captions") for path in (tmp_path / "a.srt", wanted)])
        assert raised.value.filename == str(wanted)
    assert not list(tmp_path.glob(".oncue-*"))
