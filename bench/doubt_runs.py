"""Alignments for the measurement of doubts: right and altered texts of each recording, as it is and in noise. They are kept,
as making them is what takes the time."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from bench import sounds
from bench.cases import Case, every_case
from bench.misprinted_texts import Misprint, mixed_misprints
from bench.settings import Settings
from bench.variants import VOICES
from oncue.alignment.ledger import is_ordinary
from oncue.asr.factory import load_recognizer
from oncue.captions.formats import alignment_from_json, alignment_to_json
from oncue.errors import OncueError
from oncue.model import Alignment
from oncue.pipeline.align import AlignOptions, Components, align
from oncue.pipeline.recognition_cache import PIPELINE_VERSION
from oncue.transcript import read_transcript

LANGUAGES = {
    "radio-address-2008": "en", "udhr-en": "en", "prompts-es": "es", "prompts-fr": "fr", "udhr-fr": "fr",
    "timit-dev/verbatim": "en", "timit-dev/edited": "en", "timit-dev/repeated": "en", "timit-dev/partial": "en",
    "timit-dev/swapped": "en", "spontaneous/spont-en": "en", "spontaneous/spont-en-cold": "en", "seed-page": "en",
    "spontaneous/conversation-fr": "fr", "spontaneous/phrases-de": "de", "spontaneous/phrases-es": "es",
    "spontaneous/phrases-pt": "pt",
}  # fmt: skip
"""The recordings, and the language of each."""

FITTED = ("radio-address-2008", "udhr-en", "prompts-es")
"""The recordings by which the weights were set; all others were not looked at for that."""

KINDS = (
    (Misprint.EXCHANGED, 1), (Misprint.ADDED, 1), (Misprint.LEFT_OUT, 1), (Misprint.LOOK_ALIKE, 1),
    (Misprint.EXCHANGED, 2), (Misprint.ADDED, 2), (Misprint.LEFT_OUT, 2),
    (Misprint.EXCHANGED, 3), (Misprint.ADDED, 3), (Misprint.LEFT_OUT, 3),
)  # fmt: skip
WORDS_A_MISPRINT = 40
"""One place in so many words is misprinted, with 1.8 words on average."""

ALTERED = ("timit-dev/verbatim", "radio-address-2008", "udhr-en", "udhr-fr", "prompts-es", "prompts-fr")
RIGHT = "r"
SEEDS = {
    "-": (RIGHT, "0", "1"),
    "white@10": (RIGHT, "0", "1"),
    "babble@10": (RIGHT,),
}
"""The texts of each recording in `ALTERED`, by its noise; of the others it is the right one without noise alone."""


@dataclass(frozen=True, slots=True)
class DoubtRun:
    """One alignment. `noise` is its kind and its decibels below the speech, "-" for none; `seed` is "r" for the right text.
    `ordinary` are the ranges of the words that should be said. `places` are the misprints."""

    case: Case
    noise: str
    seed: str
    text: str
    ordinary: tuple[tuple[int, int], ...]
    places: tuple[tuple[Misprint, int, tuple[tuple[int, int], ...]], ...]
    alignment: Alignment

    @property
    def is_fitted(self) -> bool:
        """True where the weights were set by this recording."""
        return self.case.name in FITTED

    @property
    def name(self) -> str:
        """Its recording and noise."""
        return _name(self.case, self.noise)


@dataclass(frozen=True, slots=True)
class RefusedRun:
    """A recording and a text of which no alignment was made, for the reason with this code."""

    case: Case
    noise: str
    code: str

    @property
    def is_fitted(self) -> bool:
        """True where the weights were set by this recording."""
        return self.case.name in FITTED

    @property
    def name(self) -> str:
        """Its recording and noise."""
        return _name(self.case, self.noise)


def doubt_runs(settings: Settings) -> Iterator[DoubtRun | RefusedRun]:
    """All alignments, made where they are not kept, and what was refused."""
    kept = settings.results / "doubts" / "runs"
    kept.mkdir(parents=True, exist_ok=True)
    components = Components(load=cache(load_recognizer))
    for case in _cases(settings):
        for noise, seeds in SEEDS.items() if case.name in ALTERED else (("-", (RIGHT,)),):
            for seed in seeds:
                name = f"{case.name.replace('/', '_')}.{noise}.{seed}.{settings.listen}"
                path = kept / f"{name}.pipeline-{PIPELINE_VERSION}.json"
                found = kept_run(path)
                if found is None:
                    print(f"doubts: {path.stem}", file=sys.stderr)
                    found = _made(case, noise, seed, settings, components)
                    path.write_text(json.dumps(found), encoding="utf-8")
                if "error" in found:
                    print(f"doubts: {path.stem}: {found['error']}", file=sys.stderr)
                    yield RefusedRun(case, noise, found["code"])
                else:
                    yield _read(case, found)


def kept_run(path: Path) -> dict[str, Any] | None:
    """What is kept of an alignment; None where nothing is, or the code of what refused it was not kept yet."""
    if not path.exists():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return None if "error" in found and "code" not in found else found


def _name(case: Case, noise: str) -> str:
    return case.name if noise == "-" else f"{case.name} {noise}"


def _cases(settings: Settings) -> Iterator[Case]:
    known = {case.name: case for case in every_case(settings)}
    for name in LANGUAGES:
        if name in known and settings.wants(name):
            yield known[name]


def _made(case: Case, noise: str, seed: str, settings: Settings, components: Components) -> dict[str, Any]:
    """The alignment of one text as it is kept, or the error that refused it."""
    language = LANGUAGES[case.name]
    transcript = case.read()
    text, places = transcript.text, []
    if seed != RIGHT:
        spoken = [(token.char_start, token.char_end) for token in transcript.tokens if is_ordinary(token, language)]
        made = mixed_misprints(text, spoken, language, KINDS, max(4, len(spoken) // WORDS_A_MISPRINT), int(seed))
        text, transcript = made.text, read_transcript(made.text.encode(), name="transcript.txt")
        places = [(kind.value, run, place.words) for (kind, run), place in made.places]
    options = AlignOptions(language=language, engine=settings.engine, listen=settings.listen)
    with tempfile.TemporaryDirectory(prefix="oncue-bench-") as name:
        try:
            audio = _in_noise(case, noise, settings, Path(name))
            alignment = align(audio, transcript, options, folder=Path(name), components=components)
        except OncueError as error:
            return {"error": str(error), "code": error.code}
    ordinary = [(token.char_start, token.char_end) for token in transcript.tokens if is_ordinary(token, language)]
    return {
        "noise": noise, "seed": seed, "text": text, "ordinary": ordinary, "places": places,
        "alignment": json.loads(alignment_to_json(alignment)),
    }  # fmt: skip


def _in_noise(case: Case, noise: str, settings: Settings, folder: Path) -> Path:
    if noise == "-":
        return case.audio
    kind, _, snr_db = noise.partition("@")
    samples, rng = sounds.read(case.audio), np.random.default_rng(1)
    if kind == "white":
        added = rng.standard_normal(len(samples))
    else:
        audios = {one.name: one.audio for one in every_case(settings)}
        voices = [sounds.read(audios[voice]) for voice in dict.fromkeys(VOICES) if voice != case.name and voice in audios]
        added = sounds.babble(voices, len(samples), rng)
    path = folder / "audio-in-noise.flac"
    sounds.write(sounds.mixed(samples, added, float(snr_db)), path)
    return path


def _read(case: Case, found: dict[str, Any]) -> DoubtRun:
    places = ((Misprint(kind), run, tuple((a, b) for a, b in words)) for kind, run, words in found["places"])
    ordinary = tuple((start, end) for start, end in found["ordinary"])
    alignment = alignment_from_json(json.dumps(found["alignment"]))
    return DoubtRun(case, found["noise"], found["seed"], found["text"], ordinary, tuple(places), alignment)
