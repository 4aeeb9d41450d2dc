"""A script as captions are made from it: the working text and its alignment, and the directions for segmentation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from typing import TypeVar

from oncue.captions.segmentation.directions import CaptionDirections
from oncue.desk.script import Script
from oncue.desk.typed_text import typed_words
from oncue.desk.working_words import WorkingText, working_text
from oncue.model import Alignment, Gap, MissingWords, Quality, TimedWord

_Hung = TypeVar("_Hung")


def working_copy(script: Script) -> tuple[str, Alignment]:
    """The text as captions have it, and its alignment (schema 2): those of revision 0 where nothing is edited.

    Each word has its id of the script; a changed one names the published word in `source`, and whose it is in `by`. Sounds
    are words, too: see `caption_directions`.
    """
    working = working_text(script)
    alignment = replace(
        script.alignment,
        words=working.words,
        unspoken=working.unspoken,
        gaps=_gaps(script, working.words),
        quality=_quality(script, working),
    )
    return working.text, alignment


def caption_directions(script: Script) -> CaptionDirections:
    """What persons want of captions, by the ids of the words of the working copy."""
    state = script.state
    ins, outs, sounds = dict(state.ins), dict(state.outs), set()
    for sound in state.sounds.values():
        count = len(typed_words(sound.text))
        names = [sound.id, *(f"{sound.id}.{index}" for index in range(1, count))]
        sounds.update(names)
        ins[names[0]], outs[names[-1]] = sound.start_ms, sound.end_ms
    return CaptionDirections(
        _anchored(script, state.breaks), _anchored(script, ins), _behind(script, outs), frozenset(sounds)
    )


def _anchored(script: Script, hung: dict[str, _Hung]) -> dict[str, _Hung]:
    """What hangs on words that are not shown hangs on the next one that is, where that has nothing of its own."""
    found: dict[str, _Hung] = {}
    for name, value in hung.items():
        word = script.word(name)
        if word is not None and not word.shown:
            word = script.state.shown_after(name)
            if word is None or word.id in hung:
                continue
        found[name if word is None else word.id] = value
    return found


def _behind(script: Script, outs: dict[str, int]) -> dict[str, int]:
    found = {}
    for name, value in outs.items():
        word = script.word(name)
        if word is not None and not word.shown:
            word = script.state.shown_before(name)
            if word is None or word.id in outs:
                continue
        found[name if word is None else word.id] = value
    return found


def text_between(script: Script, first: str, last: str) -> str:
    """The words from `first` to `last`, for a person to read; those that are not there, or removed, are left out."""
    words = [word for word in script.state.between(first, last) if not word.removed]
    return reduce(lambda text, word: text + (" " if word.space and text else "") + word.text, words, "")


def _gaps(script: Script, words: Sequence[TimedWord]) -> tuple[Gap, ...]:
    """The gaps that no person has filled: with a sound, or with words."""
    filling = [
        (word.start_ms, word.end_ms)
        for word in words
        if word.name is not None and word.name[0] in "as" and word.start_ms is not None and word.end_ms is not None
    ]
    return tuple(
        gap
        for gap in script.alignment.gaps
        if not any(start_ms < gap.end_ms and end_ms > gap.start_ms for start_ms, end_ms in filling)
    )


def _quality(script: Script, working: WorkingText) -> Quality:
    """The machine's figures; the places that they name are where those words are now."""
    quality = script.alignment.quality
    if quality.ledger is None or working.text == script.text:
        return quality
    places = (_missing(working, place) for place in quality.ledger.missing)
    return replace(quality, ledger=replace(quality.ledger, missing=tuple(place for place in places if place)))


def _missing(working: WorkingText, place: MissingWords) -> MissingWords | None:
    """A place of missing words in the working text, None where nothing of it is left."""
    there = [
        where
        for name, where in working.places.items()
        if name[0] == "w" and place.char_start <= int(name[1:]) < place.char_end
    ]
    if not there:
        return None
    return replace(place, char_start=min(there)[0], char_end=max(there)[1])
