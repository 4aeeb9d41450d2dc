"""JSON of recognisers and podcasts: what is said, by whom, and what is refused by its name."""

# ruff: noqa: E501 - files as programs write them
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from oncue.errors import TranscriptUnreadable
from oncue.transcript import read_transcript
from oncue.transcript.file_types import type_of
from oncue.transcript.uploaded_file import UploadedFile
from tests.unit.transcript_pictures import picture, picture_of

_SHARED = Path(__file__).parents[3] / "shared"


def _text(document: Any) -> str:
    return read_transcript(json.dumps(document).encode()).text


def _words(*texts: str, key: str = "word", **more: Any) -> list[dict[str, Any]]:
    return [{key: text, "start": n * 0.5, "end": n * 0.5 + 0.4, **more} for n, text in enumerate(texts)]


def _punctuated(*texts: str, kind: str = "punctuation") -> list[dict[str, Any]]:
    return [
        {"type": kind if text in ".,?" else "word", "alternatives": [{"content": text}], "start_time": n}
        for n, text in enumerate(texts)
    ]


_NOBODYS: dict[str, Any] = {
    "Whisper": {"text": " Good morning. All of you.", "segments": [
        {"id": 0, "start": 0.0, "end": 1.0, "text": " Good morning.", "avg_logprob": -0.2},
        {"id": 1, "start": 1.0, "end": 2.0, "text": " All of you."}], "language": "en"},
    "a list of segments": [{"start": 0.0, "end": 1.0, "text": "Good morning."}, {"start": 1.0, "end": 2.0, "text": "All of you."}],
    "whisper.cpp": {"systeminfo": "", "transcription": [
        {"timestamps": {"from": "00:00:00,000", "to": "00:00:01,000"}, "offsets": {"from": 0, "to": 1000}, "text": " Good morning."},
        {"timestamps": {"from": "00:00:01,000", "to": "00:00:02,000"}, "offsets": {"from": 1000}, "text": " All of you."}]},
    "transformers": {"text": " Good morning. All of you.", "chunks": [
        {"timestamp": [0.0, 1.0], "text": " Good morning."}, {"timestamp": [1.0, None], "text": " All of you."}]},
    "YouTube": {"wireMagic": "pb3", "events": [
        {"tStartMs": 0, "segs": [{"utf8": "Good"}, {"utf8": " morning.", "tOffsetMs": 200}]}, {"tStartMs": 900, "segs": [{"utf8": "\n"}]},
        {"tStartMs": 1000, "segs": [{"utf8": "All"}, {"utf8": " of you."}]}]},
    "Google": {"response": {"results": [
        {"alternatives": [{"transcript": "Good morning.", "confidence": 0.9}], "resultEndTime": "1s"},
        {"alternatives": [{"transcript": " All of you."}, {"transcript": "Oliver view."}]}]}},
    "Azure": {"combinedRecognizedPhrases": [{"display": "Good morning. All of you."}], "recognizedPhrases": [
        {"offsetInTicks": 0.0, "nBest": [{"lexical": "good morning", "display": "Good morning."}]},
        {"offsetInTicks": 1e7, "nBest": [{"lexical": "all of you", "display": "All of you."}]}]},
    "Vosk, Gentle": {"transcript": "Good morning.\n\nAll of you.", "words": _words("Good", "morning", "All", "of", "you")},
    "a text": {"text": "Good morning.\n\nAll of you."},
}  # fmt: skip


@pytest.mark.parametrize("name", _NOBODYS)
def test_a_recognisers_text_is_read_without_speakers(name: str) -> None:
    assert _text(_NOBODYS[name]).split() == ["Good", "morning.", "All", "of", "you."]


