"""Which revision made each word of a script what it is: edits that were undone made nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from oncue.desk.applying import applied
from oncue.desk.draft import Draft
from oncue.desk.script import Script


@dataclass(frozen=True, slots=True)
class Authorship:
    """The revision that was the last to change each: `text` (or removed, or added the word), `said` (whether captions show
    it) and `speakers` by the word's id, `names` by the speaker's key, `sounds` by the sound's id."""

    text: dict[str, int] = field(default_factory=dict)
    said: dict[str, int] = field(default_factory=dict)
    speakers: dict[str, int] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    sounds: dict[str, int] = field(default_factory=dict)


def authorship(script: Script) -> Authorship:
    """Makes the edits that count once more, one after the other, and notes what each of them changes."""
    found = Authorship()
    state = script.origin.copy()
    for entry in script.log:
        if entry.n not in script.active:
            continue
        touched = script.footprint(entry.n).writes
        before = {name: state.words.get(name) for name in touched}
        sounds, names = dict(state.sounds), dict(state.names)
        applied(state, entry.n, entry.ops, entry.by, script.alignment.duration_ms)
        for name in (*touched, *_added(state, entry.n)):
            was, now = before.get(name), state.words.get(name)
            if now is None or was is now:
                continue
            if was is None or (was.text, was.removed) != (now.text, now.removed):
                found.text[name] = entry.n
            if was is not None and (was.kind, was.said) != (now.kind, now.said):
                found.said[name] = entry.n
            if was is not None and was.speaker != now.speaker:
                found.speakers[name] = entry.n
        found.sounds.update((name, entry.n) for name, sound in state.sounds.items() if sounds.get(name) != sound)
        found.names.update((key, entry.n) for key, name in names.items() if state.names[key] != name)
    return found


def _added(state: Draft, n: int) -> Iterator[str]:
    """The ids of the words that revision `n` added."""
    for index in count():
        if (name := f"a{n}.{index}") not in state.words:
            return
        yield name
