"""Every format is written from one track, as bytes, and says what it could not hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.caption_pictures import said
from oncue.captions.formats import FORMATS
from oncue.captions.track import CaptionTrack
from oncue.cli.summary import summary


def test_srt_says_in_how_many_lines_braces_became_parentheses() -> None:
    alignment, text = said("Say {this} to them.(3000) Then {that}.(3000) And no more.")
    written = FORMATS["srt"].write(CaptionTrack(alignment, text))
    assert b"(this)" in written.data
    assert [each for each in written.lost if "2 lines" in each]
    assert FORMATS["vtt"].write(CaptionTrack(alignment, text)).lost == ()


def test_formats_of_one_track_share_its_cues() -> None:
    track = CaptionTrack(*said("Good morning to you."))
    FORMATS["srt"].write(track)
    first = track.cues
    FORMATS["vtt"].write(track)
    assert track.cues is first


def test_the_summary_of_a_run_tells_what_is_in_no_file() -> None:
    track = CaptionTrack(*said("Say {this}."))
    told = summary(track, 1.0, {"a.srt": FORMATS["srt"].write(track).lost, "a.vtt": FORMATS["vtt"].write(track).lost})
    assert [line.split()[4] for line in told.splitlines() if line.startswith("  not in the file")] == ["a.srt:"]


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_is_in_the_readme_with_its_title(suffix: str, repository: Path) -> None:
    row = f"| `.{suffix}` | {FORMATS[suffix].use} | {FORMATS[suffix].title} |"
    assert row in (repository / "README.md").read_text(encoding="utf-8")