_PEOPLES: dict[str, Any] = {
    "WhisperX": {"segments": [{"start": 0.0, "text": " Good morning.", "speaker": "Speaker 0"},
                              {"start": 1.0, "text": " Hello, Ada.", "speaker": "Speaker 1"}], "word_segments": []},
    "AssemblyAI": {"id": "x", "text": "Good morning. Hello, Ada.", "chapters": [{"gist": "A day", "start": 0, "end": 9}], "utterances": [
        {"speaker": "0", "text": "Good morning.", "start": 0, "words": _words("Good", "morning.", key="text", speaker="0")},
        {"speaker": "1", "text": "Hello, Ada.", "start": 1000, "words": _words("Hello,", "Ada.", key="text", speaker="1")}]},
    "Deepgram": {"metadata": {}, "results": {"channels": [{"alternatives": [{"transcript": "good morning hello ada", "words": [
        {"word": "good", "punctuated_word": "Good", "start": 0.0, "speaker": 0}, {"word": "morning", "punctuated_word": "morning.",
         "start": 0.4, "speaker": 0}, {"word": "hello", "punctuated_word": "Hello,", "start": 1.0, "speaker": 1},
        {"word": "ada", "punctuated_word": "Ada.", "start": 1.4, "speaker": 1}]}]}]}},
    "Deepgram, paragraphs": {"results": {"channels": [{"alternatives": [{"transcript": "x", "words": [], "paragraphs": {
        "transcript": "x", "paragraphs": [{"sentences": [{"text": "Good morning.", "start": 0}], "speaker": 0, "start": 0},
                                          {"sentences": [{"text": "Hello, Ada.", "start": 1}], "speaker": 1, "start": 1}]}}]}]}},
    "Rev": {"monologues": [
        {"speaker": 0, "elements": [{"type": "text", "value": "Good", "ts": 0.1}, {"type": "punct", "value": " "},
                                    {"type": "text", "value": "morning", "ts": 0.5}, {"type": "punct", "value": "."}]},
        {"speaker": 1, "elements": [{"type": "text", "value": "Hello", "ts": 1.1}, {"type": "punct", "value": ", "},
                                    {"type": "text", "value": "Ada", "ts": 1.5}, {"type": "punct", "value": "."}]}]},
    "Google": {"results": [
        {"alternatives": [{"transcript": "Good morning. Hello, Ada.", "words": _words("Good", "morning.", "Hello,", "Ada.")}]},
        {"alternatives": [{"words": [
            {"word": "Good", "startTime": "0s", "speakerTag": 0}, {"word": "morning.", "startTime": "0.4s", "speakerTag": 0},
            {"word": "Hello,", "startTime": "1s", "speakerTag": 1}, {"word": "Ada.", "startTime": "1.5s", "speakerTag": 1}]}]}]},
    "Amazon": {"jobName": "x", "results": {"transcripts": [{"transcript": "x"}], "items": [
        {"start_time": "0.1", "type": "pronunciation", "alternatives": [{"content": "Good"}]},
        {"start_time": "0.5", "type": "pronunciation", "alternatives": [{"content": "morning"}]},
        {"type": "punctuation", "alternatives": [{"content": "."}]},
        {"start_time": "1.1", "type": "pronunciation", "alternatives": [{"content": "Hello"}]},
        {"type": "punctuation", "alternatives": [{"content": ","}]},
        {"start_time": "1.5", "type": "pronunciation", "alternatives": [{"content": "Ada"}]},
        {"type": "punctuation", "alternatives": [{"content": "."}]}], "speaker_labels": {"speakers": 2, "segments": [
            {"start_time": "0.1", "speaker_label": "spk_0", "items": []}, {"start_time": "1.1", "speaker_label": "spk_1"}]}}},
    "Amazon, channels": {"results": {"items": [{"alternatives": []}], "channel_labels": {"channels": [
        {"channel_label": "Speaker 1", "items": [
            {"start_time": "1.1", "type": "pronunciation", "alternatives": [{"content": "Hello,"}]},
            {"start_time": "1.5", "type": "pronunciation", "alternatives": [{"content": "Ada."}]}]},
        {"channel_label": "Speaker 0", "items": [
            {"start_time": "0.1", "type": "pronunciation", "alternatives": [{"content": "Good"}]},
            {"start_time": "0.5", "type": "pronunciation", "alternatives": [{"content": "morning."}]}]}]}}},
    "Speechmatics": {"format": "2.9", "results": [
        {"type": "word", "start_time": 0.1, "alternatives": [{"content": "Good", "speaker": "Speaker 0"}]},
        {"type": "word", "start_time": 0.5, "alternatives": [{"content": "morning", "speaker": "Speaker 0"}]},
        {"type": "punctuation", "start_time": 0.9, "attaches_to": "previous", "alternatives": [{"content": ".", "speaker": "Speaker 0"}]},
        {"type": "word", "start_time": 1.1, "alternatives": [{"content": "Hello", "speaker": "Speaker 1"}]},
        {"type": "punctuation", "start_time": 1.3, "alternatives": [{"content": ","}]},
        {"type": "word", "start_time": 1.5, "alternatives": [{"content": "Ada.", "speaker": "Speaker 1"}]}]},
    "Podcasting 2.0": {"version": "1.0.0", "segments": [
        {"speaker": "Speaker 0", "startTime": 0.5, "endTime": 1.0, "body": "Good"}, {"startTime": 1.0, "body": "morning."},
        {"speaker": "Speaker 1", "startTime": 1.5, "endTime": 2.0, "body": "Hello,"}, {"startTime": 2.0, "body": "Ada."}]},
    "Otter": {"speech": {"title": "x", "transcripts": [
        {"transcript": "Good morning.", "start_offset": 0, "speaker_id": 7}, {"transcript": "Hello, Ada.", "start_offset": 9, "speaker_id": 8}],
        "speakers": [{"id": 7, "speaker_name": "Speaker 0"}, {"id": 8, "speaker_name": "Speaker 1"}]}},
    "Video Indexer": {"videos": [{"insights": {"transcript": [
        {"id": 1, "text": "Good morning.", "speakerId": 0, "instances": [{"start": "0:00:00.5"}]},
        {"id": 2, "text": "Hello, Ada.", "speakerId": 1, "instances": [{"start": "0:00:01.5"}]}],
        "speakers": [{"id": 0, "name": "Speaker 0"}, {"id": 1, "name": "Speaker 1"}]}}]},
    "ElevenLabs": {"language_code": "eng", "text": "Good morning. Hello, Ada.", "words": [
        {"text": "Good", "start": 0.1, "type": "word", "speaker_id": "Speaker 0"}, {"text": " ", "start": 0.2, "type": "spacing", "speaker_id": "Speaker 0"},
        {"text": "morning.", "start": 0.3, "type": "word", "speaker_id": "Speaker 0"}, {"text": " ", "start": 0.9, "type": "spacing", "speaker_id": "Speaker 0"},
        {"text": "(laughter)", "start": 1.0, "type": "audio_event", "speaker_id": "Speaker 1"},
        {"text": "Hello,", "start": 1.1, "type": "word", "speaker_id": "Speaker 1"}, {"text": " ", "start": 1.2, "type": "spacing", "speaker_id": "Speaker 1"},
        {"text": "Ada.", "start": 1.3, "type": "word", "speaker_id": "Speaker 1"}]},
    "IBM": {"results": [{"final": True, "alternatives": [{"transcript": "x", "timestamps": [
        ["Good", 0.1, 0.4], ["morning.", 0.5, 0.8], ["Hello,", 1.1, 1.4], ["Ada.", 1.5, 1.9]]}]}],
        "speaker_labels": [{"from": 0.1, "speaker": 0}, {"from": 0.5, "speaker": 0}, {"from": 1.1, "speaker": 1}]},
    "Digital Paper Edit": {"words": _words("Good", "morning.", "Hello,", "Ada.", key="text"), "paragraphs": [
        {"id": 0, "start": 0, "end": 0.9, "speaker": "Speaker 0"}, {"id": 1, "start": 1.0, "end": 2, "speaker": "Speaker 1"}]},
    "draft.js": {"entityMap": {}, "blocks": [
        {"key": "a", "text": "Good morning.", "data": {"speaker": "Speaker 0", "start": 0.1}},
        {"key": "b", "text": "Hello, Ada.", "data": {"speaker": "Speaker 1", "start": 1.1}}]},
    "Oncue": {"schema": 1, "words": [
        {"text": "Good", "char_start": 0, "char_end": 4, "speaker": "Speaker 0", "start_ms": 1, "status": "aligned"},
        {"text": "morning.", "char_start": 5, "char_end": 13, "speaker": "Speaker 0", "start_ms": None, "status": "not_in_audio"},
        {"text": "Hello,", "char_start": 25, "char_end": 31, "speaker": "Speaker 1", "start_ms": 9},
        {"text": "Ada.", "char_start": 32, "char_end": 36, "speaker": "Speaker 1", "start_ms": 12}]},
}  # fmt: skip


