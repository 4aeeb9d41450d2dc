"""What an edit changed of a view, found in the words around it: a programme of five hours is not cut anew for one word."""

from __future__ import annotations

from dataclasses import replace

from oncue.captions.limits import CaptionOptions
from oncue.desk import Script
from oncue.desk.captions_near import CaptionsNear, captions_near
from service.desk_view import DeskRow, DeskView, cue_row, word_row


def view_near(known: DeskView, before: Script, after: Script, options: CaptionOptions) -> DeskView | None:
    """The view of `after`, made of that of `before` and the part that is not the same; None where the whole is to be made.

    `known` was made with these options.
    """
    near = captions_near(before, after, options)
    if near is None:
        return None
    places = {row[0]: place for place, row in enumerate(known.words)}
    rows = _rows(known, after, near)
    if rows is None or not {near.after, near.before} - {None} <= places.keys():
        return None
    first = 0 if near.after is None else places[near.after] + 1
    last = len(known.words) if near.before is None else places[near.before]
    starts = [places[cue[0]] for cue in known.cues]
    first_cue = sum(start < first for start in starts)
    last_cue = sum(start < last for start in starts)
    return replace(
        known,
        words=[*known.words[:first], *rows, *known.words[last:]],
        cues=[*known.cues[:first_cue], *map(cue_row, near.cues), *known.cues[last_cue:]],
    )


def _rows(known: DeskView, after: Script, near: CaptionsNear) -> list[DeskRow] | None:
    """The words between the two borders; None where a sound is among them, which stands in no script."""
    timed = {word.id: word for word in near.words}
    speakers = {name: place for place, name in enumerate(known.speakers)}
    word = after.state.following(near.after)
    rows, seen = [], 0
    while word is not None and word.id != near.before:
        if not word.removed:
            rows.append(word_row(after, speakers, word, timed.get(word.id), word.space))
            seen += word.id in timed
        word = after.state.following(word.id)
    return rows if seen == len(timed) else None
