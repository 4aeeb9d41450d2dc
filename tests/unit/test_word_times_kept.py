"""Word times that a file has are kept in other formats; where it has none, or none that can be right, they are estimated."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.caption_pictures import options_of, read_out, said
from oncue.caption_readers.cues import WrittenWord
from oncue.captions.formats import FORMATS, WrittenCue
from oncue.captions.formats.word_times import times_of
from oncue.captions.given_captions import given_captions, given_track
from oncue.captions.limits import CaptionOptions
from oncue.captions.track import CaptionTrack
from oncue.errors import UsageError
from tests.e2e.commands_here import oncue_here
from tests.unit.caption_files import cue, read

NEWS = """
    Anna| Good morning,(340) everybody.(900) The well-known harbour is open again,(120) they say.(3000)
    Ben| Was anybody hurt?(70) Nobody, at all, was hurt there.
"""


def words_of(cues: tuple[WrittenCue, ...]) -> tuple[list[tuple[str, int | None, int | None]], int]:
    """The words that a file's cues give, with their times; and of how many cues they are estimated."""
    found = given_captions(cues)
    return [(word.text, word.start_ms, word.end_ms) for word in found.words], found.estimated


@pytest.mark.parametrize("suffix", ["json", "csv", "tsv", "textgrid", "podcast.json"])
def test_a_file_with_word_times_gives_them_back_as_they_were(suffix: str) -> None:
    alignment, text = said(NEWS)
    cues = read(suffix, FORMATS[suffix].write(CaptionTrack(alignment, text, options_of())).data)
    expected = [(word.text, word.start_ms, word.end_ms) for word in alignment.words]
    assert words_of(cues) == (expected, 0)
    again = FORMATS[suffix].write(given_track(given_captions(cues), "en", CaptionOptions(), "News", cut=False))
    assert words_of(read(suffix, again.data))[0] == expected


@pytest.mark.parametrize("suffix", ["json", "csv", "textgrid", "podcast.json"])
def test_words_of_a_script_without_spaces_have_their_times_too(suffix: str) -> None:
    alignment, text = read_out("皆さん、こんばんは。今日のニュースをお伝えします。", "ja")
    found, estimated = words_of(read(suffix, FORMATS[suffix].write(CaptionTrack(alignment, text, options_of())).data))
    assert estimated == 0
    assert "".join(text for text, _, _ in found) == "".join(word.text for word in alignment.words)
    assert (found[0][1], found[-1][2]) == (alignment.words[0].start_ms, alignment.words[-1].end_ms)


@pytest.mark.parametrize(("suffix", "off_ms"), [("vtt", 0), ("ass", 5)])
def test_times_inside_captions_are_the_beginnings_of_words(suffix: str, off_ms: int) -> None:
    alignment, text = said(NEWS)
    track = CaptionTrack(alignment, text, options_of(words=True, speakers=False))
    cues = read(suffix, FORMATS[suffix].write(track).data)
    found, estimated = words_of(cues)
    assert estimated == 0
    assert [word for word, _, _ in found] == [word.text for word in alignment.words]
    first_ones = {each.start_ms for each in cues}
    for (_, start_ms, _), word in zip(found, alignment.words, strict=True):
        assert start_ms in first_ones or abs((start_ms or 0) - (word.start_ms or 0)) <= off_ms


def test_a_confidence_stays_with_its_word() -> None:
    alignment, text = said("Good morning, everybody.")
    words = tuple(replace(word, confidence=sure) for word, sure in zip(alignment.words, (0.9, 0.25, 0.5), strict=True))
    track = CaptionTrack(replace(alignment, words=words), text, options_of())
    for suffix in ("json", "csv"):
        kept = given_captions(read(suffix, FORMATS[suffix].write(track).data)).words
        assert [word.confidence for word in kept] == [0.9, 0.25, 0.5]


