"""The alignment of one recording from its parts: words, gaps, unspoken ranges and the figures that judge them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from oncue.alignment.border_error import border_errors_ms
from oncue.alignment.confidence import confidences
from oncue.alignment.coverage_warnings import coverage_warnings
from oncue.alignment.heard_words import NOT_HEARD, NOTHING_HEARD, Heard, Hearing, heard_words
from oncue.alignment.ledger import is_ordinary, ledger
from oncue.alignment.match import Match
from oncue.alignment.mismatch import SURELY, Coverage
from oncue.alignment.other_order import heard_elsewhere
from oncue.alignment.timing.slots import Slot
from oncue.alignment.timing.word_graph import AlignedWord
from oncue.model import (
    Gap,
    Interval,
    Quality,
    RecognisedWord,
    TimedWord,
    Token,
    Transcript,
    UnspokenKind,
    UnspokenRange,
    WordStatus,
)
from oncue.text.normalize import match_keys
from oncue.text.word_breaks import has_unspaced

LONGEST_LOOSE_RUN = 3
"""Words in a row that were not heard and stay words without times; a longer run is one unspoken range."""

SHORTEST_GAP_MS = 1000
SHORTEST_GAP_WORDS = 3
GAP_JOIN_MS = 1500


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of an alignment of `transcript`."""

    transcript: Transcript
    recognised: Sequence[RecognisedWord]
    matches: Sequence[Match]
    slots: Sequence[Slot]
    placed: Mapping[int, AlignedWord]
    language: str
    hearing: Hearing = NOTHING_HEARD
    """What Whisper itself heard."""


def words_and_unspoken(parts: Parts) -> tuple[tuple[TimedWord, ...], tuple[UnspokenRange, ...]]:
    """The timed words and the unspoken ranges, in the order of the text; every token is in exactly one of both."""
    tokens = parts.transcript.tokens
    heard = heard_words(tokens, parts.placed, parts.hearing, unmatched_speech(parts), parts.language)
    sure = confidences(parts.placed, tokens, parts.matches, parts.recognised, parts.language)
    errors = border_errors_ms(parts.placed, sure, parts.matches, parts.recognised)
    words: list[TimedWord | None] = [None] * len(tokens)
    for i, place in parts.placed.items():
        gop = None if place.gop is None else round(place.gop, 2)
        told = heard.get(i, NOT_HEARD)
        word = _timed(tokens[i], (place.start_ms, place.end_ms), sure[i], place.status, told)
        words[i] = replace(word, gop=gop, error_ms=errors[i])
    for i, token in enumerate(tokens):
        before = words[i - 1] if i else None
        soundless = token.speakable and not match_keys(token.text, parts.language)
        if words[i] is None and soundless and before is not None and before.end_ms is not None:
            # A dash between spaces rides on the last millisecond of the word before it.
            dash = _timed(token, (before.end_ms - 1, before.end_ms), before.confidence, before.status)
            words[i] = replace(dash, error_ms=before.error_ms)
    unspoken: list[UnspokenRange] = []
    i = 0
    while i < len(tokens):
        if words[i] is not None:
            i += 1
            continue
        end = i + 1
        while end < len(tokens) and words[end] is None and _kind(tokens[end]) is _kind(tokens[i]):
            end += 1
        if _kind(tokens[i]) is UnspokenKind.NOT_IN_AUDIO and end - i <= LONGEST_LOOSE_RUN:
            for k in range(i, end):
                words[k] = _timed(tokens[k], (None, None), 0.0, WordStatus.NOT_IN_AUDIO, heard.get(k, NOT_HEARD))
        else:
            unspoken.append(UnspokenRange(tokens[i].char_start, tokens[end - 1].char_end, _kind(tokens[i])))
        i = end
    return tuple(word for word in words if word is not None), tuple(unspoken)


def _kind(token: Token) -> UnspokenKind:
    return token.kind or UnspokenKind.NOT_IN_AUDIO


