"""What found times are for: they hold while the edited words of their stretch read as they did."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache

from oncue.desk.log import WordTiming
from oncue.desk.script import Script
from oncue.desk.words import ScriptWord


def basis_of(script: Script, words: Iterable[ScriptWord]) -> str:
    """The edited ones of these words and how they read, as a text; "" where none is edited."""
    edited = {word.id: _reading(word) for word in words if script.differs(word)}
    return json.dumps(edited, sort_keys=True, separators=(",", ":")) if edited else ""


def found_times(script: Script) -> dict[str, WordTiming]:
    """The times by id that the aligner found for the words as they are now; a later answer before an earlier one."""
    found: dict[str, WordTiming] = {}
    for retiming in script.retimings:
        edited = _edited(retiming.basis)
        if not edited or not all(_holds(script, word, reading) for word, reading in edited.items()):
            continue
        for name, timing in retiming.words.items():
            word = script.word(name)
            # A word that was as published then, and is not now, has other times.
            if word is not None and word.shown and (name in edited or not script.differs(word)):
                found[name] = timing
    return found


@lru_cache(4096)
def _edited(basis: str) -> Mapping[str, str]:
    known = json.loads(basis) if basis else {}
    return {str(word): str(reading) for word, reading in known.items()}


def _holds(script: Script, name: str, reading: str) -> bool:
    word = script.word(name)
    return word is not None and script.differs(word) and _reading(word) == reading


def _reading(word: ScriptWord) -> str:
    return hashlib.sha256(repr(word.timing).encode("utf-8", "backslashreplace")).hexdigest()[:12]
