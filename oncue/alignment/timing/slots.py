"""Slots: published tokens and heard words merged in order.

A slot is either a match, or a hole: tokens that were not heard as written, beside heard words that are not written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oncue.alignment.match import Match
from oncue.alignment.one_sentence import goes_on
from oncue.model import RecognisedWord, Token
from oncue.text.normalize import match_keys
from oncue.text.numbers import about_letters
from oncue.text.sentence_ends import ends_sentence

CUT_SIMILARITY = 0.85
"""Least similarity of a match that segments may be cut beside, and whose heard words are not weighed against the written."""

SMALL_HOLE = 2
"""Most words on either side of a hole that may be part of a mishearing of the word beside it."""

MUCH_MORE = 3
"""Times as many letters heard as written: then most of what was heard is not other words for the written ones."""

LONGEST_REPLACEMENT = 6
"""Tokens that may stand for as many other words that were said; of more, nobody knows which is which."""

LONGEST_GUESS = 40
"""Written words that may replace what was heard; a longer run is other text, not other words for the same speech."""

LONGEST_UNHEARD = 120
"""`LONGEST_GUESS` where nothing was heard at all, but somebody speaks about as long as the words take to say."""

LONGEST_SPEAKING = 4
"""Factor on the length that some words take on the whole: more than they ever take."""

EXTRA_WORDS = 20
"""Most heard words in one slot beside which nothing is written: a whole programme may be cut between them."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Token indices and heard-word indices that share a place. `sure` marks a match good enough to anchor to, `astray` one
    that was heard, but not where the recogniser says."""

    tokens: tuple[int, ...]
    words: tuple[int, ...]
    matched: bool
    sure: bool
    astray: bool = False

    @property
    def located(self) -> bool:
        """True where its words were heard, about where the recogniser says."""
        return self.matched and not self.astray


def build_slots(
    tokens: Sequence[Token], recognised: Sequence[RecognisedWord], matches: Sequence[Match], language: str
) -> list[Slot]:
    """All heard words and all tokens that may be speech, once each and in order.

    Left out are tokens without a sound, and candidates (headlines, credits) that were not heard as written.
    """
    sounding = [token.speakable and bool(match_keys(token.text, language)) for token in tokens]
    last_words = [ends_sentence(token.text) for token in tokens]
    slots: list[Slot] = []
    next_token = next_word = 0

    def hole(token_end: int, word_end: int) -> None:
        missing = [i for i in range(next_token, token_end) if sounding[i] and tokens[i].kind is None]
        extra = list(range(next_word, word_end))
        for written, heard in _parts(missing, extra):
            if not _may_stand_for(written, heard):
                slots.extend(Slot(tuple(part), (), matched=False, sure=False) for part in [written] if part)
                parts = [heard[k : k + EXTRA_WORDS] for k in range(0, len(heard), EXTRA_WORDS)]
                slots.extend(Slot((), tuple(part), matched=False, sure=False) for part in parts)
            else:
                slots.append(Slot(tuple(written), tuple(heard), matched=False, sure=False))

    def _may_stand_for(written: list[int], heard: list[int]) -> bool:
        """Whether the written words may be what is said where others were heard, or where nothing was."""
        if len(written) <= LONGEST_REPLACEMENT or not heard:
            return bool(written)
        most = LONGEST_SPEAKING * sum(about_letters(tokens[i].text) for i in written)
        return len(written) <= LONGEST_GUESS and sum(len(recognised[j].text) for j in heard) <= most

    def _parts(missing: list[int], extra: list[int]) -> list[tuple[list[int], list[int]]]:
        """One hole, or three where a few words are missing beside a long passage that is not written.

        The end of a sentence says on which side of the passage each of the few words was.
        """
        letters = sum(about_letters(tokens[i].text) for i in missing)
        if not missing or sum(len(recognised[j].text) for j in extra) < MUCH_MORE * letters:
            return [(missing, extra)]
        if len(missing) > LONGEST_REPLACEMENT:
            return [(missing, extra)]
        ends = [k for k, i in enumerate(missing) if last_words[i]]
        begins = missing[0] == 0 or last_words[missing[0] - 1] or not tokens[missing[0] - 1].speakable
        split = 0 if begins and not ends else ends[0] + 1 if ends else len(missing)
        left, right = missing[:split], missing[split:]
        first, last = _as_long(left, extra), _as_long(right, extra[::-1])
        if first + last > len(extra):
            return [(missing, extra)]
        return [(left, extra[:first]), ([], extra[first : len(extra) - last]), (right, extra[len(extra) - last :])]

    def _as_long(written: list[int], heard: list[int]) -> int:
        """How many of the heard words come nearest to the length of the written ones."""
        wanted = sum(about_letters(tokens[i].text) for i in written)
        count = 0
        while count < len(heard) and wanted > len(recognised[heard[count]].text) // 2:
            wanted -= len(recognised[heard[count]].text)
            count += 1
        return count

    for match in matches:
        hole(match.token_start, match.word_start)
        inside = tuple(i for i in range(match.token_start, match.token_end) if sounding[i])
        heard = tuple(range(match.word_start, match.word_end))
        slots.append(Slot(inside, heard, matched=True, sure=match.similarity >= CUT_SIMILARITY))
        next_token, next_word = match.token_end, match.word_end
    hole(len(tokens), len(recognised))
    return _joined(slots, tokens)


def _joined(slots: Sequence[Slot], tokens: Sequence[Token]) -> list[Slot]:
    """The slots, with each small hole beside an unsure match made part of it: `form a` was heard as `formal`, nothing was
    left out. What is of another sentence was not heard as part of a word."""
    joined: list[Slot] = []
    for slot in slots:
        before = joined[-1] if joined else None
        small = before is not None and ((_small_hole(slot) and _unsure(before)) or (_small_hole(before) and _unsure(slot)))
        if before is not None and small and _are_one_sentence(before, slot, tokens):
            joined[-1] = Slot(before.tokens + slot.tokens, before.words + slot.words, matched=True, sure=False)
        else:
            joined.append(slot)
    return joined


def _are_one_sentence(left: Slot, right: Slot, tokens: Sequence[Token]) -> bool:
    return not left.tokens or not right.tokens or goes_on(tokens, left.tokens[-1], right.tokens[0])


def _unsure(slot: Slot) -> bool:
    return slot.matched and not slot.sure


def _small_hole(slot: Slot) -> bool:
    return not slot.matched and len(slot.tokens) <= SMALL_HOLE and len(slot.words) <= SMALL_HOLE
