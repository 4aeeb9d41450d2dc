"""Praat TextGrid: what stands in the file, that praatio reads it, and that files of other programs are read."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import praatio.textgrid
import pytest
from hypothesis import given, settings

from bench.caption_pictures import alignment_of, alignments, any_options, options_of, said, written
from oncue.caption_readers.invisible_marks import unmarked
from oncue.captions.formats import FORMATS, WrittenCue
from oncue.captions.limits import CaptionOptions
from oncue.captions.track import CaptionTrack
from oncue.errors import UsageError
from oncue.model import Alignment

Interval = tuple[int, int, str]


def read(data: bytes) -> tuple[WrittenCue, ...]:
    reader = FORMATS["textgrid"].read
    assert reader is not None
    return reader(data)


def tiers(data: bytes, folder: Path) -> dict[str, list[Interval]]:
    """Every interval of each tier, as praatio reads them, the empty ones included."""
    path = folder / "a.TextGrid"
    path.write_bytes(data)
    grid = praatio.textgrid.openTextgrid(str(path), includeEmptyIntervals=True)
    return {
        tier.name: [(round(start * 1000), round(end * 1000), label) for start, end, label in tier.entries]
        for tier in grid.tiers
    }


def test_the_tiers_are_words_captions_and_turns(tmp_path: Path) -> None:
    alignment, text = said('Anna| Good "day".(3000)\nnobody| Yes.\nBob| No.')
    alignment = alignment_of(alignment.words, duration_ms=9000)
    found = tiers(FORMATS["textgrid"].write(CaptionTrack(alignment, text)).data, tmp_path)
    assert {name: [each for each in spans if each[2]] for name, spans in found.items()} == {
        "words": [(1000, 1300, "Good"), (1300, 1720, '"day".'), (4720, 5020, "Yes."), (5020, 5260, "No.")],
        "cues": [(1000, 1970, 'Good "day".'), (4720, 5553, "Yes.\nNo.")],
        "speakers": [(1000, 1720, "Anna"), (5020, 5260, "Bob")],
    }
    assert [spans[-1][1] for spans in found.values()] == [9000, 9000, 9000]


def test_the_file_is_praats_full_text() -> None:
    alignment, text = said("Hi.")
    lines = written("textgrid", alignment_of(alignment.words, duration_ms=2500), text).split("\n")
    assert lines[:18] == [
        'File type = "ooTextFile"', 'Object class = "TextGrid"', "", "xmin = 0", "xmax = 2.5", "tiers? <exists>", "size = 3",
        "item []:", "    item [1]:", '        class = "IntervalTier"', '        name = "words"', "        xmin = 0",
        "        xmax = 2.5", "        intervals: size = 3", "        intervals [1]:", "            xmin = 0",
        "            xmax = 1", '            text = ""',
    ]  # fmt: skip


def test_without_names_the_tier_of_speakers_is_silent() -> None:
    assert "Anna" not in written("textgrid", *said("Anna| Good day."), options_of(speakers=False))


@settings(max_examples=50)
@given(alignments(), any_options())
def test_any_text_makes_tiers_without_holes_that_an_independent_reader_reads(
    tmp_path_factory: pytest.TempPathFactory, case: tuple[Alignment, str], options: CaptionOptions
) -> None:
    track = CaptionTrack(*case, options)
    file = FORMATS["textgrid"].write(track)
    found = tiers(file.data, tmp_path_factory.mktemp("praat"))
    words = [word for cue in track.cues for line in cue.lines for word in line.words]
    cues = ["\n".join(line.text for line in cue.lines if line.words) for cue in track.cues]
    assert [text for _, _, text in found["words"] if text] == [word.text for word in words]
    assert [text for _, _, text in found["cues"] if text] == cues
    for spans in found.values():
        assert spans[0][0] == 0
        assert all(one[1] == two[0] for one, two in pairwise(spans))
        assert all(start < end for start, end, _ in spans)
    if not file.lost:
        assert [span[:2] for span in found["words"] if span[2]] == [(word.start_ms, word.end_ms) for word in words]
        assert [span[:2] for span in found["cues"] if span[2]] == [(cue.start_ms, cue.end_ms) for cue in track.cues]
    assert [(cue.start_ms, cue.end_ms, "\n".join(cue.lines)) for cue in read(file.data)] == [
        (start, end, unmarked(text)) for start, end, text in found["cues"] if text
    ]


@pytest.mark.parametrize("count", [0, 300])
def test_any_number_of_captions_is_written(count: int, tmp_path: Path) -> None:
    track = CaptionTrack(*said("\n".join(["Good day.(3000)"] * count)))
    data = FORMATS["textgrid"].write(track).data
    assert len(read(data)) == count
    assert len(tiers(data, tmp_path)["cues"]) == 2 * count + 1


def test_who_speaks_alone_during_a_caption_is_its_speaker() -> None:
    data = FORMATS["textgrid"].write(CaptionTrack(*said("Anna| I am.(3000)\nBob| Hi.(3000)\nAnna| Yes.\nBob| No."))).data
    assert [cue.speakers for cue in read(data)] == [("Anna",), ("Bob",), (None, None)]


_SHORT = '''File type = "ooTextFile short"
"TextGrid"

0
3.25
<exists>
2
"TextTier"
"bell"
0
3.25
1
1.5
"ding"
"IntervalTier"
"Mary"
0
3.25
3
0
0.10000000000000001
""
0.1 2.5 "say ""hi"""  ! a comment with a " in it
2.5
3.25
" "
'''


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_short_text_comments_points_and_the_encodings_of_praat_are_read(encoding: str) -> None:
    assert read(_SHORT.replace("\n", "\r\n").encode(encoding)) == (WrittenCue(100, 2500, ('say "hi"',), (None,)),)


def test_with_several_tiers_and_none_for_captions_the_question_is_asked() -> None:
    data = FORMATS["textgrid"].write(CaptionTrack(*said("Hi."))).data
    with pytest.raises(UsageError, match="there are: words, lines, speakers"):
        read(data.replace(b'"cues"', b'"lines"'))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "where a text in quotes should be, the file ends"),
        (b'"ooTextFile"\n"Pitch 1"\n0 1', "not a TextGrid"),
        (b'"ooTextFile" "TextGrid" 0 1 <exists> 99999999 "IntervalTier" "a" 0 1 99999999', "a time in seconds should be"),
        (b'"ooTextFile" "TextGrid" 0 1 <absent>', "there are: none"),
        (b'"ooTextFile" "TextGrid" 0 1 <exists> 1 "IntervalTier" "a" 0 1 1 0 "x" "y"', "there is 'x'"),
        (b'"ooTextFile" "TextGrid" 0 1 <exists> 1 "IntervalTier" "a" 0 1 1 1 0 "y"', "'a' .* run backwards at 1000 ms"),
        (b'"ooTextFile" "TextGrid" 0 1 <exists> 1 "IntervalTier" "a" 0 1 1 0 1e99 "y"', "a time in seconds"),
        (b'"ooTextFile" "TextGrid" 0 1 <exists> 1 "IntervalTier" "a" 0 1 1 0 1 "y', "a quote is not closed"),
        (b'\xff\xfe"', "not UTF-16"),
        (b"\xff", "not UTF-8"),
    ],
)
def test_a_damaged_file_is_refused_with_what_is_wrong(data: bytes, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        read(data)


def test_quotes_without_end_are_found_in_one_pass() -> None:
    with pytest.raises(UsageError, match="not closed"):
        read(b'"ooTextFile" "TextGrid" 0 1 <exists> 1 "IntervalTier" "a" 0 1 1 0 1 "' + b'""' * 500_000)
