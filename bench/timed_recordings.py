"""Recordings of synthetic voices whose words' times are known exactly, clean, in noise and on a telephone."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np

from bench import sounds
from bench.cases import Case
from bench.languages_cases import read_sentences
from bench.languages_voices import VoiceMissing
from bench.music import music
from bench.sounds import RATE_HZ, Samples
from bench.timed_voices import VOICES, TimedVoice, spoken

RATES = (0.85, 1.35)
PAUSE_S = (0.05, 1.2)
ROOM_DB = 40
"""Decibels by which the room is quieter than the speech."""

LOUDNESS = 0.01
CLEAN, TELEPHONE = "clean", "telephone"

CONDITIONS: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "flite": (CLEAN, "white-20", "white-10", "music-10", "music-5", "babble-10", TELEPHONE),
        "festival": (CLEAN, "white-10", TELEPHONE),
        "espeak-ng": (CLEAN, "music-10", TELEPHONE),
    }
)
"""The conditions in which the voices of a program are heard: a kind of noise and its signal-to-noise ratio in dB. In louder
noise, texts are refused."""


@dataclass(frozen=True, slots=True)
class TimedRecording:
    """A recording, its language, its voice and the condition it is heard in."""

    case: Case
    language: str
    voice: TimedVoice
    condition: str


def timed_recordings(folder: Path) -> Iterator[TimedRecording]:
    """All recordings, made in `folder` where they are not there yet; voices that are not installed are left out."""
    made = {str(voice): place for voice in VOICES if (place := _read_aloud(voice, folder)) is not None}
    for voice in VOICES:
        if str(voice) not in made:
            continue
        source = made[str(voice)]
        for condition in CONDITIONS[voice.program]:
            audio = source / f"{condition}.wav"
            if not audio.exists():
                others = [place for name, place in made.items() if name != str(voice)]
                _write(condition, sounds.read(source / f"{CLEAN}.wav"), others, audio)
            name = f"{voice}/{condition}"
            case = Case(name, audio, source / "transcript.txt", source / "truth.json")
            yield TimedRecording(case, voice.language, voice, condition)


def _read_aloud(voice: TimedVoice, folder: Path) -> Path | None:
    """The folder with the clean recording of a voice, its text and its truth; None where the voice is not installed."""
    place = folder / str(voice)
    if (place / "truth.json").exists():
        return place
    rng = np.random.default_rng(list(str(voice).encode()))
    parts: list[Samples] = [np.zeros(RATE_HZ // 2)]
    tokens: list[dict[str, object]] = []
    text = ""
    sentences = read_sentences(voice.language)
    for index in rng.permutation(len(sentences)):
        rate, pause_s = float(rng.uniform(*RATES)), float(rng.uniform(*PAUSE_S))
        try:
            said = spoken(voice, sentences[index].text, rate)
        except VoiceMissing as missing:
            print(f"left out: {missing}", file=sys.stderr)
            return None
        if said is None:
            continue
        start_s = sum(map(len, parts)) / RATE_HZ
        parts += [sounds.at_level(said.samples, LOUDNESS), np.zeros(round(pause_s * RATE_HZ))]
        for word, (start, end) in zip(sentences[index].text.split(), said.words, strict=True):
            text += " " if text else ""
            tokens.append(
                {"text": word, "char_start": len(text), "char_end": len(text) + len(word),
                 "start": round(start_s + start, 4), "end": round(start_s + end, 4)}
            )  # fmt: skip
            text += word
    samples = np.concatenate(parts)
    samples += rng.standard_normal(len(samples)) * (LOUDNESS / 10 ** (ROOM_DB / 10)) ** 0.5
    place.mkdir(parents=True, exist_ok=True)
    sounds.write(samples, place / f"{CLEAN}.wav")
    (place / "transcript.txt").write_text(text, encoding="utf-8")
    truth = {"duration_s": len(samples) / RATE_HZ, "tokens": tokens}
    (place / "truth.json").write_text(json.dumps(truth), encoding="utf-8")
    return place


def _write(condition: str, samples: Samples, others: Sequence[Path], audio: Path) -> None:
    rng = np.random.default_rng(list(condition.encode()))
    kind, _, snr_db = condition.partition("-")
    if kind == TELEPHONE:
        spectrum = np.fft.rfft(samples)
        hz = np.fft.rfftfreq(len(samples), 1 / RATE_HZ)
        spectrum *= np.clip((hz - 200) / 100, 0, 1) * np.clip((3700 - hz) / 300, 0, 1)
        sounds.write(np.fft.irfft(spectrum, n=len(samples)), audio, "-ar", "8000", "-c:a", "pcm_mulaw")
        return
    if kind == "white":
        noise: Samples = rng.standard_normal(len(samples))
    elif kind == "babble":
        chosen = rng.choice(len(others), min(len(others), 8), replace=False)
        noise = sounds.babble([sounds.read(others[k] / f"{CLEAN}.wav") for k in chosen], len(samples), rng)
    else:
        noise = music(len(samples) / RATE_HZ, seed=7)
    sounds.write(sounds.mixed(samples, noise, float(snr_db)), audio)
