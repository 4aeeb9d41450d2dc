"""Chosen findings are mended at their own captions, by edits of a desk, and nothing else is."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bench.caption_pictures import options_of, said
from bench.desk_edits import any_op, news, track, word_of
from oncue.alignment.doubts import is_doubtful
from oncue.captions.check import RULE_SETS, Finding, Severity, check
from oncue.captions.check.fix import FIXABLE, CheckedCues, FixedCues, fixed
from oncue.captions.check.heard_cues import heard_cues
from oncue.captions.check.sound import sound_time_findings
from oncue.captions.check.sound_rules import sound_rules
from oncue.captions.formats import FORMATS
from oncue.captions.track import CaptionTrack
from oncue.desk import Break, DeskRefused, PlaceSound, Script, Show, apply_revision, fix_ops, parse_ops
from tests.unit.broken_captions import CLEAN, END_MS

RULES = RULE_SETS["netflix"]


def checked(cues: CaptionTrack) -> CheckedCues:
    read = FORMATS["srt"].read
    assert read is not None
    written = read(FORMATS["srt"].write(cues).data)
    heard = heard_cues(cues, is_doubtful)
    return CheckedCues(written, heard, RULES, sound_rules(RULES), "en", offset_ms=cues.options.offset_ms)


def findings(of: CheckedCues) -> list[Finding]:
    return [*check(of.cues, of.rules, language="en", end_ms=of.end_ms), *sound_time_findings(of.heard, of.sound)]


def edited(script: Script, *ops: dict[str, Any]) -> Script:
    return apply_revision(script, script.rev + 1, parse_ops(list(ops)), "Ann")


def mended(script: Script, cues: CaptionTrack, of: CheckedCues, better: FixedCues) -> Script:
    ops = [
        op
        for number, cue in better.cues.items()
        for op in fix_ops(script, cues.cues[number - 1], of.cues[number - 1], cue, of.offset_ms)
    ]
    return apply_revision(script, script.rev + 1, ops, "Ann") if ops else script


def test_a_caption_that_goes_too_early_is_put_on_its_last_word_and_no_other_finding_is_touched() -> None:
    script = edited(
        news(),
        {"op": "show", "word": word_of(news(), "everybody"), "out_ms": 1700},
        {"op": "show", "word": word_of(news(), "country"), "out_ms": 3400},
    )
    cues = track(script)
    of = checked(cues)
    found = [each for each in findings(of) if each.code == "out_time_early"]
    assert [each.cue for each in found] == [1, 2]
    better = fixed(of, found[:1])
    assert [each.cue for each in better.gone] == [1]
    assert list(better.cues) == [1]
    after = checked(track(mended(script, cues, of, better)))
    assert [each.cue for each in findings(after) if each.code == "out_time_early"] == [2]
    assert [cue.lines for cue in after.cues] == [cue.lines for cue in of.cues]


def test_a_hole_is_closed_and_a_short_caption_stays_longer_where_nobody_speaks() -> None:
    script = Script.of(*said("Yes.(3000) Good morning to you all in this house.(100) Here is the news."))
    script = edited(
        script,
        {"op": "break", "before": word_of(script, "Here"), "kind": "cue"},
        {"op": "show", "word": word_of(script, "Yes"), "out_ms": 1400},
    )
    cues = track(script)
    of = checked(cues)
    short = [each for each in findings(of) if each.code == "too_short" and each.cue == 1]
    assert short
    better = fixed(of, short)
    assert better.gone == tuple(short)
    after = checked(track(mended(script, cues, of, better)))
    assert after.cues[0].end_ms - after.cues[0].start_ms >= RULES.limits.in_language("en").min_duration_ms
    assert not [each for each in findings(after) if each.code == "too_short" and each.cue == 1]


def test_a_bad_line_break_is_set_anew_by_words() -> None:
    script = Script.of(*said("The ferries leave from the harbour again every hour from now on."))
    (cue,) = track(script).cues
    bad = word_of(script, "from")
    starts = [line.words[0].id for line in cue.lines[1:]]
    script = edited(
        script,
        *({"op": "break", "before": each, "kind": "none"} for each in starts if each != word_of(script, "the")),
        {"op": "break", "before": word_of(script, "the"), "kind": "line"},
    )
    cues = track(script)
    of = checked(cues)
    (weak,) = [each for each in findings(of) if each.code == "weak_break"]
    assert of.cues[0].lines[0].endswith(" from"), bad
    better = fixed(of, [weak])
    assert better.gone == (weak,)
    ops = fix_ops(script, cues.cues[0], of.cues[0], better.cues[1])
    assert {type(op) for op in ops} == {Break}
    after = checked(track(apply_revision(script, script.rev + 1, ops, "Ann")))
    assert after.cues[0].lines == better.cues[1].lines


def test_a_caption_that_nothing_but_its_words_can_mend_is_left_and_named() -> None:
    script = Script.of(*said("Good morning to you all. Here is the news of the day.", ms_per_char=20))
    script = edited(script, {"op": "break", "before": word_of(script, "Here"), "kind": "cue"})
    cues = track(script)
    of = checked(cues)
    fast = [each for each in findings(of) if each.code == "too_fast" and each.cue == 1]
    assert fast
    assert fixed(of, fast) == FixedCues({}, ())


def test_findings_of_other_kinds_are_never_taken_for_mended() -> None:
    assert not {"text_unlike_sound", "words_not_heard", "clock_offset", "out_of_order", "empty_cue"} & FIXABLE
    foreign = Finding("text_unlike_sound", 1, 0, 1, 0, "words", Severity.SOFT, "", "")
    assert fixed(CheckedCues(CLEAN, (), RULES, sound_rules(RULES), "en", END_MS), [foreign]) == FixedCues({}, ())


def test_a_sound_is_moved_as_a_sound() -> None:
    script = edited(news(), {"op": "sound", "start_ms": 11_300, "end_ms": 12_500, "text": "[LOUD MUSIC]"})
    cues = track(script)
    number = next(n for n, cue in enumerate(cues.cues) if "MUSIC" in cue.lines[0].text)
    of = checked(cues)
    later = replace(of.cues[number], end_ms=of.cues[number].end_ms + 40)
    (op,) = fix_ops(script, cues.cues[number], of.cues[number], later)
    assert op == PlaceSound(11_300, later.end_ms, "[LOUD MUSIC]", next(iter(script.sounds)))


def test_a_caption_of_one_word_is_moved_at_once_and_not_beyond_the_recording() -> None:
    script = Script.of(*said("Yes."))
    script = edited(script, {"op": "show", "word": "w0", "in_ms": 100, "out_ms": 300})
    cues = track(script)
    of = checked(cues)
    end_ms = script.alignment.duration_ms
    ops = fix_ops(script, cues.cues[0], of.cues[0], replace(of.cues[0], start_ms=320, end_ms=end_ms + 20))
    assert ops == (Show("w0", in_ms=320, out_ms=end_ms),), "behind its end of before, and then its end"
    assert apply_revision(script, script.rev + 1, ops, "Ann").rev == script.rev + 1


def test_a_break_inside_a_word_asks_for_nothing() -> None:
    script = Script.of(*said("extraordinarily good"))
    cues = track(script)
    of = checked(cues)
    inside = replace(of.cues[0], lines=("extra", "ordinarily good"), speakers=(None, None))
    assert fix_ops(script, cues.cues[0], of.cues[0], inside) == ()


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from([0, 1500]))
def test_what_is_said_to_be_mended_is_so_and_no_word_changes(random: Random, offset_ms: int) -> None:
    script = news()
    for _ in range(random.randrange(1, 6)):
        op = random.choice([any_op(script, random), Show(random.choice(script.shown).id, out_ms=random.randrange(16_000))])
        try:
            script = apply_revision(script, script.rev + 1, [op], "Ann")
        except DeskRefused:
            continue
    cues = track(script, options_of(offset_ms=offset_ms))
    of = checked(cues)
    hard = {(each.code, each.cue) for each in findings(of) if each.severity is Severity.HARD}
    better = fixed(of, findings(of))
    after_script = mended(script, cues, of, better)
    assert [(word.id, word.text) for word in after_script.words] == [(word.id, word.text) for word in script.words]
    result = list(of.cues)
    for number, cue in better.cues.items():
        result[number - 1] = cue
    after = replace(of, cues=result, heard=[])
    assert {(each.code, each.cue) for each in findings(after) if each.severity is Severity.HARD} <= hard
    left = {(each.code, each.cue) for each in findings(after)}
    assert not {(each.code, each.cue) for each in better.gone} & left
