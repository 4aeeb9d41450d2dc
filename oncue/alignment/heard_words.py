"""What Whisper itself heard in the place of each published word: the second witness beside the sound."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from oncue.alignment.differences import UNWEIGHED, Surprisals
from oncue.alignment.match import Match, match
from oncue.alignment.timing.slots import Slot, build_slots
from oncue.alignment.timing.word_graph import AlignedWord
from oncue.model import Gap, Interval, RecognisedWord, Token
from oncue.text.normalize import match_keys
from oncue.text.numbers import about_letters


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard in a word's place, when, and how unlikely the published word is then: see `TimedWord`."""

    text: str | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    surprisal: float | None = None


NOT_HEARD = Heard()
"""Of a word where Whisper did not listen."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """What Whisper heard of a recording, merged with the text.

    `words` are all that it heard, `slots` the text and these words in order (see `build_slots`), by their `matches`, and
    `listened` the stretches that it was given, in milliseconds, in order and apart. `surprisals` are of where both differ,
    as far as that was weighed.
    """

    words: Sequence[RecognisedWord]
    slots: Sequence[Slot]
    listened: Sequence[Interval]
    surprisals: Surprisals = UNWEIGHED
    matches: Sequence[Match] = ()

    def listened_at(self, at_ms: int) -> bool:
        """True where Whisper was given this moment of the recording."""
        before = bisect_right(self.listened, (at_ms + 1,)) - 1
        return before >= 0 and self.listened[before][0] <= at_ms < self.listened[before][1]


NOTHING_HEARD = Hearing((), (), ())
"""Of a recording that Whisper was not given."""


def hear(tokens: Sequence[Token], words: Sequence[RecognisedWord], listened: Sequence[Interval], language: str) -> Hearing:
    """The text matched with what Whisper itself heard, `words`."""
    if not words:
        return Hearing((), (), listened)
    matches = match(tokens, words, language).matches
    return Hearing(words, build_slots(tokens, words, matches, language), listened, matches=matches)


def heard_words(
    tokens: Sequence[Token],
    placed: Mapping[int, AlignedWord],
    hearing: Hearing,
    gaps: Sequence[Gap],
    language: str,
) -> dict[int, Heard]:
    """What was heard for each token, by token index; nothing for those that were placed where Whisper did not listen.

    Heard words that stand for several tokens are shared out among them, by their letters. Words that are not published and
    too few for one of `gaps` are told with the word beside them that is nearer.
    """
    found: dict[int, Heard] = {}
    for slot in hearing.slots:
        if slot.tokens:
            found |= _of_slot(tokens, slot, placed, hearing, language)
    last: int | None = None
    waiting: list[int] = []
    for slot in hearing.slots:
        if slot.tokens:
            _tell_extra(found, waiting, last, slot.tokens[0], tokens, hearing)
            waiting, last = [], slot.tokens[-1]
        else:
            waiting += [j for j in slot.words if not _is_told(hearing.words[j], gaps)]
    _tell_extra(found, waiting, last, None, tokens, hearing)
    return {i: one for i, one in found.items() if i not in placed or _listened_to(placed[i], hearing)}


def _of_slot(
    tokens: Sequence[Token], slot: Slot, placed: Mapping[int, AlignedWord], hearing: Hearing, language: str
) -> dict[int, Heard]:
    words = [hearing.words[j] for j in slot.words]
    weighed = hearing.surprisals.of_tokens
    if not words:
        return {i: Heard("", surprisal=weighed.get(i)) if i in placed else NOT_HEARD for i in slot.tokens}
    shared = _shared_out([tokens[i].text for i in slot.tokens], words)
    whole = _keys([tokens[i].text for i in slot.tokens], language) == _keys([word.text for word in words], language)
    found: dict[int, Heard] = {}
    for i, part in zip(slot.tokens, shared, strict=True):
        same = whole or _keys([tokens[i].text], language) == _keys([word.text for word in part], language)
        text = None if same else " ".join(word.text for word in part)
        start_ms, end_ms = (part[0].start_ms, part[-1].end_ms) if part else (None, None)
        found[i] = Heard(text, start_ms, end_ms, None if same else weighed.get(i))
    return found


def _keys(texts: Sequence[str], language: str) -> str:
    return "".join(key for text in texts for key in match_keys(text, language))


def _shared_out(texts: Sequence[str], words: Sequence[RecognisedWord]) -> list[list[RecognisedWord]]:
    """The words of each text: one each where there are as many, else by the letters before them."""
    if len(texts) == len(words):
        return [[word] for word in words]
    shares: list[list[RecognisedWord]] = [[] for _ in texts]
    written = list(accumulate(max(1, about_letters(text)) for text in texts))
    said = [max(1, about_letters(word.text)) for word in words]
    before = 0
    for word, letters in zip(words, said, strict=True):
        middle = (before + letters / 2) * written[-1] / sum(said)
        shares[min(len(texts) - 1, bisect_right(written, middle))].append(word)
        before += letters
    return shares


def _listened_to(place: AlignedWord, hearing: Hearing) -> bool:
    return hearing.listened_at((place.start_ms + place.end_ms) // 2)


def _is_told(word: RecognisedWord, gaps: Sequence[Gap]) -> bool:
    middle = (word.start_ms + word.end_ms) // 2
    return any(gap.start_ms <= middle <= gap.end_ms for gap in gaps)


def _tell_extra(
    found: dict[int, Heard],
    indices: Sequence[int],
    before: int | None,
    after: int | None,
    tokens: Sequence[Token],
    hearing: Hearing,
) -> None:
    """Adds words that are not published (indices) to what was heard in the place of the nearer of the tokens beside them."""
    left = found.get(before) if before is not None else None
    right = found.get(after) if after is not None else None
    if not indices:
        return
    extra = [hearing.words[j] for j in indices]
    text = " ".join(word.text for word in extra)
    to_left = extra[0].start_ms - left.end_ms if left is not None and left.end_ms is not None else None
    to_right = right.start_ms - extra[-1].end_ms if right is not None and right.start_ms is not None else None
    if before is not None and left is not None and to_left is not None and (to_right is None or to_left <= to_right):
        own = tokens[before].text if left.text is None else left.text
        weight = _together(left, indices, hearing)
        found[before] = replace(left, text=f"{own} {text}".strip(), surprisal=weight)
    elif after is not None and right is not None and to_right is not None:
        own = tokens[after].text if right.text is None else right.text
        weight = _together(right, indices, hearing)
        found[after] = replace(right, text=f"{text} {own}".strip(), surprisal=weight)


def _together(told: Heard, extra: Sequence[int], hearing: Hearing) -> float | None:
    """The surprisal of a word beside which words are missing; None where one of both was not weighed."""
    missing = [hearing.surprisals.of_missing.get(j) for j in extra]
    own = 0.0 if told.text is None else told.surprisal
    known = [one for one in (own, *missing) if one is not None]
    return max(known) if len(known) > len(missing) else None
