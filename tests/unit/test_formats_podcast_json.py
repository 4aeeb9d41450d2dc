"""Podcasting 2.0 JSON: a segment a word, by the specification's schema, and transcripts of other programs."""

from __future__ import annotations

import json
from itertools import accumulate, pairwise
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from bench.caption_pictures import alignment_of, alignments, any_options, options_of, said, written
from oncue.captions.formats import FORMATS, WrittenCue
from oncue.captions.limits import CaptionOptions
from oncue.captions.track import CaptionTrack
from oncue.errors import UsageError
from oncue.model import Alignment, TimedWord, WordStatus
from oncue.text.display_text import visible

# The specification is prose; this is what it says of the elements of version 1.0.0, and nothing else may be there.
_SEGMENT = {
    "type": "object",
    "required": ["startTime", "endTime", "body"],
    "additionalProperties": False,
    "properties": {
        "speaker": {"type": "string", "minLength": 1},
        "startTime": {"type": "number", "minimum": 0},
        "endTime": {"type": "number", "minimum": 0},
        "body": {"type": "string", "minLength": 1},
    },
}
_SCHEMA = {
    "type": "object",
    "required": ["version", "segments"],
    "additionalProperties": False,
    "properties": {"version": {"const": "1.0.0"}, "segments": {"type": "array", "items": _SEGMENT}},
}


def segments(script: str, options: CaptionOptions | None = None) -> list[dict[str, Any]]:
    document = json.loads(written("podcast.json", *said(script), options))
    return list(document["segments"])


def read(data: bytes) -> tuple[WrittenCue, ...]:
    reader = FORMATS["podcast.json"].read
    assert reader is not None
    return reader(data)


def test_each_word_is_a_segment_with_its_speaker_in_seconds() -> None:
    assert segments("Anna| Good morning.(2000)\nnobody| Yes.") == [
        {"speaker": "Anna", "startTime": 1.0, "endTime": 1.3, "body": "Good"},
        {"speaker": "Anna", "startTime": 1.3, "endTime": 1.84, "body": "morning."},
        {"startTime": 3.84, "endTime": 4.14, "body": "Yes."},
    ]


def test_nobody_is_named_where_names_are_not_wanted() -> None:
    assert not any("speaker" in each for each in segments("Anna| Good morning.", options_of(speakers=False)))


@pytest.mark.parametrize(
    ("language", "words", "bodies"),
    [
        ("en", ["well", "-", "known", "."], ["well-known."]),
        ("ja", ["「", "東京", "は", "、", "雨", "」"], ["「東京", "は、", "雨」"]),
    ],
)
def test_words_that_touch_are_one_segment_where_apps_would_part_them(
    language: str, words: list[str], bodies: list[str]
) -> None:
    ends = list(accumulate(map(len, words)))
    timed = [
        TimedWord(text, end - len(text), end, None, 1000 + end * 100, 1100 + end * 100, 1.0, WordStatus.ALIGNED)
        for text, end in zip(words, ends, strict=True)
    ]
    track = CaptionTrack(alignment_of(timed, language=language), "".join(words))
    found = json.loads(FORMATS["podcast.json"].write(track).data)["segments"]
    assert [each["body"] for each in found] == bodies
    assert found[-1]["endTime"] == 1.1 + ends[-1] / 10


@settings(max_examples=50)
@given(alignments(), any_options())
def test_any_words_keep_to_the_schema_with_their_times_and_letters(
    case: tuple[Alignment, str], options: CaptionOptions
) -> None:
    track = CaptionTrack(*case, options)
    document = json.loads(FORMATS["podcast.json"].write(track).data)
    jsonschema.validate(document, _SCHEMA)
    found = document["segments"]
    words = [word for cue in track.cues for line in cue.lines for word in line.words]
    assert "".join(each["body"] for each in found) == "".join(word.text for word in words)
    starts = [round(each["startTime"] * 1000) for each in found]
    assert starts == sorted(starts)
    assert {*starts} <= {word.start_ms for word in words}
    if case[0].language in ("ja", "zh", "th"):
        assert len(found) <= len(words)
    else:
        apart = sum(a.char_end != b.char_start or a.speaker != b.speaker for a, b in pairwise(words))
        assert len(found) <= apart + bool(words)
    assert {each["speaker"] for each in found if "speaker" in each} <= {visible(word.speaker or "") for word in words}


@settings(max_examples=25)
@given(alignments(), any_options())
def test_the_file_reads_back_as_its_segments(case: tuple[Alignment, str], options: CaptionOptions) -> None:
    data = FORMATS["podcast.json"].write(CaptionTrack(*case, options)).data
    expected = json.loads(data)["segments"]
    found = [word for cue in read(data) for word in cue.words or (cue,)]
    assert [(each.start_ms, each.end_ms) for each in found] == [
        (round(each["startTime"] * 1000), round(each["endTime"] * 1000)) for each in expected
    ]


@pytest.mark.parametrize("count", [0, 300])
def test_any_number_of_words_is_written(count: int) -> None:
    track = CaptionTrack(*said("\n".join(["Good.(3000)"] * count)))
    cues = read(FORMATS["podcast.json"].write(track).data)
    assert sum(len(cue.words or (cue,)) for cue in cues) == count


def test_transcripts_of_other_programs_are_read_also_without_ends() -> None:
    text = """\ufeff{"version": "1.0.0", "podcast": 1, "segments": [
        {"startTime": 1, "body": " Good\\nday "},
        {"startTime": 2.5, "endTime": 2.75, "speaker": "Ann", "body": "sir\\ud800"},
        {"startTime": 3, "endTime": 4, "body": " "}]}"""
    assert read(text.encode()) == (
        WrittenCue(1000, 2500, ("Good", "day"), (None, None)),
        WrittenCue(2500, 2750, ("sir",), ("Ann",)),
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "not podcast transcript JSON"),
        ("[]", "podcast transcript is not an object"),
        ("{}", "segments is missing"),
        ('{"segments": {}}', "segments is not a list"),
        ('{"segments": [5]}', r"segments\[0\] is not an object"),
        ('{"segments": [{"startTime": "1", "body": "a"}]}', r"segments\[0\].startTime is not a number"),
        ('{"segments": [{"startTime": NaN, "body": "a"}]}', r"segments\[0\].startTime is not a number"),
        ('{"segments": [{"startTime": 1e999, "body": "a"}]}', r"segments\[0\].startTime is not a number"),
        ('{"segments": [{"startTime": true, "body": "a"}]}', r"segments\[0\].startTime is not a number"),
        ('{"segments": [{"startTime": 2, "endTime": 1, "body": "a"}]}', "ends before it starts"),
        ('{"segments": [{"startTime": 2, "endTime": 3}]}', r"segments\[0\].body is missing"),
        ('{"segments": ' + "[" * 100_000, "not podcast transcript JSON"),
        ('{"segments": ' + "1" * 5000 + "}", "not podcast transcript JSON"),
    ],
)
def test_a_damaged_file_is_refused_with_its_place(text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        read(text.encode())
