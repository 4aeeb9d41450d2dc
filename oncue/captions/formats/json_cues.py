"""The captions inside `captions.json`: each cue with its lines and their words."""

from __future__ import annotations

from typing import Any

from oncue.caption_readers.cues import WrittenWord
from oncue.caption_readers.invisible_marks import unmarked
from oncue.captions.formats.json_fields import JsonFields, json_document
from oncue.captions.formats.shown_lines import spoken_lines
from oncue.captions.formats.written import WrittenCue, ordered_times, storable
from oncue.errors import UsageError
from oncue.model import Cue


def cue_out(cue: Cue, *, speakers: bool) -> dict[str, Any]:
    """A cue as JSON: `lines` are the texts alone, `speakers` names the speaker of each, `speaker` the one of all."""
    lines = spoken_lines(cue, speakers=speakers)
    names = [name for _, name in lines]
    return {
        "start_ms": cue.start_ms,
        "end_ms": cue.end_ms,
        "speaker": names[0] if len({*names}) == 1 else None,
        "lines": [line.text for line, _ in lines],
        "speakers": names,
        "words": [
            {
                "id": word.id,
                "text": word.text,
                "start_ms": word.start_ms,
                "end_ms": word.end_ms,
                "confidence": word.confidence,
            }
            for line, _ in lines
            for word in line.words
        ],
    }


def read(data: bytes) -> tuple[WrittenCue, ...]:
    """The cues of `captions.json`. Raises `UsageError`, naming the place, for any other JSON, an alignment among them."""
    root = JsonFields(json_document(data, "alignment"), "alignment")
    if "cues" not in root.value:
        raise UsageError("This JSON has no captions (`cues`). An alignment without them is for rendering, into any format.")
    cues = []
    for number, node in enumerate(root.children("cues"), 1):
        times = ordered_times(node.integer("start_ms"), node.integer("end_ms"), number, "JSON")
        lines = tuple(unmarked(storable(line)) for line in node.strings("lines"))
        names = (
            node.optional_strings("speakers") if "speakers" in node.value else [node.optional_string("speaker")] * len(lines)
        )
        if len(names) != len(lines):
            raise node.wrong("speakers", f"has {len(names)} entries for {len(lines)} lines")
        cues.append(WrittenCue(*times, lines, tuple(_name(name) for name in names), _words(node)))
    return tuple(cues)


def _words(cue: JsonFields) -> tuple[WrittenWord, ...]:
    """The words of a cue with their times; none where it has no words, as in a file of somebody else's."""
    found = []
    for node in cue.children("words") if "words" in cue.value else ():
        confidence = node.share("confidence") if "confidence" in node.value else None
        found.append(WrittenWord(unmarked(storable(node.string("text"))), *node.ordered("start_ms", "end_ms"), confidence))
    return tuple(found)


def _name(name: str | None) -> str | None:
    return unmarked(storable(name or "")) or None
