"""The registry of caption formats: what a line of it says holds, and every format is offered wherever captions are."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.caption_pictures import options_of, said
from oncue.captions.formats import FORMATS, WordTimes, caption_format, format_of_file, formats_by_use
from oncue.captions.track import CaptionTrack
from oncue.cli.batch.item import Item
from oncue.cli.batch.naming import name_outputs
from oncue.cli.batch.placing import beside
from oncue.cli.outputs import file_stem, marked, parse_outputs


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_format_has_the_times_of_words_exactly_where_its_line_says_so(suffix: str) -> None:
    written = FORMATS[suffix].write(CaptionTrack(*said("Good morning to you."), options_of(words=True)))
    lost = any(each.startswith("word_times: ") for each in written.lost)
    assert lost == (FORMATS[suffix].word_times is WordTimes.NEVER)


@pytest.mark.parametrize("suffix", [suffix for suffix, each in FORMATS.items() if each.text and suffix != "scc"])
def test_a_format_of_text_is_written_in_utf_8(suffix: str) -> None:
    # SCC is figures, which are text in any encoding.
    assert "Füße" in FORMATS[suffix].write(CaptionTrack(*said("Füße, 足."))).data.decode("utf-8")


def test_formats_are_grouped_by_use_and_none_is_left_out() -> None:
    grouped = formats_by_use()
    assert sorted(each.suffix for formats in grouped.values() for each in formats) == sorted(FORMATS)
    assert all(grouped.values())


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_is_known_by_its_ending_and_a_mark_goes_before_it(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"Talk 1.5.{suffix.upper()}"
    assert format_of_file(path.name) is caption_format(suffix) is FORMATS[suffix]
    assert file_stem(path) == "Talk 1.5"
    assert marked(path, ".oncue").name == f"Talk 1.5.oncue.{suffix.upper()}"
    assert format_of_file(next(beside(path)).name) is FORMATS[suffix]
    (output,) = parse_outputs([str(path)], None, forbidden=())
    assert output.format is FORMATS[suffix]


def test_a_name_that_is_only_an_ending_is_no_file_of_it() -> None:
    assert format_of_file("srt") is None
    assert format_of_file("a.doc") is None
    for suffix in FORMATS:
        _, _, last = suffix.rpartition(".")
        assert format_of_file(f"x.{suffix}") is FORMATS[suffix]
        if suffix != last:  # a recording called "podcast": its JSON is podcast.json
            assert format_of_file(suffix) is FORMATS.get(last)


def test_a_batch_writes_the_format_that_was_asked_for_whatever_the_recording_is_called(tmp_path: Path) -> None:
    for suffix in FORMATS:
        stem, _, last = suffix.rpartition(".")
        wanted = last if last in FORMATS else suffix
        item = Item("a", tmp_path / f"a.{stem or 'b'}.mp3", tmp_path / "a.txt")
        name_outputs([item], [wanted], root=tmp_path, out_dir=None)
        assert item.formats == (FORMATS[wanted],)


def test_two_formats_that_would_write_the_same_file_fail_and_none_is_lost(tmp_path: Path) -> None:
    for suffix in FORMATS:
        stem, _, last = suffix.rpartition(".")
        if stem and last in FORMATS:
            items = [Item("a", tmp_path / name, tmp_path / "a.txt") for name in ("a.mp3", f"a.{stem}.mp3")]
            name_outputs(items, [last, suffix], root=tmp_path, out_dir=None)
            assert [each.code for each in items] == ["ambiguous", "ambiguous"]
