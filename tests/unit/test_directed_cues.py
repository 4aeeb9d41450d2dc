"""Captions as persons directed them: breaks, times and sounds survive any limits, or are listed."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bench.caption_pictures import alignments, drawn, options_of, picture, said, times
from oncue.captions.formats import FORMATS
from oncue.captions.limits import CaptionOptions
from oncue.captions.segmentation.directions import BreakKind, CaptionDirections, directions_from_json, directions_json
from oncue.captions.track import CaptionTrack
from oncue.model import Alignment, WordStatus

SPEECH = """
    Anna| Good morning, everybody.(600) This Tuesday is election day in the whole country, and the polls open at seven.(700)
    Bob| Thank you.
"""


def directed(
    script: str, options: CaptionOptions | None = None, *, ins: dict[str, int] | None = None,
    outs: dict[str, int] | None = None, **breaks: str,
) -> CaptionTrack:  # fmt: skip
    """The captions of a script with a break before each word that is named (with `_` for what no name may have)."""
    alignment, text = said(script)
    ids = {word.text.strip(".,?").lower(): word.id for word in alignment.words}
    directions = CaptionDirections(
        {ids[name]: BreakKind(kind) for name, kind in breaks.items()},
        {ids[name]: ms for name, ms in (ins or {}).items()},
        {ids[name]: ms for name, ms in (outs or {}).items()},
    )
    return CaptionTrack(alignment, text, options or options_of(), directions=directions)


def test_a_split_moves_no_other_break() -> None:
    assert drawn(directed(SPEECH).cues) == picture("""
        ANNA: Good morning, everybody.

        This Tuesday is election day in the whole
        country, and the polls open at seven.

        BOB: Thank you.
    """)
    assert drawn(directed(SPEECH, election="cue").cues) == picture("""
        ANNA: Good morning, everybody.

        This Tuesday is

        election day in the whole country,
        and the polls open at seven.

        BOB: Thank you.
    """)


def test_a_merge_and_a_line_break_are_held_where_the_limits_allow_them() -> None:
    track = directed("This is(900) it. And now(900) the weather for today.", it="none", the="line")
    assert drawn(track.cues) == picture("""
        This is it. And now
        the weather for today.
    """)
    assert track.unheld == ()


def test_two_speakers_share_a_caption_where_a_person_wants_a_line_between_them() -> None:
    track = directed("Anna| Where were you?(800)\nBob| At home.", at="line")
    assert drawn(track.cues) == "- ANNA: Where were you?\n- BOB: At home."
    assert track.unheld == ()
    track = directed("Anna| Where were you all of this time, Robert?(800)\nBob| At home.", robert="cue", at="line")
    assert drawn(track.cues) == "ANNA: Where were you all of this time,\n\n- Robert?\n- BOB: At home."


def test_what_the_limits_cannot_hold_is_listed_with_its_word() -> None:
    one_line = options_of(max_lines=1)
    track = directed("We go home now. They stay here.", one_line, they="line")
    assert drawn(track.cues) == "We go home now.\n\nThey stay here."
    assert [(one.code, one.word) for one in track.unheld] == [("line_break", "w16")]
    assert "1 line of 42" in track.unheld[0].text
    track = directed("Supercalifragilistic expialidocious", options_of(max_lines=1, max_chars=24), expialidocious="none")
    assert [(one.code, one.word) for one in track.unheld] == [("no_break", "w21")]
    track = directed("Anna| Where were you?\nBob| At home.", at="none")
    assert [one.code for one in track.unheld] == ["no_break"]


def test_breaks_of_one_profile_hold_in_another_and_in_narrow_formats() -> None:
    for options in (options_of("bbc"), options_of("dcmp"), options_of(max_chars=20), options_of(max_lines=3)):
        track = directed(SPEECH, options, election="cue", polls="cue")
        firsts = {cue.lines[0].words[0].text for cue in track.cues if cue.lines[0].words}
        assert {"election", "polls"} <= firsts
        assert track.unheld == ()
    narrow = directed(SPEECH, election="cue").narrowed(max_chars=16, max_lines=2)
    assert "election" in {cue.lines[0].words[0].text for cue in narrow.cues if cue.lines[0].words}


def test_a_captions_own_times_hold_and_its_neighbours_give_way() -> None:
    plain = directed(SPEECH)
    track = directed(SPEECH, ins={"this": 2500}, outs={"seven": 8550})
    assert times(track.cues)[1] == (2500, 8550)
    assert times(track.cues)[0] == (1000, 2500)
    assert times(track.cues)[2][0] == 8600
    assert [cue.lines for cue in track.cues] == [cue.lines for cue in plain.cues]
    assert track.unheld == ()


def test_a_time_of_its_own_parts_a_caption_in_a_profile_that_would_not() -> None:
    track = directed("It is so. We know.", ins={"we": 1900})
    assert drawn(track.cues) == "It is so.\n\nWe know."
    assert track.cues[1].start_ms == 1900


def test_times_that_cannot_be_are_cut_and_listed() -> None:
    track = directed(SPEECH, ins={"this": 100}, outs={"seven": 80_000})
    assert [one.code for one in track.unheld] == ["in_time", "out_time"]
    assert all(one.start_ms < one.end_ms for one in track.cues)


def test_a_sound_has_a_caption_of_its_own_and_is_nobodys() -> None:
    alignment, text = said("Anna| We have won.(3000) Thank you all.\nBob| Indeed.")
    words = list(alignment.words)
    sound = replace(
        words[2], text="[APPLAUSE]", char_start=12, char_end=22, speaker=None, start_ms=2000, end_ms=3500, name="s1.0"
    )
    text = text[:12] + "[APPLAUSE] " + text[12:]
    later = [replace(w, char_start=w.char_start + 11, char_end=w.char_end + 11, name=w.id) for w in words[3:]]
    track = CaptionTrack(
        replace(alignment, words=(*words[:3], sound, *later)), text, options_of(),
        directions=CaptionDirections(ins={"s1.0": 2000}, outs={"s1.0": 3500}, sounds=frozenset({"s1.0"})),
    )  # fmt: skip
    assert drawn(track.cues) == picture("""
        ANNA: We have won.

        [APPLAUSE]

        Thank you all.

        BOB: Indeed.
    """)
    assert times(track.cues)[1] == (2000, 3500)
    assert "<v Anna>[APPLAUSE]" not in FORMATS["vtt"].write(track).data.decode()
    assert "–" not in FORMATS["txt"].write(track).data.decode()


def test_a_direction_on_a_word_that_is_not_shown_is_its_neighbours() -> None:
    alignment, text = said("It is so and we all know it.")
    words = tuple(
        replace(word, start_ms=None, end_ms=None, status=WordStatus.NOT_IN_AUDIO) if word.text == "and" else word
        for word in alignment.words
    )
    track = CaptionTrack(
        replace(alignment, words=words), text, options_of(), directions=CaptionDirections({"w9": BreakKind.CUE})
    )
    assert drawn(track.cues) == "It is so\n\nwe all know it."


def test_directions_come_back_from_json() -> None:
    directions = CaptionDirections({"w1": BreakKind.LINE}, {"w1": 5}, {"a3.0": 9}, frozenset({"s1.0"}))
    assert directions_from_json(directions_json(directions)) == directions


@settings(max_examples=40)
@given(alignments(), st.data(), st.sampled_from(["netflix", "bbc", "dcmp"]), st.integers(1, 3))
def test_whatever_is_directed_every_word_is_shown_once_and_each_direction_is_held_or_listed(
    case: tuple[Alignment, str], data: st.DataObject, profile: str, lines: int
) -> None:
    alignment, text = case
    ids = st.sampled_from([word.id for word in alignment.words] or ["w0"])
    moments = st.integers(0, 60_000)
    directions = CaptionDirections(
        data.draw(st.dictionaries(ids, st.sampled_from(BreakKind), max_size=6)),
        data.draw(st.dictionaries(ids, moments, max_size=3)),
        data.draw(st.dictionaries(ids, moments, max_size=3)),
    )
    options = options_of(profile, max_lines=lines)
    track = CaptionTrack(alignment, text, options, directions=directions)
    plain = CaptionTrack(alignment, text, options)

    def shown(of: CaptionTrack) -> list[str]:
        return [word.id for cue in of.cues for line in cue.lines for word in line.words]

    assert shown(track) == shown(plain)
    assert all(cue.start_ms < cue.end_ms for cue in track.cues)
    assert all(one.end_ms <= two.start_ms for one, two in zip(track.cues, track.cues[1:], strict=False))
    unheld = {(one.code, one.word) for one in track.unheld}
    firsts = {cue.lines[0].words[0].id if cue.lines[0].words else cue.lines[1].words[0].id for cue in track.cues}
    line_firsts = {line.words[0].id for cue in track.cues for line in cue.lines if line.words} - firsts
    order = shown(track)
    for word, kind in directions.breaks.items():
        code = {"cue": "cue_break", "line": "line_break", "none": "no_break"}[kind]
        if word not in order or (code, word) in unheld:
            continue
        held = {"cue": word in firsts, "line": word in line_firsts, "none": word not in firsts | line_firsts}[kind]
        assert held, (kind, word, drawn(track.cues))
    spoken = [(cue, [line for line in cue.lines if line.words]) for cue in track.cues]
    starts = {lines[0].words[0].id: cue.start_ms for cue, lines in spoken}
    ends = {lines[-1].words[-1].id: cue.end_ms for cue, lines in spoken}
    for code, hung, held_ms in (("in_time", directions.ins, starts), ("out_time", directions.outs, ends)):
        for word, ms in hung.items():
            if word in order and (code, word) not in unheld:
                assert held_ms[word] == ms