@pytest.mark.parametrize("name", _PEOPLES)
def test_a_recognisers_speakers_are_those_of_the_turns(name: str) -> None:
    assert picture_of(read_transcript(json.dumps(_PEOPLES[name]).encode(), name="x.json")) == picture("""
        [label] Speaker 0:
        Speaker 0| Good morning.
        [label] Speaker 1:
        Speaker 1| Hello, Ada.
    """)


def test_a_segment_without_a_speaker_is_nobodys_beside_one_that_has_one() -> None:
    segments = [{"start": n, "text": f"Part {n} of it.", "speaker": who} for n, who in enumerate(["A", "A", None, "B"])]
    assert _text({"segments": segments}) == (
        "Speaker A: Part 0 of it. Part 1 of it.\n\nPart 2 of it.\n\nSpeaker B: Part 3 of it."
    )
    assert picture_of(read_transcript(json.dumps({"segments": segments}).encode())).splitlines()[2] == "-| Part 2 of it."


def test_names_of_speakers_are_found_by_their_numbers() -> None:
    speakers = [{"id": 0, "name": "Anna Lee"}, {"id": 1, "name": ""}]
    segments = [{"start": 0, "text": "Good morning.", "speaker": 0}, {"start": 1, "text": "Hello, Anna.", "speaker": 1}]
    assert _text({"speakers": speakers, "segments": segments}) == "Anna Lee: Good morning.\n\nSpeaker 1: Hello, Anna."


