"""The doubts of a script, worst first."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from oncue.desk.doubts.doubt import DeskDoubt, DoubtCode, sound_around
from oncue.desk.doubts.off_borders import OffBorder, WordBorders, off_borders
from oncue.desk.doubts.reasons import border_reason, not_said_reason, told_reason, unfit_reason, unwritten_reason
from oncue.desk.doubts.text_evidence import told_otherwise, unfit
from oncue.desk.ops import Confirm
from oncue.desk.script import Script
from oncue.desk.words import ScriptWord
from oncue.model import Alignment, TimedWord
from oncue.text.normalize import match_keys

LEAST_WEIGHT = 0.01
"""Least chance that something is wrong for which a person is asked to listen."""

_LEAST_TOLD = 0.02  # below it Whisper holds what is published as likely as what it heard
_RATHER_WRONG = 0.1
_NOT_SAID = 0.95
_UNWRITTEN = 0.8
_UNWRITTEN_UNHEARD = 0.2


@dataclass(slots=True)
class WordDoubt:
    """What is doubtful of a word of captions: the chances that the text is wrong there (`told`), that it starts or ends
    elsewhere, and that words are missing beside it. `code` is what it is listed for, where it is. A settled word, which a
    person confirmed, wrote or pinned, has no doubts of its own."""

    word: ScriptWord
    timed: TimedWord
    code: DoubtCode = DoubtCode.PLACE
    weight: float = 0.0
    told: float = 0.0
    off_start: float = 0.0
    off_end: float = 0.0
    beside: float = 0.0
    border: OffBorder | None = None

    @property
    def is_listed(self) -> bool:
        """True where a person is asked to hear it."""
        return self.weight >= LEAST_WEIGHT

    @property
    def risk(self) -> float:
        """The chance that it is wrong or out of its place."""
        return 1 - (1 - self.told) * (1 - max(self.off_start, self.off_end))


@dataclass(frozen=True, slots=True)
class DoubtQueue:
    """The doubts of a script, worst first, and what is doubtful of each word of captions that is heard, in order."""

    doubts: tuple[DeskDoubt, ...]
    words: Sequence[WordDoubt]


def doubt_queue(script: Script, alignment: Alignment, also: Iterable[DeskDoubt] = ()) -> DoubtQueue:
    """What a person should hear of a script and its working copy (`working_copy`), worst first; `also` are others to be
    listed, such as `limit_doubts`.

    What a person confirmed, wrote or pinned is no doubt any more. Neighbouring words with the same doubt are one.
    """
    words = _words(script, alignment)
    found = [_of_run(words, first, last, alignment.duration_ms) for first, last in _runs(words)]
    found += _unwritten(script, alignment, words)
    ordered = sorted([*found, *also], key=lambda each: (-each.weight, each.start_ms, each.id))
    return DoubtQueue(tuple(ordered), words)


def _words(script: Script, alignment: Alignment) -> list[WordDoubt]:
    shown = {word.id: word for word in script.shown}
    language = alignment.language
    rows = [word for word in alignment.words if word.id in shown and match_keys(word.text, language)]
    timed = [_as_heard(shown[word.id], word) for word in rows]
    found = [WordDoubt(shown[word.id], word) for word in timed]
    settled = {k for k, each in enumerate(found) if _is_settled(each.word)}
    for k, (each, borders) in enumerate(zip(found, off_borders(timed, language, settled, alignment.silences), strict=True)):
        _judge(each, borders, [one.word for one in found[max(0, k - 1) : k + 2]], language)
    for left, right in pairwise(found):  # words that were not found may be said after all, between those beside them
        if DoubtCode.NOT_SAID in (left.code, right.code) and left.code is not right.code:
            left.beside, right.beside = max(left.beside, right.weight), max(right.beside, left.weight)
    return found


def _as_heard(word: ScriptWord, timed: TimedWord) -> TimedWord:
    """The word with what Whisper heard of it: it is the same word where only its times, or its neighbours', were changed."""
    machine = word.machine
    if timed is machine or machine is None or _is_typed(word):
        return timed
    return replace(timed, heard=machine.heard, surprisal=machine.surprisal)


def _is_settled(word: ScriptWord) -> bool:
    """True for what a person has heard: what they say of it goes."""
    return word.confirmed or word.pinned or word.said or _is_typed(word)


def _is_typed(word: ScriptWord) -> bool:
    return word.machine is None or word.text != word.machine.text