@pytest.mark.parametrize(
    "words",
    [
        (WrittenWord("Good", 1000, 1400), WrittenWord("morning.", 900, 2000)),
        (WrittenWord("Good", 1000, 1400), WrittenWord("evening.", 1500, 2000)),
        (WrittenWord("Good", 1000, 1400),),
        (),
    ],
)
def test_times_that_run_backwards_or_are_of_other_words_are_not_believed(words: tuple[WrittenWord, ...]) -> None:
    found, estimated = words_of((replace(cue(1000, 2000, "Good morning."), words=words),))
    assert (estimated, found[0][1], found[-1][2]) == (1, 1000, 2000)


@settings(max_examples=40)
@given(st.lists(st.sampled_from(["Good", "well-known", "a", "日本語", "é"]), min_size=1, max_size=6), st.data())
def test_however_the_same_letters_are_divided_times_stay_in_order_and_inside(texts: list[str], data: st.DataObject) -> None:
    whole = "".join(texts)
    words = tuple(WrittenWord(text, 100 * place, 100 * place + 90, 0.5) for place, text in enumerate(texts))
    cuts = sorted(data.draw(st.sets(st.integers(1, max(1, len(whole) - 1)), max_size=5)) - {len(whole)})
    pieces = [whole[first:last] for first, last in pairwise([0, *cuts, len(whole)])]
    timed = times_of(pieces, words)
    assert timed is not None
    assert [word.text for word in timed] == pieces
    assert (timed[0].start_ms, timed[-1].end_ms) == (0, words[-1].end_ms)
    assert all(word.start_ms <= word.end_ms for word in timed)
    assert all(one.start_ms <= two.start_ms and one.end_ms <= two.end_ms for one, two in pairwise(timed))


def test_a_podcast_s_words_are_read_as_sentences() -> None:
    alignment, text = said(NEWS)
    cues = read("podcast.json", FORMATS["podcast.json"].write(CaptionTrack(alignment, text, options_of())).data)
    assert [(each.lines, each.speakers) for each in cues] == [
        (("Good morning, everybody.",), ("Anna",)),
        (("The well-known harbour is open again, they say.",), ("Anna",)),
        (("Was anybody hurt?",), ("Ben",)),
        (("Nobody, at all, was hurt there.",), ("Ben",)),
    ]
    assert (cues[0].start_ms, cues[-1].end_ms) == (alignment.words[0].start_ms, alignment.words[-1].end_ms)
    endless = {"segments": [{"startTime": number, "body": f"word{number}"} for number in range(200)]}
    assert max(len(each.lines[0]) for each in read("podcast.json", json.dumps(endless).encode())) <= 260


def test_a_podcast_s_words_are_cut_into_captions_and_that_is_told(tmp_path: Path) -> None:
    alignment, text = said(NEWS)
    source = tmp_path / "news.podcast.json"
    source.write_bytes(FORMATS["podcast.json"].write(CaptionTrack(alignment, text, options_of())).data)
    done = oncue_here("convert", source, tmp_path / "news.srt", tmp_path / "news.csv")
    assert ("cut: " in done.stderr, "word_times_estimated" in done.stderr) == (True, False), done.stderr
    shown = read("srt", (tmp_path / "news.srt").read_bytes())
    assert all(len(line) <= 42 for each in shown for line in each.lines)
    assert len(shown) < 8
    assert words_of(read("csv", (tmp_path / "news.csv").read_bytes()))[0] == [
        (word.text, word.start_ms, word.end_ms) for word in alignment.words
    ]


def test_a_table_s_word_that_ends_before_it_starts_is_refused_with_its_row() -> None:
    alignment, text = said("Good morning.")
    table = FORMATS["csv"].write(CaptionTrack(alignment, text, options_of())).data.decode()
    first = alignment.words[0]
    with pytest.raises(UsageError, match="row 2"):
        read("csv", table.replace(f",{first.start_ms},{first.end_ms},", f",{first.end_ms},{first.start_ms},", 1).encode())
