"""The alignment itself as JSON, schema 2: what is stored for every finished job, and, with its captions, `captions.json`."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, replace
from typing import Any

from oncue.captions.formats.json_cues import cue_out
from oncue.captions.formats.json_fields import JsonFields
from oncue.captions.formats.written import Written
from oncue.captions.segmentation.cues import shifted_word
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

ALIGNMENT_SCHEMA = 2
READ_SCHEMAS = (1, 2)
"""Schema 1 is that of alignments that were stored before; it has less about each word."""

_CODE = re.compile(r"([a-z][a-z0-9_]*): ")


def write(track: CaptionTrack) -> Written:
    """The alignment with the offset added to its times, and `cues` behind it, in UTF-8. Nothing is lost.

    Limits and frames change the cues only.
    """
    document = _document(shifted(track.alignment, track.options.offset_ms))
    document["cues"] = tuple(cue_out(cue, speakers=track.options.speakers) for cue in track.cues)
    return Written(_in_lines(document).encode("utf-8"))


def alignment_to_json(alignment: Alignment) -> str:
    """One JSON object; one line for each word, so that two versions can be compared line by line."""
    return _in_lines(_document(alignment))


def _document(alignment: Alignment) -> dict[str, Any]:
    document: dict[str, Any] = {
        "schema": ALIGNMENT_SCHEMA,
        "language": alignment.language,
        "duration_ms": alignment.duration_ms,
        "engine": _engine_out(alignment.engine),
        "quality": {**asdict(alignment.quality), "warnings": [_warning_out(one) for one in alignment.quality.warnings]},
        "words": tuple(_word_out(word) for word in alignment.words),
        "gaps": tuple(asdict(gap) for gap in alignment.gaps),
        "unspoken": tuple(asdict(one) for one in alignment.unspoken),
    }
    if alignment.quality.ledger is None:
        del document["quality"]["ledger"]  # an alignment of earlier days has none
    if alignment.silences:
        document["silences"] = tuple(list(one) for one in alignment.silences)
    return document


def _in_lines(document: dict[str, Any]) -> str:
    parts = []
    for key, value in document.items():
        if isinstance(value, tuple) and value:
            rows = ",\n    ".join(_dump(row) for row in value)
            parts.append(f"  {_dump(key)}: [\n    {rows}\n  ]")
        else:
            parts.append(f"  {_dump(key)}: {_dump(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _engine_out(engine: EngineInfo) -> dict[str, Any]:
    second = {"second_model": engine.second_model, "second_windows": engine.second_windows}
    return {
        "name": engine.name,
        "model": engine.model,
        "listen": engine.listen,
        "windows": engine.windows,
        "windows_heard": engine.windows_heard,
        "aligner": engine.aligner,
        "pipeline": engine.pipeline,
        **(second if engine.second_model else {}),
    }


def _warning_out(warning: str) -> dict[str, str]:
    code = _CODE.match(warning)
    return {"code": code[1], "text": warning[code.end() :]} if code else {"code": "", "text": warning}


def _warning_in(node: JsonFields) -> str:
    code, text = node.string("code"), node.string("text")
    return f"{code}: {text}" if code else text


def _word_out(word: TimedWord) -> dict[str, Any]:
    return {
        "id": word.id,
        "text": word.text,
        "char_start": word.char_start,
        "char_end": word.char_end,
        "speaker": word.speaker,
        "start_ms": word.start_ms,
        "end_ms": word.end_ms,
        "confidence": word.confidence,
        "status": word.status,
        "heard": word.heard,
        "heard_start_ms": word.heard_start_ms,
        "heard_end_ms": word.heard_end_ms,
        "gop": word.gop,
        "error_ms": word.error_ms,
        "source": word.source,
        "pinned": word.pinned,
        "by": word.by,
        "surprisal": word.surprisal,
    }


def shifted(alignment: Alignment, offset_ms: int) -> Alignment:
    """`alignment` with `offset_ms` added to every time, none before 0; the recording's duration stays what it is."""
    if not offset_ms:
        return alignment
    kept = alignment.quality.ledger
    return replace(
        alignment,
        quality=replace(alignment.quality, ledger=None if kept is None else _shifted_ledger(kept, offset_ms)),
        words=tuple(shifted_word(word, offset_ms) for word in alignment.words),
        gaps=tuple(
            replace(gap, start_ms=max(0, gap.start_ms + offset_ms), end_ms=max(0, gap.end_ms + offset_ms))
            for gap in alignment.gaps
        ),
        silences=tuple(
            (max(0, start + offset_ms), end + offset_ms) for start, end in alignment.silences if end + offset_ms > 0
        ),
    )


def _shifted_ledger(ledger: Ledger, offset_ms: int) -> Ledger:
    def moved(ms: int | None) -> int | None:
        return None if ms is None else max(0, ms + offset_ms)

    return replace(
        ledger,
        missing=tuple(
            replace(place, after_ms=moved(place.after_ms), before_ms=moved(place.before_ms)) for place in ledger.missing
        ),
        uncaptioned=tuple(
            replace(place, start_ms=max(0, place.start_ms + offset_ms), end_ms=max(0, place.end_ms + offset_ms))
            for place in ledger.uncaptioned
        ),
    )


