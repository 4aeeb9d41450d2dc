"""What recognisers call the text, the speaker and the start of a piece of speech, and how they write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from oncue.transcript.row_times import clock_seconds, number_of

TEXT_KEYS = (
    "punctuatedword", "text", "transcript", "body", "content", "sentence", "utterance", "display", "displaytext", "caption",
    "line",
    "dialogue", "dialog",
    "word", "value", "message", "transcription", "utf8",
)  # fmt: skip
SPEAKER_KEYS = (
    "speakername", "speaker", "speakerlabel", "speakertag", "speakerid", "speakerdesignation", "spk", "participantname",
    "participantrole", "participant", "actor", "character", "who", "author", "username", "voice", "role", "name",
)  # fmt: skip
START_KEYS = (
    "start", "starttime", "startms", "startoffset", "startseconds", "startsec", "begin", "beginoffsetmillis", "begintime",
    "from",
    "offsetinticks", "offsetmilliseconds", "offsets", "offset", "timestamp", "timestamps", "time", "ts", "t", "tstartms",
    "in", "instances",
)  # fmt: skip
WORD_KEYS = ("words", "elements", "tokens", "segs", "line", "timestampedwords")
_NAME_KEYS = ("name", "speakername", "displayname", "label", "id", "@id", "speakerid")
_ID_KEYS = ("id", "@id", "speakerid", "speaker", "label", "key", "index", "spkid")

_BARE = re.compile(r"[A-Za-z]|\d{1,3}(?:\.0)?")
_NUMBERED = re.compile(r"(?:spk|ch)[_-]?(\d{1,3})", re.I)
_UNKNOWN = frozenset(("uu", "unknown", "none", "null", "-1", "speaker_unknown"))


def folded(item: Mapping[str, Any]) -> dict[str, Any]:
    """The object with its keys as they are listed here: "startTime", "start_time" and "StartTime" are one."""
    return {re.sub(r"[_\-\s]", "", key).casefold(): value for key, value in item.items()}


def text_of(item: Mapping[str, Any]) -> str | None:
    """The text of a folded object, or its lines of text; None where it has neither."""
    text = next((item[key] for key in TEXT_KEYS if isinstance(item.get(key), str)), None)
    if text is not None:
        return str(text)
    lines: list[Any] = next((item[key] for key in ("lines", "text") if isinstance(item.get(key), list)), [])
    return "\n".join(lines) if lines and all(isinstance(line, str) for line in lines) else None


def start_of(item: Mapping[str, Any]) -> float | None:
    """When a folded object begins, in the unit of its file; None where it does not say."""
    return next((start for key in START_KEYS if (start := _time(item.get(key))) is not None), None)


def _time(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return float(value)
    if isinstance(value, str):
        seconds = clock_seconds(value)
        return number_of(value) if seconds is None else seconds
    if isinstance(value, list) and value:
        return _time(value[0]) if not isinstance(value[0], dict) else start_of(folded(value[0]))
    return start_of(folded(value)) if isinstance(value, dict) else None


@dataclass(frozen=True, slots=True)
class Names:
    """Who the speakers of a file are, by the numbers or marks it gives them."""

    by_mark: Mapping[str, str] = field(default_factory=dict)

    def of(self, item: Mapping[str, Any]) -> str | None:
        """The speaker of a folded object: by name where one is known, else "Speaker A"; None where it names nobody."""
        for key in SPEAKER_KEYS:
            person = self.person(item.get(key))
            if person is not None:
                return person
        return None

    def person(self, value: Any) -> str | None:
        """The speaker whom a value stands for: a name, a number, an object with either."""
        if isinstance(value, dict):
            inner = folded(value)
            return next((found for key in _NAME_KEYS if (found := self.person(inner.get(key))) is not None), None)
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            return None
        mark = _mark(value)
        known = self.by_mark.get(mark)
        if known is not None:
            return known
        if not mark or mark.casefold() in _UNKNOWN:
            return None
        if _BARE.fullmatch(mark):
            return f"Speaker {mark}"
        numbered = _NUMBERED.fullmatch(mark)
        return mark if not numbered else f"{'Channel' if mark[0] in 'cC' else 'Speaker'} {numbered.group(1)}"


def names_in(document: Any) -> Names:
    """The names that a file gives in a list or an object of speakers, wherever it stands near its top."""
    found: dict[str, str] = {}
    waiting = [(document, 0)]
    while waiting:
        value, depth = waiting.pop()
        if not isinstance(value, dict):
            continue
        for key, inner in folded(value).items():
            if key in ("speakers", "speakernames", "speakermap", "participants", "speakermapping"):
                found |= _names_of(inner)
            elif depth < 3:
                waiting.append((inner, depth + 1))
                if isinstance(inner, list) and inner and key in ("videos", "results"):
                    waiting.append((inner[0], depth + 1))
    return Names(found)


def _names_of(speakers: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    if isinstance(speakers, dict):
        for mark, value in speakers.items():
            name = value if isinstance(value, str) else _name_in(value)
            if name:
                found[_mark(mark)] = name
    for value in speakers if isinstance(speakers, list) else ():
        name = _name_in(value)
        if name:
            inner = folded(value)
            marks = (inner.get(key) for key in _ID_KEYS)
            found |= {
                _mark(mark): name for mark in marks if isinstance(mark, (str, int, float)) and not isinstance(mark, bool)
            }
    return found


def _name_in(value: Any) -> str | None:
    if not isinstance(value, dict):
        return None
    inner = folded(value)
    return next(
        (
            inner[key]
            for key in ("name", "speakername", "displayname")
            if isinstance(inner.get(key), str) and inner[key].strip()
        ),
        None,
    )


def _mark(value: str | float) -> str:
    text = str(value).strip()
    return text[:-2] if text.endswith(".0") else text
