"""The alignment itself as JSON, schema 1: what `captions.json` is and what is stored for every finished job."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

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

ALIGNMENT_SCHEMA = 1

_KNOWN_LATER = {"engine": ("windows", "windows_heard"), "quality": ("ledger",)}


def write(track: CaptionTrack) -> Written:
    """The alignment with the offset added to its times, in UTF-8. Limits change nothing here, and nothing is lost."""
    return Written(alignment_to_json(shifted(track.alignment, track.options.offset_ms)).encode("utf-8"))


def alignment_to_json(alignment: Alignment) -> str:
    """One JSON object; one line for each word, so that two versions can be compared line by line."""
    document = {"schema": ALIGNMENT_SCHEMA, **asdict(alignment)}
    for name, known_later in _KNOWN_LATER.items():  # an alignment of earlier days stays as it was
        document[name] = {key: value for key, value in document[name].items() if value is not None or key not in known_later}
    parts = []
    for key, value in document.items():
        if isinstance(value, tuple) and value:
            rows = ",\n    ".join(_dump(row) for row in value)
            parts.append(f"  {_dump(key)}: [\n    {rows}\n  ]")
        else:
            parts.append(f"  {_dump(key)}: {_dump(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


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
    """The alignment that `alignment_to_json` wrote.

    Raises `UsageError`, naming the place, when the text is not JSON, of another schema, lacks a field, has one of the
    wrong type, has ranges or times that run backwards, or a word with one time only. Unknown fields are left unread, so
    that a later version may add some.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"This is not alignment JSON: {error}.") from error
    root = JsonFields(document, "alignment")
    schema = root.integer("schema")
    if schema != ALIGNMENT_SCHEMA:
        raise UsageError(
            f"Alignment JSON of schema {schema} cannot be read, only of schema {ALIGNMENT_SCHEMA}.", schema=schema
        )
    engine, quality = root.child("engine"), root.child("quality")
    return Alignment(
        language=root.string("language"),
        duration_ms=root.integer("duration_ms"),
        engine=EngineInfo(
            engine.string("name"),
            engine.string("model"),
            engine.string("refiner"),
            engine.optional("windows"),
            engine.optional("windows_heard"),
        ),
        quality=Quality(
            quality.share("transcript_coverage"),
            quality.share("speech_coverage"),
            quality.share("mean_confidence"),
            tuple(quality.strings("warnings")),
            None if quality.value.get("ledger") is None else _ledger(quality.child("ledger")),
        ),
        words=tuple(_word(node) for node in root.children("words")),
        gaps=tuple(_gap(node) for node in root.children("gaps")),
        unspoken=tuple(_unspoken(node) for node in root.children("unspoken")),
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
    timed = node.value["start_ms"] is not None if "start_ms" in node.value else False
    if timed != (node.value.get("end_ms") is not None):
        raise node.wrong("start_ms", "has one time only; a word has both or neither")
    status = node.choice("status", WordStatus)
    if timed == (status is WordStatus.NOT_IN_AUDIO):
        raise node.wrong("status", f"is {status.value!r}, which does not go with its times")
    start_ms, end_ms = node.ordered("start_ms", "end_ms") if timed else (None, None)
    speaker = None if node.value.get("speaker") is None else node.string("speaker")
    confidence = node.share("confidence")
    return TimedWord(node.string("text"), char_start, char_end, speaker, start_ms, end_ms, confidence, status)


def _gap(node: JsonFields) -> Gap:
    return Gap(*node.ordered("start_ms", "end_ms"), node.string("text"))


def _unspoken(node: JsonFields) -> UnspokenRange:
    return UnspokenRange(*node.ordered("char_start", "char_end"), node.choice("kind", UnspokenKind))
