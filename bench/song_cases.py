"""Recordings with songs, jingles and other speech between their sentences that their text lacks. Made when needed."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from bench import sounds, truths
from bench.cases import Case
from bench.languages_voices import Voice, spoken
from bench.music import music
from bench.singing import STRETCH, song
from bench.sounds import RATE_HZ
from bench.variants import Sources

SENTENCES = (
    "Good evening, and welcome to our programme about the old harbour.",
    "When I was a young engineer, the harbour was still full of sailing ships.",
    "And then all of it changed within a few years.",
    "This is how the people who worked there remember it.",
    "It was a cold morning in November and the river was frozen.",
    "He said that they had never seen anything like it before.",
    "But if you ask me, the best of it was the singing in the evening.",
    "We had a piano in the house and some of us could play it.",
    "So what could I do but stay with them until the spring?",
    "The ships are gone now, and the house is a museum.",
)
LYRICS = (
    "When I was a bachelor, airy and young, I followed the roving trade. And all the harm that ever I did was courting a "
    "fair young maid. I wooed her in the winter time and part of the summer too. And the only thing that I did that was "
    "wrong was to keep her from the foggy dew. One night she knelt close by my side when I was fast asleep. She threw her "
    "arms around my neck and she began to weep. She wept, she cried, she tore her hair, ah me, what could I do? So all "
    "night long I held her in my arms just to keep her from the foggy dew. It was down by the river and the sun was on the "
    "hill, and then he said to me, this is the place where they were when all of it began. But if you had been there with "
    "us, you know it would not be the same. We had a little boat and a house upon the sea, and some of them were going "
    "home, and some would stay with me."
)
"""The Foggy Dew, a folk song of the eighteenth century, and lines made up so that the sentences' words are sung, too."""

_TENS_S = (6, 9, 14, 20, 7, 30, 11, 16, 25, 8)
_JINGLES_S = (3, 5, 8, 4, 6, 10, 3, 7, 5, 12, 4, 6)
_PAUSE_S = 0.4
_LEVEL = 0.1


@dataclass(frozen=True, slots=True)
class _Narration:
    """Sentences and songs by turns: who reads, who sings, how long each song is, and how its music goes on under speech."""

    reader: Voice
    singer: Voice
    songs_s: Sequence[float]
    tail_s: float
    tail_db: float


def _between(kind: str, voice: str | None, lengths_s: Sequence[float], name: str, sources: Sources, folder: Path) -> Case:
    """The source with sounds put in between its sentences, as loud as those."""
    rng = np.random.default_rng(list(name.encode()))
    found = [pause.middle_s for pause in truths.pauses(sources.truth) if pause.after_sentence]
    places = sorted(found[k] for k in rng.choice(len(found), len(lengths_s), replace=False))
    samples, truth, shift, said = sources.samples, sources.truth, 0.0, 0
    power = sounds.active_power(samples)
    for seed, (at_s, seconds) in enumerate(zip(places, lengths_s, strict=True)):
        if voice is None:
            extra = music(seconds, seed)
        else:
            needed = round(seconds * RATE_HZ / (STRETCH if kind == "song" else 1))
            words = np.resize(np.roll(sources.voices[voice], -said), needed)
            extra, said = song(words, seconds, seed) if kind == "song" else words, said + needed
        samples = sounds.inserted(samples, sounds.at_level(extra, power), round((at_s + shift) * RATE_HZ))
        truth = truths.later(truth, at_s + shift, len(extra) / RATE_HZ)
        shift += len(extra) / RATE_HZ
    sounds.write(samples, folder / "audio.flac")
    (folder / "truth.json").write_text(json.dumps(truth), encoding="utf-8")
    return Case(name, folder / "audio.flac", sources.case.transcript, folder / "truth.json")


def _narrated(how: _Narration, name: str, sources: Sources, folder: Path) -> Case:
    """`SENTENCES` with songs between them, whose words are theirs in part."""
    lyrics, sung, at = sounds.at_level(spoken(how.singer, LYRICS, 1.0), 1.0), 0, RATE_HZ // 2
    parts, under, spans = [np.zeros(at)], [], []
    for index, sentence in enumerate(SENTENCES):
        read = sounds.at_level(spoken(how.reader, sentence, 1.0), 1.0)
        spans.append((at / RATE_HZ, (at + len(read)) / RATE_HZ))
        seconds = how.songs_s[index % len(how.songs_s)]
        needed = round(seconds * RATE_HZ / STRETCH)
        between = sounds.at_level(song(np.resize(np.roll(lyrics, -sung), needed), seconds, index), 1.0)
        sung += needed
        parts += [read, np.zeros(round(_PAUSE_S * RATE_HZ)), between]
        at += sum(map(len, parts[-3:]))
        tail = sounds.at_level(music(how.tail_s, index + len(SENTENCES)), 10 ** (how.tail_db / 10))
        under.append((at, tail * np.linspace(1, 0, len(tail))))
    samples = np.concatenate([*parts, np.zeros(max(len(tail) for _, tail in under))])
    for start, tail in under:
        samples[start : start + len(tail)] += tail
    sounds.write(_LEVEL * samples, folder / "audio.flac")
    (folder / "transcript.txt").write_text(" ".join(SENTENCES) + "\n", encoding="utf-8")
    truth = {"duration_s": len(samples) / RATE_HZ, "tokens": _tokens(spans)}
    (folder / "truth.json").write_text(json.dumps(truth), encoding="utf-8")
    return Case(name, folder / "audio.flac", folder / "transcript.txt", folder / "truth.json")


def _tokens(spans: Sequence[tuple[float, float]]) -> list[dict[str, object]]:
    tokens: list[dict[str, object]] = []
    at = 0
    for sentence, (start_s, end_s) in zip(SENTENCES, spans, strict=True):
        words = sentence.split()
        for k, word in enumerate(words):
            start, end = start_s if k == 0 else None, end_s if k + 1 == len(words) else None
            token = {"text": word, "char_start": at, "char_end": at + len(word), "start": start, "end": end}
            tokens.append({**token, "skip": True, "within": [start_s, end_s]})
            at += len(word) + 1
    return tokens


SONG_CASES: dict[str, Callable[[str, Sources, Path], Case]] = {
    "sentences/songs": partial(_between, "song", "radio-address-2008", _TENS_S),
    "sentences/songs-fr": partial(_between, "song", "udhr-fr", _TENS_S),
    "sentences/song-150": partial(_between, "song", "radio-address-2008", (150,)),
    "sentences/speech-fr": partial(_between, "speech", "udhr-fr", _TENS_S),
    "sentences/jingles": partial(_between, "music", None, _JINGLES_S),
    "narration/songs": partial(
        _narrated,
        _Narration(Voice("text2wave", "ked_diphone"), Voice("espeak-ng", "en-us+f2"), (20, 12, 30, 8, 25, 15), 1.5, -4),
    ),
    "narration/long-songs": partial(
        _narrated,
        _Narration(Voice("espeak-ng", "en-us+m3"), Voice("text2wave", "kal_diphone"), (15, 40, 10, 20), 2.5, -1),
    ),
}
"""The recordings by name; `sentences` are those of `timit-dev/verbatim`."""
