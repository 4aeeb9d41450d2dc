"""CSV and TSV: a row a word, by RFC 4180's grammar, safe in spreadsheets, and read back as cues."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings

from bench.caption_pictures import alignments, any_options, said, written
from oncue.caption_readers.invisible_marks import unmarked
from oncue.captions.formats import FORMATS, WrittenCue
from oncue.captions.limits import CaptionOptions
from oncue.captions.track import CaptionTrack
from oncue.errors import UsageError
from oncue.model import Alignment, Cue
from oncue.text.display_text import visible

_JOINER = "\u2060"
_COLUMNS = "cue,line,speaker,word,start_ms,end_ms,confidence_percent,space_before,cue_start_ms,cue_end_ms,word_id"
# RFC 4180, 2: a field in quotes, in which quotes are doubled, or one without quotes, commas and line breaks.
_FIELD = re.compile(r'"((?:[^"]|"")*)"|([^",\r\n]*)')


def grammar(text: str) -> list[list[str]]:
    """The cells of a file that keeps to the grammar of RFC 4180 without exception."""
    rows: list[list[str]] = []
    at = 0
    while at < len(text):
        row: list[str] = []
        while True:
            found = _FIELD.match(text, at)
            assert found is not None
            row.append(found[2] if found[1] is None else found[1].replace('""', '"'))
            at = found.end()
            if text.startswith("\r\n", at):
                break
            assert text[at : at + 1] == ",", f"a field ends at {text[at : at + 20]!r}"
            at += 1
        at += 2
        rows.append(row)
    return rows


def read(suffix: str, data: bytes) -> tuple[WrittenCue, ...]:
    reader = FORMATS[suffix].read
    assert reader is not None
    return reader(data)


def expected(cue: Cue, options: CaptionOptions) -> WrittenCue:
    lines = [line for line in cue.lines if line.words]
    names = [unmarked(visible(line.speaker or "")) or None if options.speakers else None for line in lines]
    return WrittenCue(cue.start_ms, cue.end_ms, tuple(unmarked(line.text) for line in lines), tuple(names))


def test_a_row_is_a_word_with_its_place_in_a_caption() -> None:
    assert written("csv", *said("Anna| Good day,(3000)\nnobody| sir.")) == (
        "\ufeff" + _COLUMNS + "\r\n"
        "1,1,Anna,Good,1000,1300,100,0,1000,1850,w0\r\n"
        '1,1,Anna,"day,",1300,1600,100,1,1000,1850,w5\r\n'
        "2,1,,sir.,4600,4900,100,0,4600,5433,w10\r\n"
    )


def test_tsv_has_tabs_no_byte_order_mark_and_quotes_around_quotes() -> None:
    assert written("tsv", *said('Good, "day"')) == (
        _COLUMNS.replace(",", "\t") + "\n"
        "1\t1\t\tGood,\t1000\t1360\t100\t0\t1000\t1970\tw0\n"
        '1\t1\t\t"""day"""\t1360\t1720\t100\t1\t1000\t1970\tw6\n'
    )


@pytest.mark.parametrize("text", ["=1+1", "+1-800", "-5", "@home", "＝1", '=HYPERLINK("x")', "a;=1", "a;b,@c"])
@pytest.mark.parametrize("suffix", ["csv", "tsv"])
def test_no_cell_is_a_formula_and_that_is_told(text: str, suffix: str) -> None:
    track = CaptionTrack(*said(f"say {text} now"))
    file = FORMATS[suffix].write(track)
    assert not re.search(r"[,\t;\"\n][=+\-@＝][^,\t\n]", file.data.decode())
    assert [each.partition(":")[0] for each in file.lost] == ["formulas"]
    assert read(suffix, file.data)[0].lines == (f"say {text} now",)


def test_a_dash_alone_is_no_formula() -> None:
    file = FORMATS["csv"].write(CaptionTrack(*said("one - two")))
    assert file.lost == ()
    assert _JOINER not in file.data.decode()


@settings(max_examples=50)
@given(alignments(), any_options())
def test_any_text_keeps_to_the_grammar_and_reads_back_as_its_cues(
    case: tuple[Alignment, str], options: CaptionOptions
) -> None:
    track = CaptionTrack(*case, options)
    data = FORMATS["csv"].write(track).data
    rows = grammar(data.decode("utf-8-sig"))
    assert rows[0] == _COLUMNS.split(",")
    words = [word for cue in track.cues for line in cue.lines for word in line.words]
    assert [unmarked(row[3]) for row in rows[1:]] == [unmarked(word.text) for word in words]
    assert [(int(row[4]), int(row[5])) for row in rows[1:]] == [(word.start_ms, word.end_ms) for word in words]
    assert not any(re.match("[=+@-].", cell) for row in rows for cell in row)
    assert read("csv", data) == tuple(expected(cue, options) for cue in track.cues)
    assert read("tsv", FORMATS["tsv"].write(track).data) == read("csv", data)


@pytest.mark.parametrize("count", [0, 300])
def test_any_number_of_captions_is_written(count: int) -> None:
    track = CaptionTrack(*said("\n".join(["Good day.(3000)"] * count)))
    assert len(read("csv", FORMATS["csv"].write(track).data)) == count


def test_a_table_that_a_spreadsheet_saved_is_read() -> None:
    rows = ["word;cue;line;space_before;speaker;cue_start_ms;cue_end_ms;note"]
    rows += ["Good;1;1;0;Ann;1000;2000;", '"day; ""sir""";1;2;0;Ann;1000;2000;x', ";;;;;;;"]
    assert read("csv", "\n".join(rows).encode()) == (WrittenCue(1000, 2000, ("Good", 'day; "sir"'), ("Ann", "Ann")),)


_HEAD = "cue,line,speaker,word,space_before,cue_start_ms,cue_end_ms\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no column 'cue'"),
        ("name,age\nAnn,5\n", "no column 'cue'"),
        (_HEAD + "1,1,,Hi,0,1000\n", "Row 2 .* has 6 cells, not 7"),
        (_HEAD + "1,1,,Hi,0,1000,soon\n", "Row 2 .* cue_end_ms is no number: 'soon'"),
        (_HEAD + "1,1,,Hi,0,2000,1000\n", "Cue 1 .* ends before it starts"),
        (_HEAD + "1,1,,Hi,0,1000,2000\n1,1,,you,1,1000,3000\n", "rows of cue 1 .* different times"),
        (_HEAD + '1,1,,"Hi,0,1000,2000\n', "damaged: unexpected end of data"),
        (_HEAD + "1,1,," + "x" * 200_000 + ",0,1000,2000\n", "field larger than"),
        (_HEAD + "1,1,,Hi,0,١,2000\n", "cue_start_ms is no number"),
    ],
)
def test_a_damaged_table_is_refused_with_its_place(text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        read("csv", text.encode())
