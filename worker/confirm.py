"""Spares Whisper what the sound itself confirms: the published words between two windows that were heard.

Where the words before and after a run of windows are surely matched, the words published between them are searched for in
its sound. If they fill it, every one of them fits and nothing else is said, they are what Whisper would have heard;
otherwise it is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from alignment.match import Match
from alignment.model import RecognisedWord, Token
from alignment.normalize import match_keys
from alignment.timing.graph import Edge, Stretch
from worker.audio.windows import Window
from worker.refine.search import Said, StretchSearch

LANGUAGES = ("en",)
"""Whose phones the acoustic model knows: in others even the right words fit as badly as wrong ones do in English."""

MOST_SPARED = 3
"""Windows in a row that are not heard at first: a minute and a half between two places where the text is certain."""

ANCHOR_WORDS = 3
"""Of a heard window, so many words at the border of the run must match the text, in a row."""

SLOWEST, FASTEST = 0.6, 1.6
"""Of the letters a second of speech in the windows that were heard."""

FIT_WORDS = 5
LEAST_FIT = -3.0
"""Mean log-likelihood ratio a frame of any so many words in a row. Measured on two windows of hand-labelled speech, a radio
address and synthetic voices, the worst five words were at -3.1 to -0.3 where the text was right; with three words replaced
below -2.8 (nine of ten below -3.7), with four more than were said below -6.9. One other word passes: it gets the time of
what was said in its place, as it would have if Whisper had been asked."""

LEAST_MEAN_FIT = -1.0
"""Of a whole run."""

LONGEST_UNCLAIMED_MS = 400
"""Of speech, too loud for a pause, that no word takes: up to 360 ms where the text was right, above 560 ms where four words
of it were missing; of two missing words half are noticed."""

MISPLACED_FIT = -4.0
MISPLACED_UNCLAIMED_MS = 150
"""Less sound than that need be left over beside a word that fits badly: it may be that word's own."""


@dataclass(frozen=True, slots=True)
class Run:
    """Windows `[first, last)`, none of them heard, between two that were."""

    first: int
    last: int


