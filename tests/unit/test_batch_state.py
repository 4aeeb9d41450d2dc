"""What one run of a batch leaves for the next."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from oncue.cli.batch.state import FIRST_FILE_NAME, SLACK_LINES, STATE_NAME, BatchState, CaptionedItem
from oncue.system.atomic_files import write_whole_text


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
    state.add_file(tmp_path / "a.srt", b"captions", tmp_path / "a.wav")
    state.batch_key("http://here")
    state.finish()
    other = BatchState(tmp_path, "manifest")
    assert other.wrote(tmp_path / "a.srt")
    assert other.wrote(tmp_path / "x" / ".." / "a.srt")
    assert not other.wrote(tmp_path / "b.srt")


def test_a_file_is_ours_until_its_content_is_no_longer_what_was_written(tmp_path: Path) -> None:
    captions, audio = tmp_path / "a.srt", tmp_path / "a.wav"
    BatchState(tmp_path, "folder").add_file(captions, b"captions", audio)
    state = BatchState(tmp_path, "folder")
    captions.write_bytes(b"captions")
    assert state.is_ours(captions, audio)
    assert not state.is_ours(captions, tmp_path / "b.wav")
    captions.write_bytes(b"corrected")
    assert not state.is_ours(captions, audio)
    assert state.wrote(captions)


def test_what_a_killed_run_was_about_to_write_and_what_it_had_not_replaced_are_both_ours(tmp_path: Path) -> None:
    captions, audio = tmp_path / "a.srt", tmp_path / "a.wav"
    BatchState(tmp_path, "folder").add_file(captions, b"first", audio)
    BatchState(tmp_path, "folder").add_file(captions, b"second", audio)
    for content in (b"first", b"second"):
        captions.write_bytes(content)
        assert BatchState(tmp_path, "folder").is_ours(captions, audio)


def test_a_folder_that_was_moved_still_knows_its_files(tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    before.mkdir()
    (before / "a.srt").write_bytes(b"captions")
    state = BatchState(before, "folder")
    state.add_file(before / "a.srt", b"captions", before / "a.wav")
    state.save()
    before.rename(after)
    assert BatchState(after, "folder").is_ours(after / "a.srt", after / "a.wav")


def test_what_came_of_a_recording_is_known_to_every_later_run(tmp_path: Path) -> None:
    made = CaptionedItem("job_1", ("Listen to it.",), {"transcript_coverage": 0.9})
    BatchState(tmp_path, "folder").add_captioned(tmp_path / "a.wav", None, made)
    state = BatchState(tmp_path, "folder")
    assert state.captioned(tmp_path / "a.wav", None) == made
    assert state.captioned(tmp_path / "b.wav", None) is None


def test_what_came_of_each_row_of_a_manifest_is_its_own_where_two_have_the_same_recording(tmp_path: Path) -> None:
    made = {name: CaptionedItem(f"job_{name}", (), {}) for name in ("en", "fr")}
    for name, item in made.items():
        BatchState(tmp_path, "list.csv").add_captioned(tmp_path / "a.wav", tmp_path / name, item)
    state = BatchState(tmp_path, "list.csv")
    assert {name: state.captioned(tmp_path / "a.wav", tmp_path / name) for name in made} == made


def test_what_a_run_over_the_folder_around_wrote_or_over_one_inside_is_no_persons(tmp_path: Path) -> None:
    week, day = tmp_path / "week", tmp_path / "week" / "day"
    day.mkdir(parents=True)
    for state, name in ((BatchState(week, "week"), "a"), (BatchState(day, "day"), "b")):
        (day / f"{name}.srt").write_bytes(b"captions")
        state.add_file(day / f"{name}.srt", b"captions", day / f"{name}.wav")
    for folder in (week, day, tmp_path):
        state = BatchState(folder, "another")
        for name in ("a", "b"):
            assert state.wrote(day / f"{name}.srt")
            assert state.is_of(day / f"{name}.srt", day / f"{name}.wav")
            assert state.is_ours(day / f"{name}.srt", day / f"{name}.wav")
            assert not state.is_ours(day / f"{name}.srt", day / "another.wav")
    (day / "a.srt").write_bytes(b"corrected")
    assert not BatchState(day, "day").is_ours(day / "a.srt", day / "a.wav")


def test_what_the_first_version_kept_is_taken_over_and_its_captions_are_taken_for_a_persons(tmp_path: Path) -> None:
    runs = {"folder": {"url": "http://here", "key": "k1", "jobs": {"content": "job_1"}}}
    (tmp_path / FIRST_FILE_NAME).write_text(json.dumps({"runs": runs, "written": [str(tmp_path.resolve() / "a.srt")]}))
    (tmp_path / "a.srt").write_bytes(b"captions")
    state = BatchState(tmp_path, "folder")
    assert (state.batch_key("http://here"), state.job("content")) == ("k1", "job_1")
    assert state.wrote(tmp_path / "a.srt")
    assert not state.is_ours(tmp_path / "a.srt", tmp_path / "a.wav")
    state.add_job("other", "job_2")
    again = BatchState(tmp_path, "folder")
    assert (again.batch_key("http://here"), again.job("content"), again.job("other")) == ("k1", "job_1", "job_2")
    assert again.wrote(tmp_path / "a.srt")


def test_adding_costs_one_line_and_a_file_that_has_grown_far_beyond_what_it_says_is_written_anew(tmp_path: Path) -> None:
    state = BatchState(tmp_path, "folder")
    state.batch_key("http://here")
    before = (tmp_path / STATE_NAME).read_bytes()
    state.add_job("content", "job_1")
    after = (tmp_path / STATE_NAME).read_bytes()
    assert after.startswith(before)
    assert after.count(b"\n") == before.count(b"\n") + 1
    for _ in range(SLACK_LINES + 20):
        state.add_job("content", "job_1")
    state.save()
    assert (tmp_path / STATE_NAME).read_bytes().count(b"\n") == 2
    state.add_job("other", "job_2")
    again = BatchState(tmp_path, "folder")
    assert (again.job("content"), again.job("other")) == ("job_1", "job_2")


def test_a_line_that_was_broken_off_costs_that_line_only(tmp_path: Path) -> None:
    state = BatchState(tmp_path, "folder")
    key = state.batch_key("http://here")
    state.add_job("content", "job_1")
    whole = (tmp_path / STATE_NAME).read_bytes()
    (tmp_path / STATE_NAME).write_bytes(whole[:-9])
    state = BatchState(tmp_path, "folder")
    assert (state.batch_key("http://here"), state.job("content")) == (key, None)
    state.add_job("other", "job_2")
    again = BatchState(tmp_path, "folder")
    assert (again.batch_key("http://here"), again.job("other")) == (key, "job_2")


@pytest.mark.parametrize(
    "damage",
    ["", "{", "[]", "null", '{"kind": 3}', '{"kind": "job"}', '{"kind": "captioned", "audio": "a", "warnings": 3}', "\x00"],
)
def test_a_damaged_file_is_as_none(tmp_path: Path, damage: str) -> None:
    (tmp_path / STATE_NAME).write_text(damage)
    (tmp_path / FIRST_FILE_NAME).write_text(damage)
    state = BatchState(tmp_path, "folder")
    assert not state.wrote(tmp_path / "a.srt")
    assert state.batch_key("http://here")


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "report.json").mkdir()
    with pytest.raises(OSError, match=r"report\.json"):
        write_whole_text(tmp_path / "report.json", "new")
    assert [each.name for each in tmp_path.iterdir()] == ["report.json"]


def test_names_that_are_no_text_make_good_json(tmp_path: Path) -> None:
    write_whole_text(tmp_path / "report.json", json.dumps({"audio": "a\udcff.wav"}, ensure_ascii=False))
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8")) == {"audio": "a\udcff.wav"}