def _dump(value: object) -> str:
    # A lone surrogate cannot be written as UTF-8; as an escape it survives.
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return text if _is_storable(text) else json.dumps(value, ensure_ascii=True, allow_nan=False)


def _is_storable(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= char <= "\udfff" for char in text)


def alignment_from_json(text: str) -> Alignment:
    """The alignment that `alignment_to_json` wrote, today or before.

    Raises `UsageError`, naming the place, when the text is not JSON, of an unknown schema, lacks a field, has one of the
    wrong type, has ranges or times that run backwards, or a word with one time only. Unknown fields are left unread, so
    that a later version may add some.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"This is not alignment JSON: {error}.") from error
    root = JsonFields(document, "alignment")
    schema = root.integer("schema")
    if schema not in READ_SCHEMAS:
        known = " and ".join(map(str, READ_SCHEMAS))
        raise UsageError(f"Alignment JSON of schema {schema} cannot be read, only of schemas {known}.", schema=schema)
    quality = root.child("quality")
    return Alignment(
        language=root.string("language"),
        duration_ms=root.integer("duration_ms"),
        engine=_engine_in(root.child("engine"), schema),
        quality=Quality(
            quality.share("transcript_coverage"),
            quality.share("speech_coverage"),
            quality.share("mean_confidence"),
            tuple(quality.strings("warnings") if schema == 1 else map(_warning_in, quality.children("warnings"))),
            None if quality.value.get("ledger") is None else _ledger(quality.child("ledger")),
        ),
        words=tuple(_word(node) for node in root.children("words")),
        gaps=tuple(_gap(node) for node in root.children("gaps")),
        unspoken=tuple(_unspoken(node) for node in root.children("unspoken")),
        silences=tuple(sorted(root.intervals("silences"))) if root.value.get("silences") is not None else (),
    )


def _engine_in(node: JsonFields, schema: int) -> EngineInfo:
    return EngineInfo(
        name=node.string("name"),
        model=node.string("model"),
        aligner=node.string("refiner" if schema == 1 else "aligner"),
        windows=node.optional("windows"),
        windows_heard=node.optional("windows_heard"),
        listen=node.optional_string("listen"),
        pipeline=node.optional("pipeline"),
        second_model=node.optional_string("second_model"),
        second_windows=node.optional("second_windows"),
    )


def _ledger(node: JsonFields) -> Ledger:
    left_out = node.child("left_out")
    return Ledger(
        published=node.integer("published"),
        captioned=node.integer("captioned"),
        left_out={kind: left_out.integer(kind) for kind in left_out.value},
        missing_words=node.integer("missing_words"),
        missing_places=node.integer("missing_places"),
        missing=tuple(
            MissingWords(
                *place.ordered("char_start", "char_end"),
                place.integer("words"),
                place.string("text"),
                place.optional("after_ms"),
                place.optional("before_ms"),
            )
            for place in node.children("missing")
        ),
        speech_ms=node.integer("speech_ms"),
        uncaptioned_ms=node.integer("uncaptioned_ms"),
        uncaptioned_places=node.integer("uncaptioned_places"),
        uncaptioned=tuple(
            UncaptionedSpeech(*place.ordered("start_ms", "end_ms"), place.integer("speech_ms"), place.string("text"))
            for place in node.children("uncaptioned")
        ),
    )


def _word(node: JsonFields) -> TimedWord:
    char_start, char_end = node.ordered("char_start", "char_end")
    start_ms, end_ms = node.both("start_ms", "end_ms", missing_is_wrong=True)
    status = node.choice("status", WordStatus)
    if (start_ms is None) != (status is WordStatus.NOT_IN_AUDIO):
        raise node.wrong("status", f"is {status.value!r}, which does not go with its times")
    heard_start_ms, heard_end_ms = node.both("heard_start_ms", "heard_end_ms")
    return TimedWord(
        node.string("text"),
        char_start,
        char_end,
        node.optional_string("speaker"),
        start_ms,
        end_ms,
        node.share("confidence"),
        status,
        node.optional_string("heard"),
        heard_start_ms,
        heard_end_ms,
        node.optional_number("gop"),
        node.optional("error_ms"),
        node.optional_string("source"),
        node.flag("pinned"),
        node.optional_string("by") or "machine",
        _name(node.optional_string("id"), char_start),
        node.optional_number("surprisal"),
    )


def _name(written: str | None, char_start: int) -> str | None:
    return None if written == f"w{char_start}" else written


def _gap(node: JsonFields) -> Gap:
    return Gap(*node.ordered("start_ms", "end_ms"), node.string("text"))


def _unspoken(node: JsonFields) -> UnspokenRange:
    return UnspokenRange(*node.ordered("char_start", "char_end"), node.choice("kind", UnspokenKind))