def plan(count: int) -> list[int]:
    """Which of so many windows are heard first: the ends, and no more than `MOST_SPARED` left out between two."""
    runs = -(-(count - 1) // (MOST_SPARED + 1)) if count > 1 else 1
    return sorted({round(k * (count - 1) / runs) for k in range(runs + 1)})


def runs_between(heard: Sequence[int]) -> list[Run]:
    """What lies between the windows of these indices, in order."""
    return [Run(a + 1, b) for a, b in pairwise(heard) if b > a + 1]


@dataclass(frozen=True, slots=True)
class Text:
    """The published tokens and their matches with the words heard so far, and for each of those its window."""

    tokens: Sequence[Token]
    matches: Sequence[Match]
    word_count: int
    window_of_word: Sequence[int]
    language: str


def confirm(
    text: Text, windows: Sequence[Window], runs: Sequence[Run], letters_a_second: float, search: StretchSearch
) -> dict[int, list[RecognisedWord]]:
    """The words of the windows of those runs that are confirmed, by window."""
    stretches: list[tuple[Run, Stretch]] = []
    for run in runs:
        tokens = _tokens_of(text, run)
        if tokens and _may_fill(tokens, text.tokens, windows[run.first : run.last], letters_a_second):
            edges = tuple(Edge(k, k + 1, text.tokens[token].text, token, k) for k, token in enumerate(tokens))
            start_ms, end_ms = windows[run.first].start_ms, windows[run.last - 1].end_ms
            stretches.append((run, Stretch(start_ms, end_ms, edges, len(tokens), 0, len(tokens), even=True)))
    found = search.search([stretch for _, stretch in stretches], lambda count: None)
    confirmed: dict[int, list[RecognisedWord]] = {}
    for (run, stretch), said in zip(stretches, found, strict=True):
        if said is not None and _is_certain(said, stretch, search):
            for index in range(run.first, run.last):
                confirmed[index] = []
            index = run.first
            for one in said:
                while index + 1 < run.last and windows[index + 1].start_ms <= (one.start_ms + one.end_ms) // 2:
                    index += 1
                word = stretch.edges[one.edge].text or ""
                confirmed[index].append(RecognisedWord(word, one.start_ms, one.end_ms, 1.0, one.score))
    return confirmed


def speaking_rate(text: Text, windows: Sequence[Window], heard: Sequence[int]) -> float:
    """Letters of matched tokens a second of speech in the windows that were heard; 0 where nothing matched."""
    letters = sum(
        len(text.tokens[i].text) for match in text.matches for i in range(match.token_start, match.token_end)
    )  # fmt: skip
    speech_ms = sum(b - a for index in heard for a, b in windows[index].speech)
    return 1000 * letters / speech_ms if speech_ms else 0.0


def _tokens_of(text: Text, run: Run) -> list[int]:
    """The tokens that must be what is said in a run; none where either border is uncertain, or a candidate lies between."""
    before = [j for j in range(text.word_count) if text.window_of_word[j] == run.first - 1]
    after = [j for j in range(text.word_count) if text.window_of_word[j] == run.last]
    if len(before) < ANCHOR_WORDS or len(after) < ANCHOR_WORDS:
        return []
    left, right = _matched_in_a_row(text, before[-ANCHOR_WORDS:]), _matched_in_a_row(text, after[:ANCHOR_WORDS])
    if left is None or right is None:
        return []
    between = [i for i in range(left[1], right[0]) if text.tokens[i].speakable]
    if any(text.tokens[i].kind is not None for i in between):
        return []
    return [i for i in between if match_keys(text.tokens[i].text, text.language)]


def _matched_in_a_row(text: Text, words: Sequence[int]) -> tuple[int, int] | None:
    """The token range that these heard words match, if they match surely and nothing is left out between them."""
    inside = [m for m in text.matches if m.word_end > words[0] and m.word_start <= words[-1]]
    if not inside or inside[0].word_start > words[0] or inside[-1].word_end <= words[-1]:
        return None
    for a, b in pairwise(inside):
        if a.word_end != b.word_start or any(text.tokens[i].speakable for i in range(a.token_end, b.token_start)):
            return None
    return (inside[0].token_start, inside[-1].token_end) if min(m.similarity for m in inside) >= 0.7 else None


def _may_fill(indices: Sequence[int], tokens: Sequence[Token], windows: Sequence[Window], letters_a_second: float) -> bool:
    expected_s = sum(len(tokens[i].text) for i in indices) / letters_a_second if letters_a_second else 0.0
    speech_s = sum(b - a for window in windows for a, b in window.speech) / 1000
    return SLOWEST * speech_s <= expected_s <= FASTEST * speech_s


def _is_certain(said: Sequence[Said], stretch: Stretch, search: StretchSearch) -> bool:
    """Whether every few words fit the sound and no speech is left that none of them takes."""
    lengths = [one.end_ms - one.start_ms for one in said]
    fits = [one.score * length for one, length in zip(said, lengths, strict=True)]
    if sum(fits) < LEAST_MEAN_FIT * sum(lengths):
        return False
    for first in range(max(1, len(said) - FIT_WORDS + 1)):
        if sum(fits[first : first + FIT_WORDS]) < LEAST_FIT * sum(lengths[first : first + FIT_WORDS]):
            return False
    for before, after in pairwise([None, *said, None]):
        start_ms = before.end_ms if before else stretch.start_ms
        end_ms = after.start_ms if after else stretch.end_ms
        doubtful = any(one is not None and one.score < MISPLACED_FIT for one in (before, after))
        if search.loud_speech_ms(start_ms, end_ms) > (MISPLACED_UNCLAIMED_MS if doubtful else LONGEST_UNCLAIMED_MS):
            return False
    return True
