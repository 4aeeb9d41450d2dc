"""What holds for the captions of any timed words at all."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from bench.caption_pictures import alignments, any_options, options_of, read_out
from oncue.captions.limits import CaptionOptions
from oncue.captions.segmentation import segment
from oncue.captions.segmentation.units import units_of
from oncue.model import Alignment
from oncue.text.display_text import columns, is_punctuation, visible

Case = tuple[Alignment, str]


@given(alignments(), any_options())
def test_every_spoken_word_is_shown_once_and_in_order_and_no_other(case: Case, options: CaptionOptions) -> None:
    alignment, transcript = case
    shown = [word for cue in segment(alignment, transcript, options) for line in cue.lines for word in line.words]
    spoken = [word for word in alignment.words if word.start_ms is not None and visible(word.text)]
    assert [(word.char_start, word.text) for word in shown] == [(word.char_start, visible(word.text)) for word in spoken]


@given(alignments(), any_options())
def test_times_run_forwards_and_cues_never_overlap(case: Case, options: CaptionOptions) -> None:
    cues = segment(*case, options)
    assert all(0 <= cue.start_ms < cue.end_ms for cue in cues)
    assert all(one.end_ms <= two.start_ms for one, two in pairwise(cues))


@given(alignments(), any_options())
def test_no_cue_begins_before_its_first_word(case: Case, options: CaptionOptions) -> None:
    for cue in segment(*case, options):
        assert cue.start_ms >= min(word.start_ms or 0 for line in cue.lines for word in line.words)


@given(alignments(), any_options())
def test_lines_characters_and_longest_duration_are_never_exceeded(case: Case, options: CaptionOptions) -> None:
    limits = options.limits.in_language(case[0].language)
    units = {unit.words[0].char_start: unit for unit in units_of(*case, limits)}
    for cue in segment(*case, options):
        assert 1 <= len(cue.lines) <= limits.max_lines
        assert cue.end_ms - cue.start_ms <= limits.max_duration_ms
        for line in cue.lines:
            if columns(f"{line.label} {line.text}".strip()) > limits.max_columns:
                assert not line.label
                assert units[line.words[0].char_start].text == line.text  # one word, longer than any line


@given(alignments(), any_options())
def test_a_cue_has_one_speaker_or_one_for_each_of_two_lines(case: Case, options: CaptionOptions) -> None:
    for cue in segment(*case, options):
        if cue.dashed:
            assert len(cue.lines) == 2
            assert cue.speaker is None
        for line in cue.lines:
            assert {word.speaker for word in line.words} <= {line.speaker}


@given(alignments(), any_options())
def test_loose_punctuation_stays_with_a_word_of_the_same_speaker_that_has_room(case: Case, options: CaptionOptions) -> None:
    for cue in segment(*case, options):
        for above, below in pairwise(cue.lines):
            if cue.dashed or not above.words:
                continue
            first = below.words[0]
            touches = above.words[-1].char_end == first.char_start
            width = columns(above.words[-1].text + ("" if touches else " ") + first.text)
            if is_punctuation(first.text) and not is_punctuation(below.text) and above.speaker == below.speaker:
                opens = len(below.words) > 1
                assert opens or width > options.limits.in_language(case[0].language).max_columns


@given(alignments())
def test_a_long_pause_always_ends_the_cue(case: Case) -> None:
    options = CaptionOptions()
    # A quote mark with a time of its own and no room beside its word stands for itself; any other shortens no pause.
    alone = {unit.words[0].char_start for unit in units_of(*case, options.limits) if is_punctuation(unit.text)}
    for cue in segment(*case, options):
        shown = [word for line in cue.lines for word in line.words]
        words = [word for word in shown if word.char_start in alone or not is_punctuation(word.text)]
        for one, two in pairwise(words):
            assert (two.start_ms or 0) - (one.end_ms or 0) < options.limits.pause_ms


@given(alignments(), any_options())
def test_an_offset_moves_every_cue_and_changes_nothing_else(case: Case, options: CaptionOptions) -> None:
    plain = segment(*case, CaptionOptions(options.limits, options.speakers))
    moved = segment(*case, CaptionOptions(options.limits, options.speakers, offset_ms=36_000_000))
    assert [(cue.start_ms - 36_000_000, cue.end_ms - 36_000_000) for cue in moved] == [(c.start_ms, c.end_ms) for c in plain]
    assert [[line.text for line in cue.lines] for cue in moved] == [[line.text for line in cue.lines] for cue in plain]


@given(
    st.text(st.sampled_from("今日は記者会見、。「」（）ちょっとサーバー A1สวัสดีครับๆ的了和。，：“”"), max_size=120),
    st.sampled_from(["ja", "zh", "th"]),
)
def test_text_without_spaces_is_shown_whole_within_its_lines_and_none_begins_with_part_of_a_sound(
    page: str, language: str
) -> None:
    assume(any(char.isalpha() for char in page))
    options = options_of(max_chars=12)
    alignment, transcript = read_out("はい。" + page, language)
    cues = segment(alignment, transcript, options)
    lines = [line for cue in cues for line in cue.lines]
    assert "".join(line.text for line in lines).replace(" ", "") == "".join(visible(word.text) for word in alignment.words)
    limits = options.limits.in_language(language)
    for line in lines:
        assert columns(line.text) <= limits.max_columns or len(line.words) == 1
        start = line.words[0].char_start
        assert not re.match("[ぁ-ん゙ァ-ン][ょっー]|[ก-ฮ][ัี]", transcript[start - 1 : start + 1])
