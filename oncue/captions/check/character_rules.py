"""Rules on characters: none that a screen cannot show, none that the receiver's set lacks."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from oncue.captions.check.character_sets import CHARACTER_SETS
from oncue.captions.check.examined import Examined
from oncue.captions.check.finding import Finding
from oncue.text.display_text import is_unshowable

_NAMED_AT_MOST = 5
_DAMAGED = "\ufffd"


def character_findings(examined: Examined) -> Iterator[Finding]:
    """The captions with control characters, damaged ones, or such as the set lacks."""
    whole = "".join(line for cue in examined.cues for line in cue.lines)
    unshowable = {letter for letter in set(whole) if letter == _DAMAGED or letter == "\t" or is_unshowable(letter)}
    lacking = CHARACTER_SETS[examined.rules.characters](whole) - unshowable
    for index, cue in enumerate(examined.cues):
        text = unicodedata.normalize("NFC", "".join(cue.lines))
        if found := [letter for letter in "".join(cue.lines) if letter in unshowable]:
            what = f"It has characters that are not for screens: {_named(found)}."
            yield from examined.finding("control_character", index, what, len(found), 0)
        if missing := [letter for letter in text if letter in lacking]:
            what = f"Characters that are not in the set {examined.rules.characters}: {_named(missing)}."
            yield from examined.finding("character_not_allowed", index, what, len(missing), 0)


def _named(letters: Iterable[str]) -> str:
    names = [
        f"{letter} (U+{ord(letter):04X})" if letter.isprintable() and letter != _DAMAGED else f"U+{ord(letter):04X}"
        for letter in dict.fromkeys(letters)
    ]
    more = len(names) - _NAMED_AT_MOST
    return ", ".join(names[:_NAMED_AT_MOST]) + (f" and {more} more" if more > 0 else "")
