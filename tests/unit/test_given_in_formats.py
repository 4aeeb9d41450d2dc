"""Captions of a file, which may overlap, in formats of data and of editors: they stay what they are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from bench.caption_pictures import options_of
from oncue.caption_files.caption_file import captions_of
from oncue.caption_readers.invisible_marks import unmarked
from oncue.captions.formats import FORMATS, WrittenCue
from tests.unit.caption_files import cue, read, track_of, written_cues

_OVERLAPPING = (cue(1000, 4000, "One."), cue(2000, 3000, "Two.", "Three."), cue(5000, 6000, "- Four.", "- Five."))


@pytest.mark.parametrize("suffix", ["ass", "sbv", "json", "csv", "tsv"])
def test_captions_that_overlap_do_so_in_formats_that_can(suffix: str) -> None:
    assert read(suffix, FORMATS[suffix].write(track_of(_OVERLAPPING)).data) == _OVERLAPPING


def test_in_a_tier_a_caption_ends_where_the_next_begins_and_that_is_told() -> None:
    file = FORMATS["textgrid"].write(track_of(_OVERLAPPING))
    assert [each.partition(":")[0] for each in file.lost] == ["overlaps"]
    assert [(each.start_ms, each.end_ms) for each in read("textgrid", file.data)] == [
        (1000, 2000), (2000, 3000), (5000, 6000),
    ]  # fmt: skip


@settings(max_examples=40)
@given(written_cues())
def test_any_captions_keep_their_lines_and_times(written: tuple[WrittenCue, ...]) -> None:
    track = track_of(written)
    times = [(each.start_ms, each.end_ms) for each in track.cues]
    lines = [[unmarked(line.text) for line in each.lines] for each in track.cues]
    labelled = [[unmarked(f"{line.label} {line.text}").strip() for line in each.lines] for each in track.cues]
    for suffix in ("sbv", "json", "csv", "tsv"):
        found = read(suffix, FORMATS[suffix].write(track).data)
        assert [(each.start_ms, each.end_ms) for each in found] == times
        shown = labelled if suffix == "sbv" else lines
        assert [[*map(str.strip, each.lines)] for each in found] == [[*map(str.strip, each)] for each in shown]
    in_events = read("ass", FORMATS["ass"].write(track).data)
    assert sorted([*each.lines] for each in in_events) == sorted(each for each in labelled if any(each))
    in_tier = read("textgrid", FORMATS["textgrid"].write(track).data)
    assert [[*each.lines] for each in in_tier] == lines


@settings(max_examples=25)
@given(written_cues())
def test_any_captions_have_word_times_in_podcasts_and_editors(written: tuple[WrittenCue, ...]) -> None:
    track = track_of(written, options_of(words=True, positions=True))
    starts = [each.start_ms for each in read("podcast.json", FORMATS["podcast.json"].write(track).data)]
    assert starts == sorted(starts)
    assert len(read("ass", FORMATS["ass"].write(track).data)) == len(track.cues)
    assert len(read("vtt", FORMATS["vtt"].write(track).data)) == len(track.cues)


@pytest.mark.parametrize(("line", "styled"), [("{\\i1}Hi", True), ("{Hi}", False), ("Hi", False)])
def test_tags_in_braces_are_styles_that_are_left_behind(line: str, styled: bool) -> None:
    assert captions_of(f"1\n00:00:01,000 --> 00:00:02,000\n{line}\n".encode(), "a.srt").styled is styled
