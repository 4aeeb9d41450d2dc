"""Misprints that are found: words exchanged, look-alikes, words added and left out, in texts that are right without."""

from __future__ import annotations

import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from bench import sounds
from bench.cases import Case, all_cases
from bench.misprinted_texts import Misprint, MisprintedText, misprinted
from bench.settings import Settings
from bench.tables import table
from oncue.alignment.doubts import is_doubtful
from oncue.alignment.ledger import is_ordinary
from oncue.asr.factory import load_recognizer
from oncue.model import Alignment, TimedWord
from oncue.pipeline.align import AlignOptions, Components, align
from oncue.transcript import read_transcript

CASES = {
    "timit-dev/verbatim": "en",
    "radio-address-2008": "en",
    "udhr-en": "en",
    "udhr-fr": "fr",
    "prompts-es": "es",
    "prompts-fr": "fr",
}
"""The recordings whose texts are altered, and the language of each."""

PLACES = 30
KINDS = (
    (Misprint.EXCHANGED, 1), (Misprint.EXCHANGED, 2), (Misprint.EXCHANGED, 3), (Misprint.LOOK_ALIKE, 1),
    (Misprint.ADDED, 1), (Misprint.ADDED, 2), (Misprint.ADDED, 3),
    (Misprint.LEFT_OUT, 1), (Misprint.LEFT_OUT, 2), (Misprint.LEFT_OUT, 3),
)  # fmt: skip
SNR_DB = (None, 10)
"""Without noise, and with white noise so many decibels below the speech."""

BESIDE_MS = 250
"""Milliseconds around the place of words left out in which a gap is the gap that they leave."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in one altered text."""

    places: int
    flagged: int
    right: int
    wrongly_flagged: int


def misprints(settings: Settings) -> str:
    """A row for each kind and length of misprint, without noise and in it: places flagged, by recording and on the whole."""
    cases = [case for case in all_cases(settings) if case.name in CASES]
    found: dict[tuple[Misprint, int, int | None], dict[str, Found]] = defaultdict(dict)
    load = cache(load_recognizer)
    with tempfile.TemporaryDirectory(prefix="oncue-bench-") as name:
        for case in cases:
            for snr_db in SNR_DB:
                audio = recording(case, snr_db, Path(name))
                for kind, run in KINDS:
                    print(f"misprints: {case.name}, {snr_db} dB, {run} {kind}", file=sys.stderr)
                    found[kind, run, snr_db][case.name] = _found(case, audio, kind, run, settings, Components(load=load))
    rows = [row for key, by_case in found.items() for row in [_row(key, by_case, [case.name for case in cases])]]
    head = ("misprint", "words", "SNR", "places", "flagged %", *(case.name for case in cases), "right words flagged %")
    return table(head, sorted(rows, key=lambda row: row[2] != "-"))


def recording(case: Case, snr_db: int | None, folder: Path) -> Path:
    """The recording of a case, with white noise so many decibels below its speech, which is made in `folder`."""
    if snr_db is None:
        return case.audio
    samples = sounds.read(case.audio)
    noise = np.random.default_rng(1).standard_normal(len(samples))
    path = folder / f"{case.name.replace('/', '-')}-{snr_db}.flac"
    sounds.write(sounds.mixed(samples, noise, snr_db), path)
    return path


def _found(case: Case, audio: Path, kind: Misprint, run: int, settings: Settings, components: Components) -> Found:
    language = CASES[case.name]
    right = case.read()
    spoken = [(token.char_start, token.char_end) for token in right.tokens if is_ordinary(token, language)]
    altered = misprinted(right.text, spoken, language, kind, run, PLACES, seed=1)
    transcript = read_transcript(altered.text.encode(), name="transcript.txt")
    options = AlignOptions(language=language, engine=settings.engine, listen=settings.listen)
    with tempfile.TemporaryDirectory(prefix="oncue-bench-") as folder:
        made = align(audio, transcript, options, folder=Path(folder), components=components)
    ordinary = [(token.char_start, token.char_end) for token in transcript.tokens if is_ordinary(token, language)]
    return count(altered, kind, ordinary, made)


def count(altered: MisprintedText, kind: Misprint, ordinary: Sequence[tuple[int, int]], made: Alignment) -> Found:
    """The misprints of a text that are flagged, and the right words that are. A word that is in no row of the alignment is
    flagged: it is told as not heard."""
    words = {word.char_start: word for word in made.words}
    doubtful = {start for start, _ in ordinary if start not in words or is_doubtful(words[start], made.language)}
    of_places = {start for place in altered.places for start, _ in place.words}
    flagged = sum(
        any(start in doubtful for start, _ in place.words)
        or (kind is Misprint.LEFT_OUT and _is_gap(made, [words.get(start) for start, _ in place.words]))
        for place in altered.places
    )
    rest = [start for start, _ in ordinary if start not in of_places]
    return Found(len(altered.places), flagged, len(rest), sum(start in doubtful for start in rest))


def _is_gap(made: Alignment, around: Sequence[TimedWord | None]) -> bool:
    """True where a gap lies between two words."""
    left, right = around
    if left is None or right is None or left.end_ms is None or right.start_ms is None:
        return True
    start_ms, end_ms = left.end_ms - BESIDE_MS, right.start_ms + BESIDE_MS
    return any(gap.start_ms < end_ms and gap.end_ms > start_ms for gap in made.gaps)


def _row(key: tuple[Misprint, int, int | None], by_case: dict[str, Found], cases: Sequence[str]) -> tuple[object, ...]:
    kind, run, snr_db = key
    shares = [100 * by_case[name].flagged / max(1, by_case[name].places) for name in cases]
    places = sum(one.places for one in by_case.values())
    right = sum(one.right for one in by_case.values())
    return (
        kind, run, "-" if snr_db is None else f"{snr_db} dB", places,
        100 * sum(one.flagged for one in by_case.values()) / max(1, places), *shares,
        100 * sum(one.wrongly_flagged for one in by_case.values()) / max(1, right),
    )  # fmt: skip
