"""The matcher alone, on made-up words with natural frequencies and a recogniser that gets a third wrong."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from time import perf_counter

from bench.settings import Settings
from bench.tables import table
from oncue.alignment.match import Matching, match
from oncue.model import RecognisedWord, Token

SIZES = (15_000, 30_000, 60_000)
VOCABULARY = 20_000
REPEATED = 0.1
WRONG = 1 / 3
CHROME = 0.2
BEST_OF = 3
LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Trial:
    """The input of one run. `truth` maps a token to the recognised word that is truly the same."""

    tokens: list[Token]
    heard: list[RecognisedWord]
    truth: dict[int, int]


def matcher(settings: Settings) -> str:
    """A table with a row for each size."""
    rows: list[tuple[object, ...]] = []
    before: float | None = None
    for size in SIZES:
        print(f"matcher: {size}", file=sys.stderr)
        trial = make_trial(size)
        best = min(_timed(trial)[0] for _ in range(BEST_OF))
        found, wrong = _judge(trial, _timed(trial)[1])
        ratio = f"{best / before:.2f}" if before else None
        rows.append((size, f"{best:.2f}", ratio, found, wrong))
        before = best
    return table(("words", "seconds", "ratio to half", "common words matched %", "false matches %"), rows)


def make_trial(size: int, seed: int = 1) -> Trial:
    """A trial of `size` spoken words, a third of them heard wrong, with a fifth as many words of chrome in the
    transcript."""
    chance = random.Random(seed)
    words = _vocabulary(chance)
    weights = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))
    spoken: list[str] = []
    phrases = [chance.choices(words, cum_weights=weights, k=8) for _ in range(20)]
    while len(spoken) < size:
        if chance.random() < REPEATED:
            spoken += chance.choice(phrases)
        else:
            spoken += chance.choices(words, cum_weights=weights, k=8)
    tokens: list[Token] = []
    heard: list[RecognisedWord] = []
    truth: dict[int, int] = {}
    at = 0

    def write(text: str) -> None:
        nonlocal at
        tokens.append(Token(text, at, at + len(text)))
        at += len(text) + 1

    def hear(text: str) -> None:
        heard.append(RecognisedWord(text, 300 * len(heard), 300 * len(heard) + 250, 0.9))

    for index, word in enumerate(spoken[:size]):
        if index % 500 == 0:  # a block of the page between two passages, a fifth in all
            for extra in chance.choices(words, cum_weights=weights, k=round(500 * CHROME)):
                write(extra)
        error = chance.choice(("insert", "drop", "change")) if chance.random() < WRONG else ""
        if error == "insert":
            hear(chance.choices(words, cum_weights=weights)[0])
        if error not in ("drop", "change"):
            truth[len(tokens)] = len(heard)
        write(word)
        if error == "change":
            hear(chance.choices(words, cum_weights=weights)[0])
        elif error != "drop":
            hear(word)
    return Trial(tokens, heard, truth)


def _vocabulary(chance: random.Random) -> list[str]:
    syllables = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "il", "os")]
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        longest = 2 if len(words) < 1000 else 4  # frequent words are short
        words["".join(chance.choices(syllables, k=chance.randint(1, longest)))] = None
    return list(words)


def _timed(trial: Trial) -> tuple[float, Matching]:
    started = perf_counter()
    matching = match(trial.tokens, trial.heard, LANGUAGE)
    return perf_counter() - started, matching


def _pairs(matching: Matching) -> Iterator[tuple[int, range]]:
    for found in matching.matches:
        for token in range(found.token_start, found.token_end):
            yield token, range(found.word_start, found.word_end)


def _judge(trial: Trial, matching: Matching) -> tuple[float, float]:
    right = total = 0
    for token, words in _pairs(matching):
        total += 1
        right += trial.truth.get(token, -1) in words
    return 100 * right / len(trial.truth), 100 * (total - right) / max(1, total)
