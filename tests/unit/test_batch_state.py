"""What one run of a batch leaves for the next."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from oncue.batch.state import FILE_NAME, BatchState, write_whole


def test_an_unfinished_batch_keeps_its_key_and_its_jobs(tmp_path: Path) -> None:
    state = BatchState(tmp_path, "folder")
    key = state.batch_key("http://here")
    state.add_job("content", "job_1")
    state.save()
    again = BatchState(tmp_path, "folder")
    assert again.batch_key("http://here") == key
    assert (again.job("content"), again.job("other")) == ("job_1", None)


def test_a_finished_batch_is_followed_by_another(tmp_path: Path) -> None:
    state = BatchState(tmp_path, "folder")
    key = state.batch_key("http://here")
    state.add_job("content", "job_1")
    state.finish()
    again = BatchState(tmp_path, "folder")
    assert again.batch_key("http://here") != key
    assert again.job("content") is None


def test_another_service_and_another_source_have_batches_of_their_own(tmp_path: Path) -> None:
    state = BatchState(tmp_path, "folder")
    key = state.batch_key("http://here")
    other = BatchState(tmp_path, "manifest")
    assert other.batch_key("http://here") != key
    assert BatchState(tmp_path, "folder").batch_key("http://here") == key
    assert BatchState(tmp_path, "folder").batch_key("http://there") != key


def test_what_was_written_is_remembered_for_good(tmp_path: Path) -> None:
    state = BatchState(tmp_path, "folder")
    state.add_written([tmp_path / "a.srt"])
    state.batch_key("http://here")
    state.finish()
    other = BatchState(tmp_path, "manifest")
    assert other.wrote(tmp_path / "a.srt")
    assert other.wrote(tmp_path / "x" / ".." / "a.srt")
    assert not other.wrote(tmp_path / "b.srt")


@pytest.mark.parametrize("damage", ["", "{", "[]", "null", '{"runs": 3, "written": []}', '{"runs": {"a": 1}}', "\x00"])
def test_a_damaged_file_is_as_none(tmp_path: Path, damage: str) -> None:
    (tmp_path / FILE_NAME).write_text(damage)
    state = BatchState(tmp_path, "folder")
    assert not state.wrote(tmp_path / "a.srt")
    assert state.batch_key("http://here")


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "report.json").mkdir()
    with pytest.raises(OSError, match=r"report\.json"):
        write_whole(tmp_path / "report.json", "new")
    assert [each.name for each in tmp_path.iterdir()] == ["report.json"]


def test_names_that_are_no_text_make_good_json(tmp_path: Path) -> None:
    write_whole(tmp_path / "report.json", json.dumps({"audio": "a\udcff.wav"}, ensure_ascii=False))
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8")) == {"audio": "a\udcff.wav"}
