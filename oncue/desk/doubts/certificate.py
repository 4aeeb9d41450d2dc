"""The certificate of a programme: which of its captions need no review, and how many of those are wrong at most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from oncue.desk.doubts.doubt import DeskDoubt, DoubtCode
from oncue.desk.doubts.effort import review_seconds
from oncue.desk.doubts.queue import DoubtQueue, WordDoubt
from oncue.model import SOUND_ALIGNERS, Alignment, Cue
from oncue.options.recognition import LISTEN_AS_NEEDED

PROMISE = 0.01
"""At most this share of the captions that need no review is wrong: a word is not what is said, or is missing, or the
caption comes or goes 200 ms off. Upper bound at 95 % of what was measured; see docs/desk.md."""

SURE_RISK = 0.05
"""Most chance that something is wrong with a caption that needs no review."""

MEASURED_LANGUAGES = frozenset({"en", "es", "fr"})
LEAST_HEARD_SHARE = 0.9
"""Least share of the text that was heard, and of the speech that has text."""

LEAST_FIT = -2.5
"""Least fit of a recording's words with their sound, the median of `TimedWord.gop`: below it lies loud noise."""

MOST_WRONG_SHARE = 0.15
"""Largest share of the words that is wrong or out of its place, as far as one can tell: where it is larger, one cannot."""

MOST_UNHEARD_SHARE = 0.1
"""Largest share of the words of which it is not known what Whisper heard."""


@dataclass(frozen=True, slots=True)
class WhyNone:
    """A reason why nothing is promised: a stable code and a sentence."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """Of `captions`, those at `sure_places` need no review, of which a share of `at_most` is wrong; None where nothing is
    promised, for the reasons in `why`.

    The others last `left_ms` together, and have so many `doubts` (limits that are broken not counted), which take a person
    about `seconds`.
    """

    captions: int
    sure_places: tuple[int, ...]
    at_most: float | None
    left_ms: int
    doubts: int
    seconds: float
    why: tuple[WhyNone, ...] = ()

    @property
    def sure(self) -> int:
        """How many captions need no review."""
        return len(self.sure_places)

    @property
    def left(self) -> int:
        """How many captions are to be looked at."""
        return self.captions - self.sure


def certificate_of(queue: DoubtQueue, alignment: Alignment, cues: Sequence[Cue]) -> Certificate:
    """The certificate of a programme with these captions; words that persons confirmed, wrote or pinned are not doubtful."""
    why = tuple(_why_none(queue, alignment))
    risks = cue_risks(queue, cues)
    sure = [] if why else [place for place, risk in enumerate(risks) if risk <= SURE_RISK]
    unsure = [cues[place] for place in sorted({*range(len(cues))}.difference(sure))]
    asked = _needed(queue, [cues[place] for place in sure])
    return Certificate(
        captions=len(cues),
        sure_places=tuple(sure),
        at_most=None if why else PROMISE,
        left_ms=sum(cue.end_ms - cue.start_ms for cue in unsure),
        doubts=len(asked),
        seconds=round(sum(map(review_seconds, asked)), 1),
        why=why,
    )


def _needed(queue: DoubtQueue, sure: Sequence[Cue]) -> list[DeskDoubt]:
    """The doubts that are not all about captions that need no review."""
    places = {each.word.id: place for place, each in enumerate(queue.words)}
    spared = {places.get(word.id) for cue in sure for line in cue.lines for word in line.words}
    asked = [doubt for doubt in queue.doubts if doubt.code is not DoubtCode.LIMITS]
    return [
        doubt
        for doubt in asked
        if doubt.first is None
        or doubt.last is None
        or not spared.issuperset(range(places[doubt.first], places[doubt.last] + 1))
    ]


def cue_risks(queue: DoubtQueue, cues: Sequence[Cue]) -> list[float]:
    """For each caption the chance that it is wrong: that one of its words is, that one is missing, or that its first word
    starts, or its last one ends, elsewhere."""
    words = {each.word.id: each for each in queue.words}
    return [_risk([words[word.id] for line in cue.lines for word in line.words if word.id in words]) for cue in cues]


def _risk(words: Sequence[WordDoubt]) -> float:
    right = 1.0
    for word in words:
        right *= (1 - word.told) * (1 - word.beside)
    if words:
        right *= (1 - words[0].off_start) * (1 - words[-1].off_end)
    return 1 - right


def _why_none(queue: DoubtQueue, alignment: Alignment) -> Iterator[WhyNone]:
    if alignment.engine.aligner not in SOUND_ALIGNERS:
        yield WhyNone("not_placed_by_sound", "The words were not placed by the sound itself, but by Whisper's attention.")
    elif alignment.language not in MEASURED_LANGUAGES:
        yield WhyNone("language_not_measured", "How often doubts are missed was not measured in this language.")
    if _is_partly_heard(queue, alignment):
        yield WhyNone("not_all_heard", "What Whisper heard is not known of all words: what the text lacks may go unnoticed.")
    quality = alignment.quality
    if min(quality.transcript_coverage, quality.speech_coverage) < LEAST_HEARD_SHARE:
        yield WhyNone("text_differs", "Much of the text is not said, or much of what is said is not in the text.")
    fits = [word.timed.gop for word in queue.words if word.timed.gop is not None]
    if not fits or median(fits) < LEAST_FIT:
        yield WhyNone("poor_sound", "The words do not fit the sound well: noise, music or several voices.")
    if sum(each.risk for each in queue.words) > MOST_WRONG_SHARE * len(queue.words):
        yield WhyNone("too_many_doubts", "So many words are doubtful that others may be wrong unnoticed.")


def _is_partly_heard(queue: DoubtQueue, alignment: Alignment) -> bool:
    """True where Whisper was spared, and where nobody told what it heard, as in alignments of earlier versions."""
    engine = alignment.engine
    if engine.listen == LISTEN_AS_NEEDED and (engine.windows_heard or 0) < (engine.windows or 0):
        return True
    judged = [each.timed for each in queue.words if each.border is not None]
    unheard = sum(word.heard is None and word.heard_start_ms is None for word in judged)
    return unheard > MOST_UNHEARD_SHARE * len(judged)
