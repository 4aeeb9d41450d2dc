"""Alignment JSON, schema 2 and 1: what it holds, that it reads back, and what is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from bench.caption_pictures import alignments, any_options, options_of, said, written
from oncue.caption_readers.invisible_marks import unmarked
from oncue.captions.formats import FORMATS, WrittenCue, alignment_from_json, alignment_to_json
from oncue.captions.formats.json import shifted
from oncue.captions.limits import CaptionOptions
from oncue.captions.track import CaptionTrack
from oncue.errors import UsageError
from oncue.model import (
    Alignment,
    EngineInfo,
    Gap,
    Ledger,
    MissingWords,
    Quality,
    TimedWord,
    UncaptionedSpeech,
    UnspokenKind,
    UnspokenRange,
    WordStatus,
)
from oncue.text.display_text import visible

SAMPLE = Alignment(
    language="en",
    duration_ms=127_355,
    engine=EngineInfo("faster-whisper", "tiny.en", "oncue-gmm 1", 5, 4, "all", 5),
    quality=Quality(0.98, 0.97, 0.93, ("gap: speech is missing",)),
    words=(
        TimedWord(
            "election",
            28,
            36,
            None,
            1840,
            2210,
            0.99,
            WordStatus.ALIGNED,
            "reflection",
            1860,
            2240,
            -0.4,
            24,
            surprisal=14.2,
        ),
        TimedWord("day.", 37, 41, "ANNA", None, None, 0.0, WordStatus.NOT_IN_AUDIO),
    ),
    gaps=(Gap(5000, 9000, "..."),),
    unspoken=(UnspokenRange(0, 24, UnspokenKind.CHROME),),
)
UNKNOWN = {"error_ms": None, "source": None, "pinned": False, "by": "machine"}
DOCUMENT: dict[str, Any] = {
    "schema": 2,
    "language": "en",
    "duration_ms": 127_355,
    "engine": {
        **{"name": "faster-whisper", "model": "tiny.en", "listen": "all", "windows": 5, "windows_heard": 4},
        **{"aligner": "oncue-gmm 1", "pipeline": 5},
    },
    "quality": {
        "transcript_coverage": 0.98,
        "speech_coverage": 0.97,
        "mean_confidence": 0.93,
        "warnings": [{"code": "gap", "text": "speech is missing"}],
    },
    "words": [
        {
            **{"id": "w28", "text": "election", "char_start": 28, "char_end": 36, "speaker": None},
            **{"start_ms": 1840, "end_ms": 2210, "confidence": 0.99, "status": "aligned"},
            **{"heard": "reflection", "heard_start_ms": 1860, "heard_end_ms": 2240, "gop": -0.4, **UNKNOWN, "error_ms": 24},
            "surprisal": 14.2,
        },
        {
            **{"id": "w37", "text": "day.", "char_start": 37, "char_end": 41, "speaker": "ANNA"},
            **{"start_ms": None, "end_ms": None, "confidence": 0.0, "status": "not_in_audio"},
            **{"heard": None, "heard_start_ms": None, "heard_end_ms": None, "gop": None, **UNKNOWN},
            "surprisal": None,
        },
    ],
    "gaps": [{"start_ms": 5000, "end_ms": 9000, "text": "..."}],
    "unspoken": [{"char_start": 0, "char_end": 24, "kind": "chrome"}],
}
STORED: dict[str, Any] = {
    **DOCUMENT,
    "schema": 1,
    "engine": {"name": "faster-whisper", "model": "tiny.en", "refiner": "pocketsphinx"},
    "quality": {**DOCUMENT["quality"], "warnings": ["gap: speech is missing"]},
    "words": [{key: word[key] for key in list(word)[1:9]} for word in DOCUMENT["words"]],
}
"""An alignment as it was stored before."""


def test_the_document_is_schema_2() -> None:
    assert json.loads(alignment_to_json(SAMPLE)) == DOCUMENT


def test_each_part_has_its_fields_in_the_documented_order() -> None:
    document = json.loads(alignment_to_json(SAMPLE))
    assert list(document) == list(DOCUMENT)
    assert list(document["engine"]) == list(DOCUMENT["engine"])
    assert list(document["words"][0]) == list(DOCUMENT["words"][0])


def test_a_second_hearing_is_told_where_there_was_one() -> None:
    engine = replace(SAMPLE.engine, second_model="base", second_windows=3)
    document = alignment_to_json(replace(SAMPLE, engine=engine))
    assert json.loads(document)["engine"] == {**DOCUMENT["engine"], "second_model": "base", "second_windows": 3}
    assert alignment_from_json(document).engine == engine


def test_schema_1_is_read_and_becomes_schema_2() -> None:
    read = alignment_from_json(json.dumps(STORED))
    assert read.engine == EngineInfo("faster-whisper", "tiny.en", "pocketsphinx")
    assert read.quality == SAMPLE.quality
    plain = [
        replace(word, heard=None, heard_start_ms=None, heard_end_ms=None, gop=None, error_ms=None, surprisal=None)
        for word in SAMPLE.words
    ]
    assert list(read.words) == plain
    assert alignment_from_json(alignment_to_json(read)) == read


@pytest.mark.parametrize("warning", ["no code", ": x", "a: ", "Upper: x", "code: text: more", ""])
def test_a_warning_of_any_form_reads_back(warning: str) -> None:
    told = replace(SAMPLE, quality=replace(SAMPLE.quality, warnings=(warning,)))
    assert alignment_from_json(alignment_to_json(told)).quality.warnings == (warning,)


def test_each_word_has_a_line_of_its_own() -> None:
    lines = alignment_to_json(SAMPLE).splitlines()
    assert sum('"char_start": 28' in line for line in lines) == 1
    assert not any('"election"' in line and '"day."' in line for line in lines)


@given(alignments())
def test_any_alignment_reads_back_as_itself(case: tuple[Alignment, str]) -> None:
    text = alignment_to_json(case[0])
    text.encode("utf-8")
    assert alignment_from_json(text) == case[0]


@given(alignments(), any_options())
def test_limits_change_nothing_and_an_offset_moves_the_times(case: tuple[Alignment, str], options: CaptionOptions) -> None:
    read = alignment_from_json(written("json", *case, options))
    assert [word.text for word in read.words] == [word.text for word in case[0].words]
    expected = [None if word.start_ms is None else max(0, word.start_ms + options.offset_ms) for word in case[0].words]
    assert [word.start_ms for word in read.words] == expected


LEDGER = Ledger(
    published=9, captioned=6, left_out={"heading": 1, "not_in_audio": 2}, missing_words=2, missing_places=1,
    missing=(MissingWords(3, 9, 2, "to us", 1200, None),), speech_ms=9000, uncaptioned_ms=1500, uncaptioned_places=1,
    uncaptioned=(UncaptionedSpeech(4000, 6000, 1500, "buy one"),),
)  # fmt: skip
COUNTED = replace(SAMPLE, engine=replace(SAMPLE.engine, windows=5, windows_heard=0))
COUNTED = replace(COUNTED, quality=replace(SAMPLE.quality, ledger=LEDGER))


def test_the_ledger_and_what_the_engine_did_read_back() -> None:
    document = json.loads(alignment_to_json(COUNTED))
    assert document["quality"]["ledger"]["left_out"] == {"heading": 1, "not_in_audio": 2}
    assert document["quality"]["ledger"]["missing"][0]["before_ms"] is None
    assert alignment_from_json(alignment_to_json(COUNTED)) == COUNTED


def test_the_ledgers_places_move_with_the_words() -> None:
    read = alignment_from_json(written("json", COUNTED, "", CaptionOptions(offset_ms=-4500)))
    assert read.quality.ledger is not None
    assert [(place.after_ms, place.before_ms) for place in read.quality.ledger.missing] == [(0, None)]
    assert [(place.start_ms, place.end_ms) for place in read.quality.ledger.uncaptioned] == [(0, 1500)]
    assert read.quality.ledger.uncaptioned_ms == 1500


def test_gaps_move_with_the_words() -> None:
    read = alignment_from_json(written("json", SAMPLE, "", options_of(offset_ms=-6000)))
    assert read.gaps == (Gap(0, 3000, "..."),)


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (("schema",), 3, "schema 3"),
        (("language",), None, "language is not a string"),
        (("words",), {}, "words is not a list"),
        (("words", 0, "start_ms"), None, r"words\[0\].start_ms has one time only"),
        (("words", 0, "end_ms"), 100, r"words\[0\].end_ms lies before start_ms"),
        (("words", 0, "start_ms"), 1.5, r"words\[0\].start_ms is not a whole number"),
        (("words", 0, "start_ms"), True, r"words\[0\].start_ms is not a whole number"),
        (("words", 0, "confidence"), 1.1, r"words\[0\].confidence is not a number from 0 to 1"),
        (("words", 0, "status"), "guessed", r"words\[0\].status is none of"),
        (("words", 0, "status"), "not_in_audio", r"words\[0\].status"),
        (("words", 1, "status"), "aligned", r"words\[1\].status"),
        (("words", 1), 5, r"words\[1\] is not an object"),
        (("quality", "warnings"), [1], r"warnings\[0\] is not an object"),
        (("quality", "warnings"), [{"code": "gap"}], r"warnings\[0\].text is missing"),
        (("words", 0, "heard"), 5, r"words\[0\].heard is not a string"),
        (("words", 0, "heard_end_ms"), None, r"words\[0\].heard_start_ms has one time only"),
        (("words", 0, "heard_start_ms"), 9000, r"words\[0\].heard_end_ms lies before heard_start_ms"),
        (("words", 0, "gop"), "low", r"words\[0\].gop is not a number"),
        (("words", 0, "error_ms"), -1, r"words\[0\].error_ms is not a whole number"),
        (("words", 0, "pinned"), 1, r"words\[0\].pinned is neither true nor false"),
        (("unspoken", 0, "kind"), "noise", r"unspoken\[0\].kind"),
    ],
)
def test_a_wrong_value_is_refused_with_its_place(place: tuple[Any, ...], value: object, said: str) -> None:
    document = json.loads(json.dumps(DOCUMENT))
    inner = document
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    with pytest.raises(UsageError, match=said):
        alignment_from_json(json.dumps(document))


@pytest.mark.parametrize("text", ["", "[]", "null", "{", "{}", "[" * 100_000, '{"schema": 1}', '{"schema": 2}'])
def test_what_is_not_an_alignment_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        alignment_from_json(text)


def test_captions_are_behind_the_alignment_with_the_words_of_each() -> None:
    document = json.loads(written("json", *said("Anna| Good morning.(2000)\nBob| Hi.(3000)\nAnna| Yes.\nBob| No.")))
    assert list(document) == [*DOCUMENT, "cues"]
    assert document["cues"][0] == {
        **{"start_ms": 1000, "end_ms": 2090, "speaker": "Anna", "lines": ["Good morning."], "speakers": ["Anna"]},
        "words": [
            {"id": "w0", "text": "Good", "start_ms": 1000, "end_ms": 1300, "confidence": 1.0},
            {"id": "w5", "text": "morning.", "start_ms": 1300, "end_ms": 1840, "confidence": 1.0},
        ],
    }
    shared = document["cues"][2]
    assert (shared["speaker"], shared["lines"], shared["speakers"]) == (None, ["Yes.", "No."], ["Anna", "Bob"])


def test_a_stored_alignment_has_no_captions() -> None:
    assert "cues" not in json.loads(alignment_to_json(SAMPLE))
    with pytest.raises(UsageError, match="no captions"):
        read(alignment_to_json(SAMPLE).encode())


def read(data: bytes) -> tuple[WrittenCue, ...]:
    reader = FORMATS["json"].read
    assert reader is not None
    return reader(data)


@settings(max_examples=50)
@given(alignments(), any_options())
def test_the_captions_read_back_and_name_words_of_the_alignment(
    case: tuple[Alignment, str], options: CaptionOptions
) -> None:
    track = CaptionTrack(*case, options)
    data = FORMATS["json"].write(track).data
    document = json.loads(data)
    ids = [word["id"] for cue in document["cues"] for word in cue["words"]]
    known = {word["id"]: word for word in document["words"]}
    assert ids == [word.id for cue in track.cues for line in cue.lines for word in line.words]
    assert {*ids} <= {*known}
    assert all(cue["words"][0]["start_ms"] >= known[cue["words"][0]["id"]]["start_ms"] for cue in document["cues"])
    found = read(data)
    assert [(cue.start_ms, cue.end_ms) for cue in found] == [(cue.start_ms, cue.end_ms) for cue in track.cues]
    lines = [[line for line in cue.lines if line.words] for cue in track.cues]
    assert [list(cue.lines) for cue in found] == [[unmarked(line.text) for line in each] for each in lines]
    names = [[(options.speakers and unmarked(visible(line.speaker or ""))) or None for line in each] for each in lines]
    assert [list(cue.speakers) for cue in found] == names


@pytest.mark.parametrize("count", [0, 300])
def test_any_number_of_captions_is_written(count: int) -> None:
    track = CaptionTrack(*said("\n".join(["Good day.(3000)"] * count)))
    assert len(read(FORMATS["json"].write(track).data)) == count


@pytest.mark.parametrize(
    ("cue", "told"),
    [
        ({"start_ms": 2, "end_ms": 1, "lines": []}, "ends before it starts"),
        ({"start_ms": 0, "end_ms": 1, "lines": "a"}, r"cues\[0\].lines is not a list"),
        ({"start_ms": 0, "end_ms": 1, "lines": ["a"], "speakers": []}, r"cues\[0\].speakers has 0 entries for 1 lines"),
        ({"start_ms": 0, "end_ms": 1, "lines": ["a"], "speakers": [1]}, r"cues\[0\].speakers is not a list of strings"),
        ({"start_ms": 0.5, "end_ms": 1, "lines": []}, r"cues\[0\].start_ms is not a whole number"),
    ],
)
def test_a_wrong_caption_is_refused_with_its_place(cue: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        read(json.dumps({"cues": [cue]}).encode())


def test_the_documented_captions_are_those_of_the_documented_words(repository: Path) -> None:
    page = (repository / "docs" / "alignment.md").read_text(encoding="utf-8")
    example = page.partition("## Captions")[2].partition("```json\n")[2].partition("```")[0]
    cue = json.loads(example)
    document = json.loads(written("json", *said("Good morning.")))
    assert list(cue) == list(document["cues"][0])
    assert list(cue["words"][0]) == list(document["cues"][0]["words"][0])
    assert len(read(json.dumps({"cues": [cue]}).encode())) == 1


def test_the_documented_example_has_the_fields_that_are_written(repository: Path) -> None:
    page = (repository / "docs" / "alignment.md").read_text(encoding="utf-8")
    example = page.partition("```json\n")[2].partition("```")[0]
    assert list(json.loads(example)) == [*DOCUMENT, "silences"]
    assert alignment_from_json(example).words == SAMPLE.words[:1]
    assert json.loads(alignment_to_json(alignment_from_json(example))) == json.loads(example)


def test_silences_are_written_read_back_and_shifted() -> None:
    told = replace(SAMPLE, silences=((0, 1310), (4870, 5230)))
    document = alignment_to_json(told)
    assert json.loads(document) == {**DOCUMENT, "silences": [[0, 1310], [4870, 5230]]}
    assert alignment_from_json(document) == told
    assert shifted(told, -1000).silences == ((0, 310), (3870, 4230))


@pytest.mark.parametrize("silences", [[[5]], [[9, 5]], [[-1, 5]], [["0", 5]], [[0, True]], 7, [[0, 10**20]]])
def test_silences_of_another_form_are_refused(silences: Any) -> None:
    with pytest.raises(UsageError, match="silences"):
        alignment_from_json(json.dumps({**DOCUMENT, "silences": silences}))
