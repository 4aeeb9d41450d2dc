"""Scripts for tests of the desk, and edits that a person might make, drawn by Hypothesis or by a seed."""

from __future__ import annotations

from random import Random

from bench.caption_pictures import options_of, said
from oncue.captions.formats import FORMATS
from oncue.captions.limits import CaptionOptions
from oncue.captions.segmentation.directions import BreakKind
from oncue.captions.track import CaptionTrack
from oncue.desk import (
    Break,
    Confirm,
    Insert,
    Note,
    Op,
    PlaceSound,
    RenameSpeaker,
    Replace,
    Revert,
    Say,
    Script,
    SetSpeaker,
    Show,
    Time,
    Undo,
    caption_directions,
    working_copy,
)
from oncue.model import UnspokenKind

NEWS = """
    Anna| Good morning, everybody.(600) This Tuesday is election day in the whole country.(900)
    Bob| Thank you, Anna.(400) The polls open at seven, ~they~ ~say~ and close at eight.(1800)
    Anna| And now the weather: rain in the north, some sun in the south.(500) Good bye.
"""
TEXTS = ("Kelemen", "it's", "well, now", "", "<i>no</i>", "a—b", "שלום", "one two three four", "election", "-->")
NAMES = ("Anna", "Bob", "Eve", None)


def news(script: str = NEWS) -> Script:
    """Revision 0 of a short programme."""
    return Script.of(*said(script))


def captions(script: Script, options: CaptionOptions | None = None, suffix: str = "srt") -> str:
    """The captions of a script as a file."""
    return FORMATS[suffix].write(track(script, options)).data.decode()


def track(script: Script, options: CaptionOptions | None = None) -> CaptionTrack:
    """The captions of a script."""
    text, alignment = working_copy(script)
    return CaptionTrack(alignment, text, options or options_of(), directions=caption_directions(script))


def word_of(script: Script, text: str) -> str:
    """The id of the first word that reads so, its punctuation aside."""
    return next(word.id for word in script.words if word.text.strip(".,:") == text and not word.removed)


def any_op(script: Script, random: Random) -> Op:
    """An op that may or may not be possible here."""
    words = list(script.words)

    def word() -> str:
        return random.choice(words).id

    def span() -> tuple[str, str]:
        first = random.randrange(len(words))
        return words[first].id, words[min(len(words) - 1, first + random.choice((0, 0, 1, 3)))].id

    def moment() -> int:
        return random.randrange(0, 16_000)

    match random.randrange(12):
        case 0 | 1:
            return Replace(*span(), random.choice(TEXTS))
        case 2:
            return Insert(random.choice((None, word())), random.choice(TEXTS) or "uh")
        case 3:
            start_ms = moment()
            return Time(word(), start_ms, random.choice((None, start_ms + 300)))
        case 4:
            return Show(word(), in_ms=random.choice((None, moment())))
        case 5:
            return Show(word(), out_ms=moment())
        case 6:
            return Break(word(), random.choice((*BreakKind, None)))
        case 7:
            return SetSpeaker(*span(), random.choice(NAMES))
        case 8:
            return RenameSpeaker(random.choice(("Anna", "Bob", "Eve")), random.choice(("Anna", "Ben", "Eve")))
        case 9:
            return Say(*span(), random.choice((None, UnspokenKind.CREDIT)))
        case 10:
            start_ms = moment()
            sounds = [*script.sounds, None]
            return PlaceSound(start_ms, start_ms + 900, random.choice(("[APPLAUSE]", "[LOUD MUSIC]")), random.choice(sounds))
        case _:
            return random.choice(
                (Confirm(*span()), Note(word(), "Really?"), Undo(max(1, script.rev)), Revert(script.rev // 2))
            )
