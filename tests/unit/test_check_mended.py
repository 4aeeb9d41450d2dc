"""Mending touches no word, breaks nothing that was whole, and is done after once; captions of Oncue's have nothing hard."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.caption_pictures import options_of, read_out, said
from oncue.captions.check import RULE_SETS, RuleSet, Severity, check, mended
from oncue.captions.formats import FORMATS
from oncue.captions.formats.written import WrittenCue
from oncue.captions.track import CaptionTrack
from oncue.frame_rate import FRAME_RATES
from oncue.options.captions import PROFILE_VALUES
from oncue.text.word_breaks import has_unspaced
from tests.golden.test_captions import _INTERVIEW, _NEWS, _SPEECH
from tests.unit.broken_captions import CLEAN, END_MS, cue

_WORDS = st.sampled_from(
    [
        "the",
        "a",
        "of",
        "Anna",
        "So",
        "no.",
        "yes,",
        "-",
        "--",
        "- ",
        "ANNA:",
        "Ben:",
        "-5",
        "今日のニュースを",
        "お伝え",
        "สวัสดีครับ",
    ]
    + ["שלום", "naïve", "extraordinarily", "1,000", "…", "\u200b", "\u00a0", "\x07", "e\u0301", "♪", "Mr", "Smith"]
)
_LINES = st.lists(st.lists(_WORDS, max_size=9).map(" ".join), min_size=1, max_size=4)


@st.composite
def _cues(draw: st.DrawFn) -> list[WrittenCue]:
    start, cues = 0, []
    for _ in range(draw(st.integers(0, 8))):
        start = max(0, start + 100 * draw(st.integers(-3, 40)))  # further apart than frames, which would make times equal
        lines = draw(_LINES)
        speakers = [draw(st.sampled_from([None, "Anna", "Ben"])) for _ in lines]
        cues.append(WrittenCue(start, start + 100 * draw(st.integers(0, 90)), tuple(lines), tuple(speakers)))
    return cues


_RULES = st.builds(
    lambda rules, rate: replace(rules, frame_rate=FRAME_RATES.get(rate)),
    st.sampled_from(list(RULE_SETS.values())),
    st.sampled_from([None, "23.976", "25", "29.97df", "60"]),
)
_LANGUAGES = st.sampled_from(["en", "de", "ja", "th", "he", "xx"])


def _letters(cues: list[WrittenCue]) -> list[str]:
    return ["".join("".join(each.lines).split()) for each in cues]


@given(cues=_cues(), rules=_RULES, language=_LANGUAGES, end_ms=st.none() | st.integers(0, 40_000))
@settings(max_examples=50)
def test_mending_keeps_every_word_in_its_caption_and_order(
    cues: list[WrittenCue], rules: RuleSet, language: str, end_ms: int | None
) -> None:
    better = mended(cues, rules, language=language, end_ms=end_ms)
    assert _letters(list(better)) == _letters(cues)
    for one, two in zip(cues, better, strict=True):
        if not has_unspaced("".join(one.lines)):  # where there are no spaces, none comes in for a line end
            assert " ".join(two.lines).split() == " ".join(one.lines).split()


@given(cues=_cues(), rules=_RULES, language=_LANGUAGES, end_ms=st.none() | st.integers(0, 40_000))
@settings(max_examples=50)
def test_mending_breaks_no_hard_rule_that_was_kept_and_breaks_lines_once(
    cues: list[WrittenCue], rules: RuleSet, language: str, end_ms: int | None
) -> None:
    slow = {("channel_too_slow", number) for number in range(1, len(cues) + 1)}

    def hard(some: list[WrittenCue]) -> set[tuple[str, int | None]]:
        found = check(some, rules, language=language, end_ms=end_ms)
        # A row more, where one was too long, takes codes of its own to send.
        return {(each.code, each.cue) for each in found if each.severity is Severity.HARD} - slow

    better = list(mended(cues, rules, language=language, end_ms=end_ms))
    assert hard(better) <= hard(cues)
    again = mended(better, rules, language=language, end_ms=end_ms)
    assert [each.lines for each in again] == [each.lines for each in better]


@pytest.mark.parametrize("rate", [None, "23.976", "25", "29.97df", "60"])
@pytest.mark.parametrize("profile", PROFILE_VALUES)
def test_captions_of_oncue_break_no_hard_rule_of_their_profile(profile: str, rate: str | None) -> None:
    programmes = [said(_SPEECH, ms_per_char=62), said(_INTERVIEW, ms_per_char=62)]
    programmes += [read_out(text, language, ms_per_char=150) for language, text in _NEWS.items()]
    forced = {"too_fast", "too_short", "gap_too_small", "gap_flickers"}
    rules = replace(RULE_SETS[profile], frame_rate=FRAME_RATES.get(rate or ""))
    options = replace(options_of(profile), frame_rate=rules.frame_rate)
    for alignment, text in programmes:
        track = CaptionTrack(alignment, text, options)
        for each in (FORMATS["srt"], FORMATS["vtt"]):
            assert each.read is not None
            cues = each.read(each.write(track).data)
            found = check(cues, rules, language=alignment.language, end_ms=alignment.duration_ms)
            assert {one.severity for one in found} <= {Severity.SOFT}
            assert {one.code for one in found} <= forced


def test_a_negative_number_and_a_clipped_word_are_not_taken_apart() -> None:
    long = "-5 degrees it was in the harbour of the town, and -7 on the hill above it"
    (better,) = mended([cue(0, 5000, long)], RULE_SETS["netflix"])
    assert len(better.lines) == 2
    assert " ".join(better.lines) == long


def test_a_dialogue_is_broken_with_a_line_for_each_speaker() -> None:
    wrong = cue(0, 5000, "- Was anybody hurt", "in the storm?", "- No.")
    (better,) = mended([wrong], RULE_SETS["netflix"])
    assert better.lines == ("- Was anybody hurt in the storm?", "- No.")


def test_nothing_of_a_clean_file_is_changed() -> None:
    for rules in RULE_SETS.values():
        assert mended(CLEAN, rules, end_ms=END_MS) == CLEAN
