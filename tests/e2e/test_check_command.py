"""`oncue check` on files: exit codes, forms, whose rules, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.commands_here import oncue_here
from tests.unit.broken_captions import CLEAN, FAULTS, srt, vtt


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
