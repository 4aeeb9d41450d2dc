"""A recording made of sentences whose times are known exactly, with music, unpublished speech and noise, and its text."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench import sounds
from bench.music import music
from bench.sounds import RATE_HZ, Samples
from bench.truths import Truth
from oncue.text.languages import UNSPACED

TEXTS = Path(__file__).parent / "texts"
PAUSE_S = (0.2, 1.5)
MUSIC_S = 6.0
SNR_DB = 20
LOUDNESS = 0.01
"""Mean power of speech, and of the music."""

_PARAGRAPH = 5
_EDGE_S = 0.5


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as published, and as the voice is to read it."""

    text: str
    said: str


@dataclass(frozen=True, slots=True)
class Made:
    """A case in memory: the recording, the text as published, and the truth as the scorer reads it."""

    samples: Samples
    text: str
    truth: Truth


@dataclass(frozen=True, slots=True)
class Plan:
    """The special sentences of a recording, by index."""

    unpublished: frozenset[int]
    """Sentences that are said and not in the text."""
    unspoken: int
    """The sentence that is in the text and not said."""
    music_before: frozenset[int]


def read_sentences(language: str) -> list[Sentence]:
    """The lines of the language's file in `texts`. Raises `FileNotFoundError` for a language that has none."""
    lines = (TEXTS / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    parts = (line.partition("\t") for line in lines if line.strip())
    return [Sentence(text, said or text) for text, _, said in parts]


def plan(count: int, seed: str) -> Plan:
    """A plan, the same for the same seed.

    Special sentences never lie side by side, first or last. It needs at least 20 sentences.
    """
    rng = random.Random(seed)
    fifth = count // 5
    gap = rng.randrange(2 * fifth + 1, 3 * fifth - 1)
    return Plan(
        frozenset([gap, gap + 1]),
        rng.randrange(3 * fifth + 1, 4 * fifth),
        frozenset([rng.randrange(fifth, 2 * fifth), rng.randrange(4 * fifth, count)]),
    )


def build(sentences: Sequence[Sentence], speak: Callable[[str, int], Samples], language: str) -> Made:
    """Builds the whole case. `speak` gives the sound of a sentence and is told its index. Raises what `speak` raises."""
    special = plan(len(sentences), language)
    rng = random.Random(f"{language} pauses")
    track: list[Samples] = [_silence(_EDGE_S)]
    length = len(track[0])
    tokens: list[dict[str, Any]] = []
    text = ""
    published = 0
    for index, sentence in enumerate(sentences):
        if index not in special.unpublished:
            text += _between(published, language)
            at, text, published = len(text), text + sentence.text, published + 1
        if index == special.unspoken:
            tokens += _tokens(sentence.text, at, language, None)
            continue
        if index in special.music_before:
            part = sounds.at_level(music(MUSIC_S, seed=index), LOUDNESS)
            part = np.concatenate([sounds.inserted(np.zeros(0), part, 0), _silence(rng.uniform(*PAUSE_S))])
            track.append(part)
            length += len(part)
        sound = sounds.at_level(speak(sentence.said, index), LOUDNESS)
        if index not in special.unpublished:
            times = (length / RATE_HZ, (length + len(sound)) / RATE_HZ)
            tokens += _tokens(sentence.text, at, language, times)
        pause = _silence(rng.uniform(*PAUSE_S))
        track += [sound, pause]
        length += len(sound) + len(pause)
    samples = np.concatenate([*track, _silence(_EDGE_S)])
    noisy = sounds.mixed(samples, pink_noise(len(samples), seed=1), SNR_DB)
    return Made(noisy, text + "\n", {"duration_s": len(samples) / RATE_HZ, "tokens": tokens})


def starts_only(truth: Truth) -> Truth:
    """The truth with only the beginnings of sentences."""
    known = [token for token in truth["tokens"] if token["start"] is not None and token.get("only") != "end"]
    return {**truth, "tokens": [{**token, "only": "start"} for token in known]}


def pink_noise(length: int, *, seed: int) -> Samples:
    """Noise with as much power in each octave, as rooms and tape have it; its level is the caller's to set."""
    rng = np.random.default_rng(seed)
    spectrum = np.fft.rfft(rng.standard_normal(length))
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
    spectrum[0] = 0
    return np.asarray(np.fft.irfft(spectrum, n=length), dtype=np.float64)


def _silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE_HZ))


def _between(published: int, language: str) -> str:
    if not published:
        return ""
    if published % _PARAGRAPH == 0:
        return "\n\n"
    return "" if language in UNSPACED else " "


def units(text: str, language: str) -> list[tuple[int, int]]:
    """The ranges of words: what spaces part, or a character where none do; without mere punctuation."""
    found = re.finditer(r"[^\W_]" if language in UNSPACED else r"\S+", text)
    return [found.span() for found in found if any(character.isalnum() for character in found[0])]


def _tokens(text: str, at: int, language: str, times: tuple[float, float] | None) -> list[dict[str, Any]]:
    ranges = units(text, language)
    tokens: list[dict[str, Any]] = []
    for index, (start, end) in enumerate(ranges):
        token: dict[str, Any] = {"text": text[start:end], "char_start": at + start, "char_end": at + end}
        first, last = index == 0, index == len(ranges) - 1
        token["start"] = times[0] if times and first else None
        token["end"] = times[1] if times and last else None
        if times:
            token["within"] = list(times)
            if not first and not last:
                token["skip"] = True
            elif len(ranges) > 1:
                token["only"] = "start" if first else "end"
        tokens.append(token)
    return tokens
