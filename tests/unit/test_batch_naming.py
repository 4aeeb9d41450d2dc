"""Where captions go, and that they never fall on something that is needed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from oncue.cli.batch.item import Item, ItemStatus
from oncue.cli.batch.naming import name_outputs


def item(root: Path, audio: str, transcript: str, output: str | None = None) -> Item:
    return Item(audio, root / audio, root / transcript, None if output is None else root / output)


def named(
    root: Path, items: Sequence[Item], formats: str = "srt,vtt", out_dir: Path | None = None, reserved: Sequence[Path] = ()
) -> list[list[str]]:
    """The outputs of each item, relative to `out_dir` or `root`."""
    name_outputs(items, formats.split(","), root=root, out_dir=out_dir, reserved=reserved)
    return [[str(path.relative_to(out_dir or root)) for path in each.outputs] for each in items]


def test_captions_go_beside_their_recording(tmp_path: Path) -> None:
    assert named(tmp_path, [item(tmp_path, "mon/a.b.wav", "mon/a.b.txt")]) == [["mon/a.b.srt", "mon/a.b.vtt"]]


def test_elsewhere_they_keep_their_folders(tmp_path: Path) -> None:
    items = [item(tmp_path / "in", "mon/a.wav", "mon/a.txt"), item(tmp_path / "in", "tue/a.wav", "tue/a.txt")]
    assert named(tmp_path / "in", items, "srt", tmp_path / "out") == [["mon/a.srt"], ["tue/a.srt"]]


def test_a_row_may_say_where_its_captions_go(tmp_path: Path) -> None:
    items = [item(tmp_path, "a.wav", "a.txt", "x/first"), item(tmp_path, "a.wav", "a.txt", "x/v1.2.vtt")]
    assert named(tmp_path, items) == [["x/first.srt", "x/first.vtt"], ["x/v1.2.vtt"]]


def test_no_input_is_ever_written_over_not_even_that_of_another_item(tmp_path: Path) -> None:
    items = [item(tmp_path, "a.wav", "a.srt"), item(tmp_path, "b.wav", "c.txt"), item(tmp_path, "c.wav", "b.srt")]
    assert named(tmp_path, items, "srt,txt") == [
        ["a.oncue.srt", "a.txt"],
        ["b.oncue.srt", "b.txt"],
        ["c.srt", "c.oncue.txt"],
    ]


def test_the_report_is_not_written_over_either(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    items = [item(tmp_path, "report.wav", "report.txt")]
    assert named(tmp_path, items, "json", reserved=[report]) == [["report.oncue.json"]]


def test_two_that_would_write_the_same_file_both_fail(tmp_path: Path) -> None:
    items = [
        item(tmp_path, "mon/a.wav", "mon/a.txt", "same"),
        item(tmp_path, "tue/a.wav", "tue/a.txt", "same"),
        item(tmp_path, "b.wav", "b.txt"),
    ]
    named(tmp_path, items)
    assert [each.code for each in items] == ["ambiguous", "ambiguous", None]
    assert "same.vtt" in (items[0].detail or "")


def test_one_that_has_failed_already_takes_no_name_away(tmp_path: Path) -> None:
    failed, good = item(tmp_path, "a.wav", "a.txt"), item(tmp_path, "a.wav", "a.txt")
    failed.fail("no_transcript", "None.")
    named(tmp_path, [failed, good])
    assert (failed.code, good.status) == ("no_transcript", ItemStatus.WAITING)
