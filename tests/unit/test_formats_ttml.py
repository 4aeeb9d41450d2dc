"""TTML: what stands in the files of its three profiles, and that a schema and independent readers agree with the cues."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from bench.caption_pictures import alignments, any_options, options_of, read_out, said, written
from oncue.caption_readers.invisible_marks import unmarked
from oncue.captions.formats import FORMATS, WrittenCue
from oncue.captions.limits import CaptionOptions
from oncue.captions.track import CaptionTrack
from oncue.frame_rate import FRAME_RATES
from oncue.model import Alignment, Cue
from oncue.text.display_text import visible
from tests.unit.caption_files import read, track_of, written_cues
from tests.unit.timed_text_readers import as_ttconv_reads, ebu_tt_d_schema

PROFILES = ("ttml", "ebuttd.xml", "netflix.xml")


def shown(cue: Cue) -> tuple[str, ...]:
    return tuple(f"{line.label or ('-' if cue.dashed else '')} {line.text}".strip() for line in cue.lines)


def body(suffix: str, script: str, options: CaptionOptions | None = None) -> str:
    """What stands between the first paragraph and the last, without what makes it hard to read."""
    text = written(suffix, *said(script), options)
    lines = [line.strip() for line in text.split("\n") if line.strip().startswith("<p ")]
    return "\n".join(lines)


def test_a_caption_is_a_paragraph_and_a_line_a_span_with_its_speaker() -> None:
    assert body("ttml", "Anna| Good morning.(2000)\nBob| I.(100)\nAnna| R&D <i>.") == (
        '<p xml:id="c1" begin="00:00:01.000" end="00:00:02.090" ttm:agent="speaker1">'
        '<span style="line">ANNA: Good morning.</span></p>\n'
        '<p xml:id="c2" begin="00:00:03.840" end="00:00:04.910">'
        '<span style="line" ttm:agent="speaker2">- BOB: I.</span><br/>'
        '<span style="line" ttm:agent="speaker1">- R&amp;D &lt;i&gt;.</span></p>'
    )


def test_speakers_have_the_colours_of_european_broadcasters_in_ebu_tt_d() -> None:
    text = body("ebuttd.xml", "Anna| I say most of all.(2000)\nBob| I say less.(2000)\nCy| Yes.")
    assert [each.split('"')[1] for each in text.split("<span style=")[1:]] == ["line", "line yellow", "line cyan"]
    assert "yellow" not in written("ebuttd.xml", *said("Anna| Yes.(2000)\nBob| No."), options_of(speakers=False))


def test_a_fifth_speaker_leaves_white_to_all_but_the_three_who_say_most() -> None:
    script = "\n".join(f"{name}| {'word ' * count}end.(2000)" for name, count in zip("ABCDE", (5, 1, 4, 3, 2), strict=True))
    written_file = FORMATS["ebuttd.xml"].write(CaptionTrack(*said(script)))
    spans = [each.split('"')[1] for each in written_file.data.decode().split("<span style=")[1:]]
    assert spans == ["line yellow", "line", "line cyan", "line green", "line"]
    assert [lost.split(":")[0] for lost in written_file.lost] == ["speaker_colours"]


@pytest.mark.parametrize(
    ("rate", "counted", "begin"),
    [
        ("25", 'ttp:frameRate="25"', "90000f"),
        ("23.976", 'ttp:frameRate="24" ttp:frameRateMultiplier="1000 1001"', "86314f"),
        ("29.97df", 'ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001"', "107892f"),
        (None, 'ttp:tickRate="10000000"', "36000000000t"),
    ],
)
def test_netflix_counts_frames_where_a_rate_is_chosen_else_ticks(rate: str | None, counted: str, begin: str) -> None:
    options = replace(options_of(offset_ms=3_599_000), frame_rate=FRAME_RATES[rate] if rate else None)
    text = written("netflix.xml", *said("Good morning."), options)
    assert counted in text
    assert f'begin="{begin}"' in text


def test_netflix_gets_no_colours_no_backgrounds_and_no_direction_in_english() -> None:
    text = written("netflix.xml", *said("Anna| Yes.(2000)\nBob| No."))
    assert not any(name in text for name in ("backgroundColor", "direction", "cellResolution", "<style", "agent"))
    assert text.count("tts:color") == text.count("<initial") == 1


def test_lines_of_japanese_captions_begin_below_each_other_at_netflix() -> None:
    assert 'ebutts:multiRowAlign="start"' in written("netflix.xml", *read_out("はい。", "ja"))


@pytest.mark.parametrize("suffix", PROFILES)
def test_right_to_left_captions_are_in_a_paragraph_of_that_direction_and_latin_lines_embedded(suffix: str) -> None:
    text = written(suffix, *read_out("דנה: שלום לכולם.\nנועם: Yes, OK.\nדנה: תודה רבה.", "he"))
    assert '<style xml:id="rtl" tts:direction="rtl" tts:unicodeBidi="embed"/>' in text
    assert text.count("<p ") == text.count(' style="rtl"')
    [latin] = [line for line in text.split("<") if "Yes, OK." in line]
    assert latin.startswith("span")
    assert "ltr" in latin
    assert not {"\u202a", "\u202b", "\u202c"} & {*text}


def test_title_language_and_frame_rate_are_told() -> None:
    options = replace(options_of(), frame_rate=FRAME_RATES["59.94df"])
    track = CaptionTrack(*said("Bonjour.", language="fr"), options, title="Le \x00Journal & Cie")
    for suffix in PROFILES:
        text = FORMATS[suffix].write(track).data.decode()
        assert 'xml:lang="fr"' in text
        assert "<ttm:title>Le Journal &amp; Cie</ttm:title>" in text
        assert all(part in text for part in ("60", "1000 1001"))


def test_that_netflix_asks_for_this_form_in_japanese_only_is_told() -> None:
    for language, told in (("ja", []), ("en", ["delivery"])):
        alignment, text = said("Good morning.", language=language)
        lost = FORMATS["netflix.xml"].write(CaptionTrack(alignment, text)).lost
        assert [each.partition(":")[0] for each in lost] == told


def test_letters_are_so_small_that_a_line_stays_one_line() -> None:
    said_once = said("I went home, and then we had all of our things with us in that small old house by the sea.")
    sizes = [
        written("ttml", *said_once, options_of(max_chars=most, max_lines=1)).split('fontSize="')[1].split('"')[0]
        for most in (32, 37, 42, 60, 200)
    ]
    assert sizes == ["100%", "100%", "88%", "71%", "50%"]


def test_letters_are_smaller_where_lines_are_capitals_and_one_line_of_a_hundred_changes_nothing() -> None:
    capitals, small = "GOOD MORNING COMMUNITY WORKMEN AND ALL.(2000)", "Good morning.(2000)"
    assert 'fontSize="76%"' in written("ttml", *said("\n".join([capitals] * 3)))
    assert 'fontSize="88%"' in written("ttml", *said("\n".join([capitals] + [small] * 150)))


@pytest.mark.parametrize("suffix", PROFILES)
def test_without_captions_a_document_is_whole(suffix: str) -> None:
    track = CaptionTrack(*said(""))
    data = FORMATS[suffix].write(track).data
    assert read(suffix, data) == ()
    assert as_ttconv_reads(data) == []
    assert suffix != "ebuttd.xml" or ebu_tt_d_schema().validate(etree.fromstring(data))


@pytest.mark.parametrize("suffix", PROFILES)
def test_three_hundred_captions_are_read_by_others_on_their_frames(suffix: str) -> None:
    options = replace(options_of(offset_ms=36_000_000), frame_rate=FRAME_RATES["29.97df"])
    track = CaptionTrack(*said("\n".join(["Anna| Good morning, everybody.(2000)"] * 300)), options)
    data = FORMATS[suffix].write(track).data
    expected = [(cue.start_ms, cue.end_ms, shown(cue)) for cue in track.cues]
    assert len(expected) == 300
    assert as_ttconv_reads(data) == expected
    assert [(cue.start_ms, cue.end_ms, cue.lines) for cue in read(suffix, data)] == expected


@given(alignments(), any_options())
@settings(max_examples=30)
def test_any_text_is_valid_and_read_alike_by_ttconv_and_by_us(case: tuple[Alignment, str], options: CaptionOptions) -> None:
    track = CaptionTrack(*case, options, title=case[1][:50])
    for suffix in PROFILES:
        data = FORMATS[suffix].write(track).data
        assert read(suffix, data) == tuple(as_read(cue, options, agents=suffix != "netflix.xml") for cue in track.cues)
        assert as_ttconv_reads(data) == [(cue.start_ms, cue.end_ms, shown(cue)) for cue in track.cues]
        if suffix == "ebuttd.xml":
            ebu_tt_d_schema().assertValid(etree.fromstring(data))


@given(written_cues(), st.booleans())
@settings(max_examples=30)
def test_captions_of_a_file_stay_as_they_are_with_their_spaces_and_speakers(
    cues: tuple[WrittenCue, ...], speakers: bool
) -> None:
    track = track_of(cues, options_of(speakers=speakers))
    for suffix in PROFILES:
        data = FORMATS[suffix].write(track).data
        assert read(suffix, data) == tuple(
            as_read(cue, track.options, agents=suffix != "netflix.xml") for cue in track.cues if any(shown(cue))
        )
        assert [each[:2] for each in as_ttconv_reads(data)] == [(cue.start_ms, cue.end_ms) for cue in track.cues]
        if suffix == "ebuttd.xml":
            ebu_tt_d_schema().assertValid(etree.fromstring(data))


def as_read(cue: Cue, options: CaptionOptions, *, agents: bool) -> WrittenCue:
    """The cue as it comes back: lines of which nothing but marks is left are gone."""
    lines = [
        (unmarked(text).strip(" \t"), visible(line.speaker or "") or None if agents and options.speakers else None)
        for text, line in zip(shown(cue), cue.lines, strict=True)
    ]
    kept = [line for line in lines if line[0]]
    return WrittenCue(cue.start_ms, cue.end_ms, tuple(text for text, _ in kept), tuple(speaker for _, speaker in kept))


def test_the_golden_files_are_valid_and_read_alike_by_ttconv_and_by_us() -> None:
    files = [
        path
        for ending in ("ttml", "ebuttd.xml", "netflix.xml")
        for path in (Path(__file__).parents[1] / "golden").rglob(f"*.{ending}")
    ]
    assert len(files) >= 9
    for path in files:
        data = path.read_bytes()
        assert as_ttconv_reads(data) == [(cue.start_ms, cue.end_ms, cue.lines) for cue in read("ttml", data)]
        if path.name.endswith("ebuttd.xml"):
            ebu_tt_d_schema().assertValid(etree.fromstring(data))
