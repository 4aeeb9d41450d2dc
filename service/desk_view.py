"""A desk as its page reads it: words and captions as rows, and what became of them between two revisions as a splice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from oncue.captions.formats.shown_lines import lead
from oncue.captions.track import CaptionTrack
from oncue.desk import Script, ScriptWord
from oncue.model import Cue, TimedWord, WordStatus

PINNED_START, PINNED_END, BY_PERSON, ESTIMATED, CONFIRMED = 1, 2, 4, 8, 16
NOTED, NOT_SHOWN, SOUND, NOT_IN_AUDIO = 32, 64, 128, 256
FLAGS = {
    PINNED_START: "its start is a person's",
    PINNED_END: "its end is a person's",
    BY_PERSON: "a person wrote it",
    ESTIMATED: "its times are no times of the sound (yet)",
    CONFIRMED: "a person heard it, and found it right",
    NOTED: "it has a note",
    NOT_SHOWN: "no caption shows it: a label, a headline, a credit",
    SOUND: "it is of a sound that a person placed",
    NOT_IN_AUDIO: "it is not in the recording",
}
"""The bits of a word's flags."""

DeskRow = list[Any]


@dataclass(frozen=True, slots=True)
class DeskView:
    """The rows of one revision. A word is [id, text, start_ms, end_ms, confidence, flags, speaker, space]: `speaker` is a
    place in `speakers`, `space` stands before it. A caption is [first word, last word, in_ms, out_ms, first words of its
    further lines, lines as shown, speaker]. Times are those of the recording, in milliseconds.
    """

    words: Sequence[DeskRow]
    cues: Sequence[DeskRow]
    speakers: Sequence[str]


def desk_view(script: Script, track: CaptionTrack) -> DeskView:
    """The rows of a script and its captions."""
    speakers = tuple(script.speakers)
    places = {name: place for place, name in enumerate(speakers)}
    words = [word_row(script, places, *each) for each in words_in_order(script.words, track.alignment.words, track.text)]
    return DeskView(words, [cue_row(cue) for cue in track.cues], speakers)


def splice(before: Sequence[DeskRow], after: Sequence[DeskRow]) -> dict[str, Any]:
    """What to put between the last row that both begin with, `after`, and the first of those that both end with, `before`:
    ids of words, None at the beginning and at the end."""
    most = min(len(before), len(after))
    head = next((k for k in range(most) if before[k] is not after[k] and before[k] != after[k]), most)
    tail = next((k for k in range(most - head) if before[-1 - k] != after[-1 - k]), most - head)
    end = len(after) - tail
    return {
        "after": after[head - 1][0] if head else None,
        "before": after[end][0] if tail else None,
        "rows": list(after[head:end]),
    }


def words_in_order(
    words: Iterable[ScriptWord], timed: Sequence[TimedWord], text: str
) -> Iterator[tuple[ScriptWord | None, TimedWord | None, str]]:
    """The words that are not removed, each as persons left it and as captions have it, and what stands before it in `text`.

    Sounds, which only captions have, are where these show them.
    """
    places = {word.id: place for place, word in enumerate(timed)}
    done = 0
    for word in words:
        if word.removed:
            continue
        place = places.get(word.id)
        if place is None:
            yield word, None, word.space
            continue
        yield from _sounds(timed, text, done, place)
        yield word, timed[place], word.space
        done = place + 1
    yield from _sounds(timed, text, done, len(timed))


def _sounds(timed: Sequence[TimedWord], text: str, first: int, last: int) -> Iterator[tuple[None, TimedWord, str]]:
    for place in range(first, last):
        behind = timed[place - 1].char_end if place else 0
        yield None, timed[place], text[behind : timed[place].char_start]


def word_row(
    script: Script, places: dict[str, int], word: ScriptWord | None, timed: TimedWord | None, space: str
) -> DeskRow:
    """The row of a word: as persons left it, None for one of a sound, and as captions have it, None where none does."""
    if word is None:
        assert timed is not None
        return [timed.id, timed.text, timed.start_ms, timed.end_ms, timed.confidence, SOUND | BY_PERSON, None, space]
    flags = (
        PINNED_START * (word.pin_start_ms is not None)
        | PINNED_END * (word.pin_end_ms is not None)
        | BY_PERSON * script.differs(word)
        | CONFIRMED * word.confirmed
        | NOTED * bool(word.notes)
        | NOT_SHOWN * (not word.shown)
    )
    name = script.name(word)
    speaker = None if name is None else places.get(name)
    if timed is None:
        return [word.id, word.text, None, None, None, flags, speaker, space]
    flags |= ESTIMATED * (timed.status is WordStatus.ESTIMATED) | NOT_IN_AUDIO * (timed.status is WordStatus.NOT_IN_AUDIO)
    return [word.id, word.text, timed.start_ms, timed.end_ms, timed.confidence, flags, speaker, space]


def cue_row(cue: Cue) -> DeskRow:
    """The row of a caption."""
    lines = [line for line in cue.lines if line.words]
    return [
        lines[0].words[0].id,
        lines[-1].words[-1].id,
        cue.start_ms,
        cue.end_ms,
        [line.words[0].id for line in lines[1:]],
        [lead(cue, line) + line.text for line in cue.lines],
        cue.speaker,
    ]
