"""The words of a caption file, each with its cue; and two files compared by what the recording has of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from bench.caption_pictures import alignments, any_options
from oncue.caption_readers.cues import Fragment, SourceCue
from oncue.captions.check import RULE_SETS
from oncue.captions.check.heard_cues import CaptionsInSound
from oncue.captions.check.sound import sound_findings
from oncue.captions.check.sound_rules import sound_rules
from oncue.captions.formats import FORMATS, WrittenCue
from oncue.captions.limits import CaptionOptions
from oncue.captions.track import CaptionTrack
from oncue.errors import TranscriptEmpty
from oncue.model import Alignment, Gap, MissingWords, TimedWord, WordStatus
from oncue.pipeline.captions_in_sound import heard_in
from oncue.pipeline.compare import compared
from oncue.transcript.caption_cues import CaptionText, caption_text
from tests.unit.heard_pictures import aligned


def read(srt: str) -> tuple[WrittenCue, ...]:
    """Cues from lines such as `1-3: Good evening / here is the news`, the times in seconds."""
    blocks = []
    for number, line in enumerate(srt.strip().split("\n"), 1):
        times, _, text = line.strip().partition(": ")
        start, _, end = times.partition("-")
        lines = text.replace(" / ", "\n")
        blocks.append(f"{number}\n00:00:{float(start):06.3f} --> 00:00:{float(end):06.3f}\n{lines}\n".replace(".", ",", 2))
    reader = FORMATS["srt"].read
    assert reader is not None
    return reader("\n".join(blocks).encode())


def text_of(cues: tuple[WrittenCue, ...]) -> CaptionText:
    return caption_text(
        [
            SourceCue(cue.start_ms, cue.end_ms, tuple((Fragment(line),) for line in cue.lines), number=number)
            for number, cue in enumerate(cues, 1)
        ]
    )


def spoken(
    srt: str,
    *,
    word_ms: int = 400,
    pause_ms: int = 200,
    unsaid: tuple[str, ...] = (),
    heard: dict[str, str] | None = None,
    said: dict[str, int] | None = None,
) -> CaptionsInSound:
    """A file beside a recording in which its ordinary words are said from 1000 ms on, without the pieces in `unsaid`."""
    cues = read(srt)
    text = text_of(cues)
    words: list[TimedWord] = []
    now_ms = 1000
    for token in text.transcript.tokens:
        if not token.speakable or token.kind is not None:
            continue
        place: tuple[int, int] | tuple[None, None] = (now_ms, now_ms + word_ms)
        if said and token.text in said:
            place = (said[token.text], said[token.text] + word_ms)
        if token.text in unsaid:
            place = (None, None)
        else:
            now_ms += word_ms + (pause_ms if token.text[-1] in ".,!?" else 0)
        other = (heard or {}).get(token.text)
        status = WordStatus.NOT_IN_AUDIO if place[0] is None else WordStatus.ALIGNED
        sure = 0.0 if place[0] is None else 0.99
        fit = None if place[0] is None else -4.0 if other is not None else -0.2
        start_ms, end_ms = place
        where = (token.text, token.char_start, token.char_end, None, start_ms, end_ms)
        words.append(TimedWord(*where, sure, status, other, start_ms, end_ms, fit))
    alignment = aligned(words=words)
    return CaptionsInSound(alignment, heard_in(cues, text, alignment))


def test_labels_dashes_and_notes_are_not_among_the_words_of_a_cue() -> None:
    side = spoken(
        "1-3: ANNA: Good evening. / here is the news\n4-5: [MUSIC]\n6-7: - Who said that? / - Nobody did.\n8-9: ANNA: Well."
    )
    assert [" ".join(word.text for word in cue.words) for cue in side.cues] == [
        "Good evening. here is the news",
        "",
        "Who said that? Nobody did.",
        "Well.",
    ]
    assert side.cues[0].said_ms == (1000, 3600)


def test_every_word_of_captions_that_are_out_of_order_is_in_its_own_cue() -> None:
    side = spoken("4-5: that is second\n1-3: this is first")
    assert [" ".join(word.text for word in cue.words) for cue in side.cues] == ["that is second", "this is first"]
    assert side.cues[1].said_ms == (1000, 2200)


def test_a_line_that_rolls_up_belongs_to_the_cue_that_shows_it_first() -> None:
    side = spoken(
        "1-2: one two three\n2-3: one two three / four five six\n3-4: four five six / seven eight nine\n"
        "4-5: seven eight nine / ten eleven twelve\n5-6: ten eleven twelve / and so on"
    )
    assert [" ".join(word.text for word in cue.words) for cue in side.cues] == [
        "one two three",
        "four five six",
        "seven eight nine",
        "ten eleven twelve",
        "and so on",
    ]


def test_captions_of_notes_alone_are_refused() -> None:
    with pytest.raises(TranscriptEmpty):
        text_of(read("1-2: [MUSIC]\n3-4: (APPLAUSE)"))


def test_a_cue_that_is_said_later_is_told_as_out_of_order() -> None:
    moved = "we will speak about the weather of next week in the mountains"
    side = spoken(f"1-4: Good evening everybody.\n5-9: {moved}\n10-12: And good night.", unsaid=tuple(moved.split()))
    cues, alignment = read(f"1-4: Good evening everybody.\n5-9: {moved}\n10-12: And good night."), side.alignment
    text = text_of(cues)
    start = text.transcript.text.index("we will")
    assert alignment.quality.ledger is not None
    missing = MissingWords(start, start + len(moved), len(moved.split()), moved, 3000, 4000)
    ledger = replace(alignment.quality.ledger, missing=(missing,))
    later = replace(alignment, quality=replace(alignment.quality, ledger=ledger), gaps=(Gap(50_000, 56_000, moved),))
    found = sound_findings(heard_in(cues, text, later), later, sound_rules(RULE_SETS["netflix"]))
    assert [(one.code, one.cue) for one in found if one.code.startswith("text")] == [("text_out_of_order", 2)]


@settings(max_examples=25)
@given(alignments(), any_options())
def test_every_word_of_any_captions_is_in_a_cue_and_in_the_text_of_that_cue(
    made: tuple[Alignment, str], options: CaptionOptions
) -> None:
    alignment, transcript = made
    reader = FORMATS["srt"].read
    assert reader is not None
    cues = reader(FORMATS["srt"].write(CaptionTrack(alignment, transcript, options)).data)
    try:
        text = text_of(cues)
    except TranscriptEmpty:
        return
    for token in text.transcript.tokens:
        number = text.cue_at(token.char_start)
        assert number is not None
        shown = "".join("".join(cues[number - 1].lines).split())
        assert "".join(token.text.split()) in shown


OURS = "1.0-3.4: Good evening, here is the news.\n3.8-5.6: Ministers met in Rome today.\n6.0-8: It rained all night."


def test_two_files_of_the_same_words_and_times_differ_in_nothing() -> None:
    same = compared(spoken(OURS), spoken(OURS), 83)
    assert (same.disagreements, same.nearer, same.same) == ((), None, 15)
    assert same.ours == same.theirs


def test_words_that_one_file_lacks_are_lost_by_it_where_they_are_said() -> None:
    theirs = OURS.replace(" in Rome", "")
    found = compared(spoken(OURS), spoken(theirs), 83)
    assert (found.ours.lost, found.theirs.lost) == (0, 2)
    assert [(one.ours, one.theirs, one.nearer) for one in found.disagreements] == [("in Rome", "", "ours")]


def test_words_that_nobody_says_are_not_lost_by_the_file_without_them() -> None:
    ours = OURS.replace("Ministers", "The ten ministers")
    found = compared(spoken(ours, unsaid=("The", "ten")), spoken(OURS), 83)
    assert (found.ours.unsaid, found.theirs.lost) == (2, 0)
    assert [(one.ours, one.nearer) for one in found.disagreements] == [("The ten", "theirs")]


def test_of_two_texts_the_one_that_was_heard_is_nearer() -> None:
    theirs = OURS.replace("Ministers", "Monsters")
    found = compared(spoken(OURS), spoken(theirs, heard={"Monsters": "ministers"}), 83)
    assert [(one.ours, one.theirs, one.heard, one.nearer) for one in found.disagreements] == [
        ("Ministers", "Monsters", None, "ours")
    ]
    neither = compared(spoken(OURS, heard={"Ministers": "mixers"}), spoken(theirs, heard={"Monsters": "mixers"}), 83)
    assert [(one.heard, one.nearer) for one in neither.disagreements] == [("mixers", None)]


def test_figures_written_out_are_the_same_words() -> None:
    found = compared(
        spoken(OURS + "\n9-12: In 1994 it was ok."), spoken(OURS + "\n9-12: In nineteen ninety-four it was okay."), 83
    )
    assert found.disagreements == ()


def test_the_file_whose_captions_come_with_their_words_is_nearer_to_the_sound() -> None:
    ours = "1.0-3.4: Good evening, here is the news.\n3.8-5.6: Ministers met in Rome today.\n6.0-8: It rained all night."
    late = "1.7-3.4: Good evening, here is the news.\n4.6-5.6: Ministers met in Rome today.\n6.7-8: It rained all night."
    found = compared(spoken(ours), spoken(late), 83)
    assert found.nearer == "ours"
    assert found.theirs.in_times is not None
    assert (found.theirs.in_times.cues, found.theirs.in_times.on_sound) == (3, 0.0)
    assert found.theirs.by_recogniser is not None


def test_the_timecode_of_a_programme_that_begins_at_an_hour_is_taken_off() -> None:
    side = spoken(OURS)
    hour = 36_000_000
    cues = tuple(replace(cue, start_ms=cue.start_ms + hour, end_ms=cue.end_ms + hour) for cue in side.cues)
    found = compared(side, replace(side, cues=cues), 83)
    assert (found.ours.start_ms, found.theirs.start_ms) == (0, hour)
    assert found.theirs.in_times == found.ours.in_times
