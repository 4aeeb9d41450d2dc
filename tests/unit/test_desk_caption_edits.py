"""Captions edited in another program come back as edits: what was changed in the file, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings

from bench.caption_pictures import alignments, any_options, options_of
from bench.desk_edits import captions, news, track, word_of
from oncue.captions.formats import FORMATS, WrittenCue
from oncue.captions.limits import CaptionOptions
from oncue.desk import DeskRefused, Script, apply_revision, edits_from_captions, ops_json, parse_ops, working_copy
from oncue.model import Alignment


def edit(script: Script, *ops: dict[str, Any]) -> Script:
    return apply_revision(script, script.rev + 1, parse_ops(list(ops)), "Ann")


def read(data: bytes, suffix: str) -> tuple[WrittenCue, ...]:
    reader = FORMATS[suffix].read
    assert reader is not None
    return reader(data)


def brought_back(
    script: Script, change: Callable[[str], str], suffix: str = "srt", options: CaptionOptions | None = None
) -> tuple[list[dict[str, Any]], Script]:
    """The ops of a file that somebody changed so, and the script after them."""
    options = options or options_of()
    file = FORMATS[suffix].write(track(script, options)).data.decode()
    changed = change(file)
    ops = edits_from_captions(script, read(changed.encode(), suffix), options, suffix)
    return ops_json(ops), apply_revision(script, script.rev + 1, ops, "Ann") if ops else script


def desk() -> Script:
    """A script that has been worked on."""
    return edit(
        news(),
        {"op": "replace", "from": word_of(news(), "election"), "text": "our selection"},
        {"op": "break", "before": word_of(news(), "some"), "kind": "cue"},
        {"op": "show", "word": word_of(news(), "This"), "in_ms": 2700},
        {"op": "time", "word": word_of(news(), "polls"), "start_ms": 8200},
        {"op": "sound", "start_ms": 11_300, "end_ms": 12_500, "text": "[LOUD MUSIC]"},
    )


@pytest.mark.parametrize("suffix", ["srt", "vtt", "sbv", "ass", "ttml", "json", "stl", "scc"])
@pytest.mark.parametrize("profile", ["netflix", "bbc"])
def test_a_file_that_nobody_changed_gives_no_edit(suffix: str, profile: str) -> None:
    script, options = desk(), options_of(profile, offset_ms=3_600_000)
    data = FORMATS[suffix].write(track(script, options)).data
    assert edits_from_captions(script, read(data, suffix), options, suffix) == ()


@settings(max_examples=25, deadline=None)
@given(alignments(), any_options())
def test_any_captions_come_back_from_srt_and_vtt_without_an_edit(
    case: tuple[Alignment, str], options: CaptionOptions
) -> None:
    script = Script.of(*case)
    for suffix in ("srt", "vtt"):
        data = FORMATS[suffix].write(track(script, options)).data
        assert edits_from_captions(script, read(data, suffix), options, suffix) == ()


@pytest.mark.parametrize("suffix", ["srt", "vtt"])
def test_a_changed_word_is_that_word_replaced(suffix: str) -> None:
    ops, script = brought_back(news(), lambda file: file.replace("election", "selection"), suffix)
    assert ops == [
        {"op": "replace", "from": word_of(news(), "election"), "to": word_of(news(), "election"), "text": "selection"}
    ]
    assert "Tuesday is selection day" in working_copy(script)[0]


def test_a_changed_time_is_that_caption_fixed() -> None:
    ops, script = brought_back(news(), lambda file: file.replace("00:00:12,980 -->", "00:00:12,500 -->"))
    assert ops == [{"op": "show", "word": word_of(news(), "And"), "in_ms": 12_500}]
    assert "00:00:12,500 -->" in captions(script)


def test_a_split_is_a_break_and_the_times_that_were_given_with_it() -> None:
    plain = news()
    halved = captions(edit(plain, {"op": "break", "before": word_of(plain, "day"), "kind": "cue"}))
    ops, script = brought_back(plain, lambda _: halved)
    assert ops == [{"op": "break", "before": word_of(plain, "day"), "kind": "cue"}]
    assert captions(script) == halved


def test_a_merge_and_a_moved_line_break_are_breaks() -> None:
    plain = news("Anna| It rains.(1200) The sun will shine in the south of the country tomorrow.")
    assert captions(plain).count("-->") == 2
    merged = captions(edit(plain, {"op": "break", "before": word_of(plain, "The"), "kind": "none"}))
    ops, script = brought_back(plain, lambda _: merged)
    assert ops == [{"op": "break", "before": word_of(plain, "The"), "kind": "none"}]
    ops, script = brought_back(
        script, lambda file: file.replace("\nthe south", " the\nsouth").replace("\nin the", " in\nthe")
    )
    assert [(op["op"], op["kind"]) for op in ops] == [("break", "line")]


def test_words_that_were_added_removed_and_exchanged_are_edits_in_their_places() -> None:
    def change(file: str) -> str:
        return file.replace("Good morning", "A very good morning").replace("rain in the north, ", "")

    ops, script = brought_back(news(), change)
    text = working_copy(script)[0]
    assert "A very good morning, everybody." in text
    assert "the weather: some sun" in text
    assert [op["text"] for op in ops if op["op"] == "replace"] == ["A very good", ""]
    # Captions that the file has apart stay apart, though their words would fit one now.
    assert captions(script).count("-->") == captions(news()).count("-->")


def test_a_speaker_who_was_named_otherwise_is_set() -> None:
    ops, script = brought_back(news(), lambda file: file.replace("BOB: ", "EVE: "))
    assert [op["op"] for op in ops] == ["speaker"]
    assert "EVE: Thank you, Anna." in captions(script)
    ops, script = brought_back(news(), lambda file: file.replace("<v Bob>", "<v Anna>"), "vtt")
    assert {op["name"] for op in ops if op["op"] == "speaker"} == {"Anna"}


def test_a_sound_is_added_moved_and_taken_away() -> None:
    ops, script = brought_back(news(), lambda file: file + "\n99\n00:00:18,500 --> 00:00:19,500\n[MUSIC]\n")
    assert ops == [{"op": "sound", "start_ms": 18_500, "end_ms": 19_500, "text": "[MUSIC]"}]
    ops, moved = brought_back(script, lambda file: file.replace("00:00:19,500", "00:00:20,000"))
    assert ops == [{"op": "sound", "sound": "s1.0", "start_ms": 18_500, "end_ms": 20_000, "text": "[MUSIC]"}]
    ops, _ = brought_back(moved, lambda file: file.replace("[MUSIC]", ""))
    assert ops == [{"op": "sound", "sound": "s1.0", "start_ms": 0, "end_ms": 0, "text": ""}]


def test_added_words_are_named_as_this_edits_own() -> None:
    def change(file: str) -> str:
        return file.replace("Good bye.", "Good bye.\n\n98\n00:00:19,000 --> 00:00:21,000\nAnd good luck to you.")

    ops, script = brought_back(news(), change)
    assert {"op": "show", "word": "a.4", "out_ms": 21_000} in ops
    assert parse_ops(ops)
    assert "00:00:19,000 --> 00:00:21,000\nAnd good luck to you." in captions(script)


def test_what_no_caption_can_be_is_refused_and_says_so() -> None:
    cues = read(captions(news()).replace("election", "e" * 300).encode(), "srt")
    with pytest.raises(DeskRefused) as refused:
        parse_ops(ops_json(edits_from_captions(news(), cues, options_of())))
    assert refused.value.code == "word_too_long"
