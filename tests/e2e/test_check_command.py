"""`oncue check` on files: exit codes, forms, whose rules, and what it refuses."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from oncue.caption_files.caption_file import captions_of
from oncue.captions.formats import FORMATS
from tests.e2e.commands_here import oncue_here
from tests.unit.broken_captions import CLEAN, FAULTS, WRITERS, cue, srt, vtt


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    path = tmp_path / "clean.srt"
    path.write_bytes(srt(CLEAN))
    return path


def test_a_clean_file_ends_with_0_and_a_broken_one_with_5(clean: Path, tmp_path: Path) -> None:
    done = oncue_here("check", clean)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "clean.srt: no findings in 6 captions by Netflix.\n"
    long = tmp_path / "long.vtt"
    long.write_bytes(vtt([CLEAN[0], next(each for each in FAULTS if each.code == "too_long").cues[5]]))
    found = oncue_here("check", long, "--rules", "bbc", "--rules", "cea-608")
    assert found.returncode == 5
    (line,) = found.stdout.splitlines()
    assert line.split("\t")[:6] == ["00:00:22.500", "2", "hard", "too_long", "7100 ms", "7000 ms"]
    assert "1 hard and 0 soft findings in 2 captions by BBC, CEA-608" in found.stderr


def test_the_forms_for_machines_and_for_sending(clean: Path) -> None:
    at_ten = ("--start-timecode", "10:00:00:00", "--duration", "30")
    report = json.loads(oncue_here("check", clean, "--format", "json", "--duration", "20").stdout)
    assert (report["hard"], report["findings"][0]["code"], report["language"]) == (2, "beyond_recording", "en")
    assert json.loads(oncue_here("check", clean, "--format", "json", *at_ten).stdout)["hard"] == 0
    page = oncue_here("check", clean, "--format", "html", "--language", "de")
    assert page.stdout.startswith("<!doctype html>")
    assert "captions: de." in page.stdout


def test_a_house_s_own_rules_and_frames(clean: Path, tmp_path: Path) -> None:
    house = tmp_path / "house.toml"
    house.write_text('name = "Nine"\n[limits]\nmax_chars = 20\n')
    found = oncue_here("check", clean, "--rules", house)
    assert found.returncode == 5
    assert "Nine: its own rules" in found.stdout
    assert oncue_here("check", clean, "--frame-rate", "25").returncode == 0
    assert "off_frame" in oncue_here("check", clean, "--frame-rate", "23.976").stdout


def test_fixing_writes_the_same_words_in_the_same_format_and_tells_what_is_left(tmp_path: Path) -> None:
    late = cue(29_000, 40_000, "The end of the of", "it.")
    broken = [*CLEAN[:2], cue(9_000, 13_000, "BEN: The harbour is open again after the", "storm."), *CLEAN[3:], late]
    voiced = [replace(each, speakers=("Anna",) * len(each.lines)) for each in broken]
    for suffix in WRITERS:
        source, target = tmp_path / f"broken.{suffix}", tmp_path / f"mended.{suffix}"
        source.write_bytes(WRITERS[suffix](voiced))
        done = oncue_here("check", source, "--fix", "-o", target, "--frame-rate", "25", "--duration", "60")
        assert done.returncode == 5
        assert [line.split("\t")[2:4] for line in done.stdout.splitlines()] == [["hard", "too_long"]]
        assert "captions mended" in done.stderr
        read = FORMATS[suffix].read
        assert read is not None
        cues = read(target.read_bytes())
        assert [" ".join(each.lines) for each in cues] == [" ".join(each.lines) for each in broken]
        assert {each.speakers[0] for each in cues} == {"Anna" if suffix == "vtt" else None}
        assert all(time % 40 == 0 for each in cues for time in (each.start_ms, each.end_ms))
        piped = oncue_here("check", source, "--fix", "-o", "-", "--frame-rate", "25", "--duration", "60")
        assert piped.stdout.encode() == target.read_bytes()
        assert "too_long" in piped.stderr


def test_fixing_overwrites_nothing_and_changes_no_format(clean: Path, tmp_path: Path) -> None:
    for arguments, said in (
        (("--fix",), "--fix and -o go together"),
        (("-o", tmp_path / "a.srt"), "--fix and -o go together"),
        (("--fix", "-o", clean), "is an input"),
        (("--fix", "-o", tmp_path / "a.vtt"), "keep their format, .srt"),
        (("--fix", "-o", tmp_path / "none" / "a.srt"), "does not exist"),
    ):
        refused = oncue_here("check", clean, *arguments)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert said in refused.stderr
    assert clean.read_bytes() == srt(CLEAN)


def test_captions_of_a_format_that_is_only_read_are_mended_as_subrip(tmp_path: Path) -> None:
    source, target = tmp_path / "heard.srv3", tmp_path / "mended.srt"
    source.write_text('<timedtext><body><p t="1000" d="200">Good morning.</p></body></timedtext>')
    refused = oncue_here("check", source, "--fix", "-o", tmp_path / "mended.vtt")
    assert (refused.returncode, "mended captions of YouTube's timed text are .srt" in refused.stderr) == (2, True)
    done = oncue_here("check", source, "--fix", "-o", target)
    assert (done.returncode, "format: no files of YouTube's timed text are written" in done.stderr) == (0, True)
    assert [cue.lines for cue in captions_of(target.read_bytes(), "mended.srt").cues] == [("Good morning.",)]


def test_what_cannot_be_checked_is_refused_by_code(clean: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.srt"
    damaged.write_bytes(b"\xff\xfe\x00 nothing")
    misspelt = tmp_path / "misspelt.toml"
    misspelt.write_text("max_chars = 3")
    for arguments, code, said in (
        ((damaged,), 4, "captions_unreadable"),
        ((tmp_path / "none.srt",), 4, "captions_unreadable: "),
        ((tmp_path,), 4, "captions_unreadable"),
        ((clean, "--rules", "itv"), 2, "There are no rules 'itv'"),
        ((clean, "--rules", misspelt), 2, "unknown key 'max_chars'"),
        ((clean, "--rules", tmp_path / "none.toml"), 2, "Check the path of the rules file"),
        ((clean, "--frame-rate", "25", "--start-timecode", "10:00:00:30"), 2, "has frame 30"),
        ((clean, "--language", "xx"), 2, "language_unknown"),
    ):
        refused = oncue_here("check", *arguments)
        assert (refused.returncode, refused.stdout) == (code, ""), refused
        assert said in refused.stderr
        assert refused.stderr.count("\n") == 1