def test_words_of_two_people_in_one_segment_are_each_ones_own() -> None:
    words = [*_words("Good", "morning.", speaker="SPEAKER_00"), *_words("Hello.", speaker="SPEAKER_01")]
    segments = [{"start": 0, "text": "Good morning. Hello.", "words": words}]
    assert _text({"segments": segments}) == "SPEAKER_00: Good morning.\n\nSPEAKER_01: Hello."


def test_a_segment_whose_words_are_two_peoples_is_cut_between_them() -> None:
    words = [*_words("Good", "morning.", speaker="SPEAKER_00"), {"word": "2"}, *_words("Hello.", speaker="SPEAKER_01")]
    segments = [{"start": 0, "text": " Good morning. 2 Hello.", "speaker": "SPEAKER_00", "words": words}]
    assert _text({"segments": segments}) == "SPEAKER_00: Good morning. 2\n\nSPEAKER_01: Hello."
    segments[0]["text"] = " Good morning, all. 2 Hello."
    assert _text({"segments": segments}) == "SPEAKER_00: Good morning, all. 2 Hello."


def test_each_file_of_json_lines_is_read() -> None:
    lines = [{"result": _words("good", "morning"), "text": "good morning"}, {"result": _words("hello"), "text": "hello"}]
    assert read_transcript("\n".join(map(json.dumps, lines)).encode()).text.split() == ["good", "morning", "hello"]
    whispers = [{"segments": [{"start": 0, "text": f"This is part {n}."}]} for n in range(2)]
    assert _text(whispers).split("\n\n") == ["This is part 0.", "This is part 1."]