def _judge(each: WordDoubt, borders: WordBorders | None, around: Sequence[ScriptWord], language: str) -> None:
    """Fills in what is doubtful of a word with these borders, itself and its neighbours being `around`."""
    word, timed = each.word, each.timed
    if _is_settled(word):
        return
    if borders is None:
        each.code, each.weight = DoubtCode.NOT_SAID, _NOT_SAID
        return
    told = told_otherwise(timed, language)
    is_mended = told.beside and any(one.machine is None for one in around)  # somebody wrote what was missing
    text, fit = 0.0 if is_mended else told.weight, unfit(timed)
    each.told, each.border = max(text, fit), borders.told
    each.off_start, each.off_end = borders.start.risk, borders.end.risk
    if timed.heard is not None and text >= _LEAST_TOLD:
        each.code, each.weight = DoubtCode.HEARD_OTHERWISE, text  # where the word is another one, its borders are, too
    elif fit > borders.told.weight:
        each.code, each.weight = DoubtCode.FIT, fit
    else:
        each.code, each.weight = DoubtCode.PLACE, borders.told.weight


def _runs(words: Sequence[WordDoubt]) -> Iterator[tuple[int, int]]:
    """The listed words, those side by side with one kind of doubt together, as half-open ranges; a border is by itself."""
    first = 0
    while first < len(words):
        last = first + 1
        if words[first].is_listed:
            while last < len(words) and _go_together(words[first], words[last]):
                last += 1
            yield first, last
        first = last


def _go_together(one: WordDoubt, other: WordDoubt) -> bool:
    """True for words side by side that have the same doubt, and are both rather wrong, or both rather right."""
    if one.code is not other.code or one.code is DoubtCode.PLACE or not other.is_listed:
        return False
    return (one.weight >= _RATHER_WRONG) is (other.weight >= _RATHER_WRONG)


def _of_run(words: Sequence[WordDoubt], first: int, last: int, duration_ms: int) -> DeskDoubt:
    """The doubt about words [first, last)."""
    run = words[first:last]
    code, text, timed = run[0].code, " ".join(each.word.text for each in run), [each.timed for each in run]
    heard = None
    border = run[0].border
    if code is DoubtCode.NOT_SAID:
        says, figures = not_said_reason(text, len(run))
    elif code is DoubtCode.PLACE and border is not None:
        says, figures = border_reason(timed[0], border)
    elif code is DoubtCode.HEARD_OTHERWISE:
        heard = " ".join(filter(None, (word.heard for word in timed)))
        says, figures = told_reason(text, heard, timed)
    else:
        says, figures = unfit_reason(text, timed)
    sound = sound_around(*_place(words, first, last, duration_ms), duration_ms)
    return DeskDoubt(
        code, run[0].word.id, run[-1].word.id, *sound, heard, figures, says, round(max(each.weight for each in run), 3)
    )


def _place(words: Sequence[WordDoubt], first: int, last: int, duration_ms: int) -> tuple[int, int]:
    """From when to when words [first, last) are said; where they have no times, what is between their neighbours."""
    start_ms, end_ms = words[first].timed.start_ms, words[last - 1].timed.end_ms
    if start_ms is not None and end_ms is not None:
        return start_ms, end_ms
    ends = (words[k].timed.end_ms for k in range(first - 1, -1, -1))
    starts = (words[k].timed.start_ms for k in range(last, len(words)))
    return (
        next((ms for ms in ends if ms is not None), 0),
        next((ms for ms in starts if ms is not None), duration_ms),
    )


def _unwritten(script: Script, alignment: Alignment, words: Sequence[WordDoubt]) -> Iterator[DeskDoubt]:
    timed = [each for each in words if each.timed.start_ms is not None]
    starts = [each.timed.start_ms or 0 for each in timed]
    settled = _heard_together(script) if alignment.gaps else frozenset()
    for gap in alignment.gaps:
        at = bisect_right(starts, gap.start_ms)
        beside = timed[max(0, at - 1) : at + 1]
        if len(beside) == 1 and beside[0].word.confirmed:
            continue
        if len(beside) == 2 and (beside[0].word.id, beside[1].word.id) in settled:
            continue
        says, figures = unwritten_reason(gap)
        sound = sound_around(gap.start_ms, gap.end_ms, alignment.duration_ms)
        weight = _UNWRITTEN if gap.text else _UNWRITTEN_UNHEARD
        for each in beside:
            each.beside = max(each.beside, weight)
        yield DeskDoubt(DoubtCode.UNWRITTEN, None, None, *sound, gap.text or None, figures, says, weight)


def _heard_together(script: Script) -> frozenset[tuple[str, str]]:
    """The shown words side by side that somebody confirmed in one: what is between them was heard, too."""
    found: set[tuple[str, str]] = set()
    for entry in script.log:
        for op in entry.ops if entry.n in script.active else ():
            if isinstance(op, Confirm):
                first, last = (_id(entry.n, name) for name in (op.first, op.last))
                names = [word.id for word in script.state.between(first, last) if word.shown]
                found.update(pairwise(names))
    return frozenset(found)


def _id(n: int, name: str) -> str:
    """The id of a word that an op of revision `n` names; `a.<k>` is one that the edit itself adds."""
    return f"a{n}{name[1:]}" if name.startswith("a.") else name
