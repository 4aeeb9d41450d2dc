"""What people and machines see of a batch."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

from rich.console import Console

from oncue.cli.batch.display import Display
from oncue.cli.batch.item import Item, ItemStatus
from oncue.cli.batch.report import print_report, write_report


def quality(captioned: int, uncaptioned_ms: int) -> dict[str, Any]:
    """Of a hundred words, five of them headings, and a minute of speech."""
    missing = 95 - captioned
    ledger = {
        "published": 100, "captioned": captioned, "left_out": {"heading": 5, "not_in_audio": missing},
        "missing_words": missing, "missing_places": min(1, missing), "missing": [],
        "speech_ms": 60_000, "uncaptioned_ms": uncaptioned_ms, "uncaptioned_places": min(1, uncaptioned_ms),
        "uncaptioned": [],
    }  # fmt: skip
    return {
        "transcript_coverage": round(captioned / 95, 3),
        "speech_coverage": 1 - uncaptioned_ms / 60_000,
        "ledger": ledger,
    }


def items() -> list[Item]:
    good, doubtful, skipped, bad, left = (
        Item(f"{name} [1].wav", Path(f"{name}.wav"), Path(f"{name}.txt"), outputs=(Path(f"{name}.srt"),))
        for name in ("good", "doubtful", "skipped", "bad", "left")
    )
    good.status, good.job = ItemStatus.CAPTIONED, "job_1"
    doubtful.status, doubtful.warnings = ItemStatus.CAPTIONED, ("Half of it was not heard.",)
    good.quality, doubtful.quality = quality(95, 0), quality(60, 8400)
    skipped.status = ItemStatus.SKIPPED
    for item in (good, doubtful, skipped):
        item.written = item.outputs
    bad.fail("transcript_mismatch", "The transcript does not belong to this recording. [Check] both.")
    left.leave("interrupted", "Run it again.")
    return [good, doubtful, skipped, bad, left]


def test_the_report_for_machines_has_each_item_with_its_status_and_outputs(tmp_path: Path) -> None:
    write_report(items(), tmp_path / "report.json", "batch_1")
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["batch"] == "batch_1"
    assert report["counts"] == {"captioned": 2, "skipped": 1, "failed": 1, "unfinished": 1}
    assert report["items"][0] == {
        "name": "good [1].wav", "audio": "good.wav", "transcript": "good.txt", "status": "captioned", "job": "job_1",
        "code": None, "detail": None, "outputs": ["good.srt"], "kept": [], "warnings": [],
        "transcript_coverage": 1.0, "speech_coverage": 1.0, "ledger": quality(95, 0)["ledger"],
    }  # fmt: skip
    assert [(item["status"], item["code"], item["outputs"]) for item in report["items"][2:]] == [
        ("skipped", None, ["skipped.srt"]),
        ("failed", "transcript_mismatch", []),
        ("unfinished", "interrupted", []),
    ]


def test_a_file_called_report_that_is_somebodys_own_is_left_alone(tmp_path: Path) -> None:
    for content in ('{"mine": 1}', "[]", "by hand"):
        (tmp_path / "report.json").write_text(content)
        assert write_report(items(), tmp_path / "report.json", "batch_1") == tmp_path / "report.oncue.json"
        assert (tmp_path / "report.json").read_text() == content
    (tmp_path / "report.json").unlink()
    assert write_report(items(), tmp_path / "report.json", "batch_1") == tmp_path / "report.json"
    assert write_report(items(), tmp_path / "report.json", "batch_2") == tmp_path / "report.json"


def test_captions_that_somebody_changed_are_named_with_where_the_new_ones_are() -> None:
    console = Console(file=io.StringIO(), width=200)
    changed = Item("a.wav", Path("a.wav"), Path("a.txt"), written=(Path("a.oncue.srt"),), kept=(Path("a.srt"),))
    changed.status = ItemStatus.CAPTIONED
    print_report([changed], Path("report.json"), console)
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "a.srt" in shown
    assert "a.oncue.srt" in shown
    assert "left as it is" in shown


def test_the_report_for_people_names_what_failed_is_left_or_doubtful_and_says_what_to_do() -> None:
    console = Console(file=io.StringIO(), width=200)
    print_report(items(), Path("report.json"), console)
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "5 items: 2 captioned, 1 skipped, 1 failed, 1 unfinished" in shown
    assert "bad [1].wav" in shown
    assert "[Check] both." in shown
    assert "left [1].wav" in shown
    assert "Half of it was not heard." in shown
    assert "200 words: 155 captioned, 45 left out (35 not heard, 10 in headings)" in shown
    assert "8.4 s of 120.0 s of speech without captions (1 place)" in shown
    (row,) = (line for line in shown.splitlines() if "doubtful [1].wav" in line)
    assert [figure in row for figure in ("63.2%", "86.0%", " 35 ", "8.4 s")] == [True] * 4
    assert "good [1].wav" not in shown
    assert "skipped [1].wav" not in shown


def test_a_terminal_shows_the_whole_batch_and_what_each_running_job_is_at() -> None:
    console = Console(file=io.StringIO(), width=200, force_terminal=True, color_system=None)
    shown = items()
    waiting = [Item(f"{'long ' * 20}{name} [1].wav", Path("a.wav"), None) for name in ("one", "two", "three")]
    waiting[0].stage, waiting[0].progress = "upload", 0.25
    waiting[1].stage, waiting[1].progress = "recognise", 0.5
    with Display(shown + waiting, console, quiet=False) as display:
        display()
        display.trouble("Nothing answers.")
        display.trouble("Nothing answers.")
        waiting[0].stage = None
        display()
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert "8 items: 3 waiting, 2 captioned, 1 skipped, 1 failed, 1 unfinished" in text
    assert "one [1].wav: Uploading" in text
    assert "two [1].wav: Listening" in text
    assert "three [1].wav" not in text
    assert text.count("trying again: Nothing answers.") == 1


def test_elsewhere_there_are_plain_lines_and_none_when_quiet() -> None:
    for quiet, expected in ((False, "5 items: 2 captioned, 1 skipped, 1 failed, 1 unfinished\n"), (True, "")):
        console = Console(file=io.StringIO(), width=20)
        with Display(items(), console, quiet=quiet) as display:
            display()
            display()
        assert console.file.getvalue() == expected  # type: ignore[attr-defined]