def test_captions_with_their_lines_are_read() -> None:
    cues = [
        {"index": 1, "start_ms": 0, "end_ms": 900, "lines": ["Good morning,", "all of you."], "speaker": "Anna"},
        {"index": 2, "start_ms": 1000, "end_ms": 1900, "lines": ["Hello."], "speaker": "Ben"},
    ]
    assert _text({"cues": cues}) == "Anna: Good morning,\nall of you.\n\nBen: Hello."


def test_json_lines_and_turns_in_another_order_are_put_in_order() -> None:
    lines = [
        {"start": 5.0, "speaker": "Ben", "text": "Hello, Anna."},
        {"start": 1.0, "speaker": "Anna", "text": "Good morning."},
    ]
    read = read_transcript("\n".join(map(json.dumps, lines)).encode(), name="x.jsonl")
    assert read.text == "Anna: Good morning.\n\nBen: Hello, Anna."
    assert [notice.split(":")[0] for notice in read.notices] == ["order_by_time"]


def test_segments_without_spaces_between_words_are_joined_as_they_are_written() -> None:
    assert (
        _text([{"start": 0, "text": "大家好。"}, {"start": 1, "text": "今天我们来"}, {"start": 2, "text": "谈谈。"}])
        == "大家好。今天我们来谈谈。"
    )


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b'{"name": "package", "version": "1.0.0", "dependencies": {"a": "1"}}', "a shape that is not known"),
        (b'{"type": "FeatureCollection", "features": [{"geometry": {"coordinates": [1, 2]}}]}', "a shape that is not known"),
        (b"[[1, 2], [3, 4]]", "a shape that is not known"),
        (b"{}", "a shape that is not known"),
        (b'{"text": "Good morn', "cannot be read"),
        (b'{"text": "one", "text": "two"}', "the key 'text' is twice"),
        (b"[" * 2_000_000, "nested deeper than 40"),
        (b'{"a":' * 300_000, "nested deeper than 40"),
        (b'{"text": "' + b"\\" * 1_000_001, "cannot be read"),
        (b'{"text": "' + b'\\"' * 900_000, "cannot be read"),
    ],
)
def test_other_json_is_refused_by_its_name_with_what_to_do(data: bytes, why: str) -> None:
    with pytest.raises(TranscriptUnreadable, match=why) as refused:
        read_transcript(data, name="x.json")
    assert refused.value.data == {"looks_like": "JSON"}
    assert "give its text" in refused.value.detail


def test_numbers_that_are_none_and_half_characters_do_no_harm() -> None:
    data = b'[{"start": NaN, "avg_logprob": -Infinity, "text": "Good \\ud83d morning."}, {"start": 1e999, "text": "All of you."}]'
    text = read_transcript(data).text
    assert text.encode().decode().split()[-3:] == ["All", "of", "you."]


def test_texts_in_brackets_are_no_json() -> None:
    for text in ("[00:01] Anna: Hello.", "[[Music]] Hello.", "{NARRATOR} Hello.", "[Music] Hello."):
        assert type_of(UploadedFile(text.encode())).name == "plain text"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("autoEdit2TedTalkTranscript", 1721),
        ("speechmaticsTedTalkTranscript", 1800),
        ("todayinfocus", 700),
    ],
)
def test_files_of_other_programs_are_read_whole(name: str, words: int) -> None:
    path = _SHARED / "fixtures" / "recogniser-json" / f"{name}.sample.json"
    if not path.is_file():
        pytest.skip("the files of other programs are not beside the repository")
    assert len(read_transcript(path.read_bytes(), name=path.name).tokens) >= words
