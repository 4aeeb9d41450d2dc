"""Plain text and the registry of formats."""

from __future__ import annotations

import pytest
from hypothesis import given

from bench.caption_pictures import alignments, any_options, options_of, picture, said, written
from oncue.captions.formats import FORMATS, caption_format
from oncue.captions.limits import CaptionOptions
from oncue.errors import UsageError
from oncue.model import Alignment
from oncue.text.display_text import visible

_ORDER = (
    *("srt", "vtt", "ttml", "ebuttd.xml", "netflix.xml", "stl", "scc", "ass", "sbv"),
    *("json", "podcast.json", "csv", "tsv", "textgrid", "txt", "html", "docx"),
)


def test_each_turn_is_a_paragraph_with_the_name_in_front() -> None:
    script = "Anna| Good morning. It is ~half~ eight.\nBob| Already?"
    assert written("txt", *said(script), CaptionOptions()).strip() == picture("""
        ANNA: Good morning. It is eight.

        BOB: Already?
    """)


def test_paragraphs_of_the_transcript_are_kept_inside_a_turn() -> None:
    assert written("txt", *said("One.\n\nTwo.\nThree."), CaptionOptions()) == "One.\n\nTwo. Three.\n"


def test_names_can_be_left_out() -> None:
    assert written("txt", *said("Anna| Yes.\nBob| No."), options_of(speakers=False)) == "Yes.\n\nNo.\n"


def test_nothing_said_is_an_empty_file() -> None:
    assert written("txt", *said(""), CaptionOptions()) == ""


@given(alignments(), any_options())
def test_every_spoken_word_and_nothing_else_is_in_the_text(case: tuple[Alignment, str], options: CaptionOptions) -> None:
    text = written("txt", *case, CaptionOptions(options.limits, speakers=False))
    spoken = "".join(visible(word.text) for word in case[0].words if word.start_ms is not None)
    assert "".join(text.split()) == "".join(spoken.split())


def test_a_format_is_found_by_its_suffix_in_any_spelling() -> None:
    assert caption_format(".SRT") is FORMATS["srt"]
    assert list(FORMATS) == [suffix for suffix in _ORDER if suffix in FORMATS]
    assert set(FORMATS) <= {*_ORDER}


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match=", ".join(FORMATS)):
        caption_format("doc")