def _timed(
    token: Token,
    times: tuple[int, int] | tuple[None, None],
    confidence: float,
    status: WordStatus,
    heard: Heard = NOT_HEARD,
) -> TimedWord:
    start_ms, end_ms = times
    return TimedWord(
        token.text,
        token.char_start,
        token.char_end,
        token.speaker,
        start_ms,
        end_ms,
        confidence,
        status,
        heard.text,
        heard.start_ms,
        heard.end_ms,
        surprisal=heard.surprisal,
    )


def unmatched_speech(parts: Parts) -> tuple[Gap, ...]:
    """The speech that was heard and is not published: runs of words with no token in their place, of at least a second or
    three words."""
    gaps: list[tuple[list[RecognisedWord], int]] = []
    for index, slot in enumerate(parts.slots):
        if slot.matched or not slot.words or any(i in parts.placed for i in slot.tokens):
            continue
        run = [parts.recognised[j] for j in slot.words]
        goes_on = bool(gaps) and gaps[-1][1] == index - 1
        apart_ms = run[0].start_ms - gaps[-1][0][-1].end_ms if goes_on else 0
        if goes_on and (apart_ms <= GAP_JOIN_MS or not (slot.tokens or parts.slots[index - 1].tokens)):
            gaps[-1] = (gaps[-1][0] + run, index)
        else:
            gaps.append((run, index))
    return tuple(
        Gap(run[0].start_ms, run[-1].end_ms, _written([word.text for word in run]))
        for run, _ in gaps
        if len(run) >= SHORTEST_GAP_WORDS or run[-1].end_ms - run[0].start_ms >= SHORTEST_GAP_MS
    )


def _written(heard: Sequence[str]) -> str:
    """Heard words in a row, without spaces between those of a script that has none."""
    text = heard[0]
    for before, word in pairwise(heard):
        text += word if has_unspaced(before) and has_unspaced(word) else f" {word}"
    return text


def confirmed(parts: Parts, words: Sequence[TimedWord]) -> float:
    """The share of the ordinary words, 0..1, that were placed surely."""
    sure = {word.char_start for word in words if word.start_ms is not None and word.confidence >= SURELY}
    ordinary = _ordinary(parts)
    return sum(parts.transcript.tokens[i].char_start in sure for i in ordinary) / max(1, len(ordinary))


def _ordinary(parts: Parts) -> list[int]:
    """Tokens that are said unless something is wrong: candidates such as headlines are not."""
    return [i for i, token in enumerate(parts.transcript.tokens) if is_ordinary(token, parts.language)]


def quality(
    parts: Parts,
    words: Sequence[TimedWord],
    gaps: Sequence[Gap],
    speech: Sequence[Interval],
    heard: Coverage,
    warnings: Sequence[str],
) -> Quality:
    """The figures of an alignment. Coverage of the text counts the ordinary words, not candidates such as headlines.

    `speech` are the intervals that sound like speech, `heard` is what was matched before anything was placed; `warnings` are
    of the recording.
    """
    kept = ledger(parts.transcript, words, gaps, speech, parts.language)
    ordinary = len(_ordinary(parts))
    placed = _share(ordinary - kept.missing_words, ordinary)
    covered = sum(len(slot.words) for slot in parts.slots if slot.matched or any(i in parts.placed for i in slot.tokens))
    said = _share(covered, len(parts.recognised))
    elsewhere = heard_elsewhere(parts.transcript, kept.missing, gaps, parts.language)
    spoken = _share(kept.speech_ms - kept.uncaptioned_ms, kept.speech_ms)
    times = [word.confidence for word in words if word.start_ms is not None]
    return Quality(
        transcript_coverage=placed,
        speech_coverage=min(said, spoken),
        mean_confidence=round(sum(times) / len(times), 3) if times else 0.0,
        warnings=(*warnings, *coverage_warnings(heard, placed, min(said, spoken), kept, elsewhere)),
        ledger=kept,
    )


def _share(part: int, whole: int) -> float:
    """The share in thousandths, rounded down, so that only all of it is 1."""
    return 1000 * part // whole / 1000 if whole else 0.0
