"""What an edit changed of a view, found in the words around it: a programme of five hours is not cut anew for one word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from oncue.captions.limits import CaptionOptions
from oncue.desk import Script, ScriptWord
from oncue.desk.captions_near import CaptionsNear, captions_near
from service.desk_view import NOT_SHOWN, SOUND, DeskRow, DeskView, cue_row, word_row, words_in_order


def view_near(known: DeskView, before: Script, after: Script, options: CaptionOptions) -> DeskView | None:
    """The view of `after`, made of that of `before` and the part that is not the same; None where the whole is to be made.

    `known` was made with these options.
    """
    near = captions_near(before, after, options)
    if near is None:
        return None
    words = _between(known.words, 0, near.after, near.before)
    cues = _between(known.cues, 1, near.after, near.before)
    if words is None or cues is None:
        return None
    names = _speakers(known, known.words[slice(*words)], after, near)
    if names is None:
        return None
    speakers = {name: place for place, name in enumerate(names)}
    timed = words_in_order(_script_words(after, near), near.words, near.text)
    rows = [word_row(after, speakers, *each) for each in timed]
    return replace(
        known,
        speakers=names,
        words=[*known.words[: words[0]], *rows, *known.words[words[1] :]],
        cues=[*known.cues[: cues[0]], *map(cue_row, near.cues), *known.cues[cues[1] :]],
    )


def _between(rows: Sequence[DeskRow], end: int, after: str | None, before: str | None) -> tuple[int, int] | None:
    """The rows [first, last) between the one that ends with a word, which is at `end` of a row, and the one that begins with
    another; None where they are not there."""
    first = 0 if after is None else next((place + 1 for place, row in enumerate(rows) if row[end] == after), None)
    last = len(rows) if before is None else next((place for place, row in enumerate(rows) if row[0] == before), None)
    return None if first is None or last is None else (first, last)


def _speakers(known: DeskView, rows: Sequence[DeskRow], after: Script, near: CaptionsNear) -> Sequence[str] | None:
    """The speakers of `after`, in the order in which they begin to speak, as any view of it has them; `rows` were those of
    the part. None where rows beside the part would count them otherwise: the places of some have moved, or a word that no
    caption shows is of somebody who is new, or gone."""
    shown = (row for row in rows if not row[5] & (NOT_SHOWN | SOUND))
    spoke = dict.fromkeys(None if row[6] is None else known.speakers[row[6]] for row in shown)
    if [*spoke] == [*dict.fromkeys(after.name(word) for word in _script_words(after, near) if word.shown)]:
        return known.speakers
    names = after.speakers
    same = min(len(names), len(known.speakers))
    if names[:same] != tuple(known.speakers[:same]):
        return None
    other = {*names[same:], *known.speakers[same:]}
    part = {word.id for word in _script_words(after, near)}
    beside = (word for word in after.words if word.id not in part and not word.removed)
    return None if any(after.name(word) in other for word in beside) else names


def _script_words(script: Script, near: CaptionsNear) -> Iterator[ScriptWord]:
    word = script.state.following(near.after)
    while word is not None and word.id != near.before:
        yield word
        word = script.state.following(word.id)
