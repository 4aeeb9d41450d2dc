"""Lines that run from right to left, drawn with `>` for RLE, `<` for LRE and `|` for PDF."""

from __future__ import annotations

from hypothesis import given

from bench.caption_pictures import alignments, any_options, options_of, read_out, written
from oncue.captions.limits import CaptionOptions
from oncue.captions.segmentation import segment
from oncue.model import Alignment
from oncue.text.display_text import columns

_DRAWN = str.maketrans({"\u202b": ">", "\u202a": "<", "\u202c": "|"})


def lines_of(page: str, suffix: str, language: str = "he", options: CaptionOptions | None = None) -> list[str]:
    text = written(suffix, *read_out(page, language, ms_per_char=60), options or options_of())
    lines = text.translate(_DRAWN).replace("-->", "").split("\n")
    return [line for line in lines if any(char.isalpha() for char in line) and line != "WEBVTT"]


def test_a_line_that_begins_with_a_latin_name_a_figure_or_a_quote_is_embedded() -> None:
    for text in ("NASA הגיעה לירח.", "20 אחוז מהם?", '"כן", אמרה Google!', "3 מתוך 10, כ-30%, אמרו."):
        assert f">{text}|" in lines_of(f"שלום לכם וערב טוב, מכל העובדים כאן.\n\n{text}", "srt")


def test_labels_and_dashes_are_inside_and_the_tag_of_a_voice_is_outside() -> None:
    page = "דנה: בוקר טוב לכולם.\nנועם: כן.\nדנה: לא.\nנועם: כן, Google."
    assert lines_of(page, "srt")[:1] == [">דנה: בוקר טוב לכולם.|"]
    assert "<v נועם>>- כן.|</v>" in lines_of(page, "vtt")


def test_a_line_wholly_in_latin_letters_is_left_alone_but_for_its_label() -> None:
    page = "דנה: שלום לכולם.\nנועם: Yes, OK.\nדנה: תודה רבה."
    assert "Yes, OK." in " ".join(lines_of(page, "srt", options=options_of(speakers=False)))
    assert not any("<" in line for line in lines_of(page, "srt", options=options_of(speakers=False)))
    assert any("<Yes, OK.||" in line for line in lines_of(page, "srt"))


def test_a_hebrew_word_in_english_captions_is_no_reason_for_marks() -> None:
    assert lines_of("The word שלום means peace.", "srt", "en") == ["The word שלום means peace."]


def test_words_with_times_are_inside_the_marks() -> None:
    (line,) = lines_of("שלום לכם.", "vtt", options=options_of(words=True))
    assert line.startswith(">שלום <00:")
    assert line.endswith("לכם.|")


@given(alignments(), any_options())
def test_marks_are_balanced_on_each_line_and_take_no_columns(case: tuple[Alignment, str], options: CaptionOptions) -> None:
    limits = options.limits.in_language(case[0].language)
    text = written("srt", *case, options)
    for line in text.split("\n"):
        drawn = [char for char in line if char in "\u202a\u202b\u202c"]
        assert "".join(drawn) in ("", "\u202b\u202c", "\u202b\u202a\u202c\u202c")
    widths = [columns(line.text) for cue in segment(*case, options) for line in cue.lines if len(line.words) > 1]
    assert all(width <= limits.max_columns for width in widths)
