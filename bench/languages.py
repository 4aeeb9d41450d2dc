"""Accuracy in every language with a voice: sentences with exact times, in noise, beside music and unpublished speech."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import scoring, sounds
from bench.cases import Case
from bench.languages_cases import Made, build, read_sentences, starts_only
from bench.languages_sources import OWN
from bench.languages_voices import VOICES, VoiceMissing, speaker
from bench.peers import difflib_words
from bench.settings import Settings
from bench.tables import table
from bench.truths import Truth
from bench.watched import watch
from oncue.acoustic.lexicon import can_pronounce
from oncue.progress import Stage
from oncue.text.language_id import detect
from oncue.text.language_tags import WHISPER_LANGUAGES

MODEL = "base"
"""The model of the peer: what the product takes by itself for a language other than English."""

_NAME = "languages/"
_STARTS = ("<=50 %", "<=100 %", ">500 %")
_HEAD = ("language", "voices", "sentences", *(f"starts {key}" for key in _STARTS), "starts and ends <=100 %", "inside %",
         "unspoken blank %", "placed %", "pronounced %", "aligner", "refine s", "of whole %", "peer: starts <=100 %",
         "peer: >500 %")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language's case, and the count of its sentences that are scored."""

    language: str
    case: Case
    sentences: int


def languages(settings: Settings) -> str:
    """A row for each language, a line for each that could not be measured, and one for those without a text."""
    rows: list[tuple[object, ...]] = []
    notes: list[str] = []
    for language in wanted(settings):
        print(f"languages: {language}", file=sys.stderr)
        with tempfile.TemporaryDirectory(prefix="oncue-bench-") as folder:
            try:
                spoken = make(language, Path(folder))
            except VoiceMissing as missing:
                notes.append(f"`{language}`: not measured: no voice ({missing})")
                continue
            detected = detect(spoken.case.transcript.read_text(encoding="utf-8")).language
            if detected != language:
                notes.append(f"`{language}`: its text is taken for `{detected}` where the language is not given")
            cells = _measured(spoken, settings, Path(folder))
            if isinstance(cells, str):
                notes.append(f"`{language}`: {cells}")
                continue
        names = ", ".join(dict.fromkeys(str(voice) for voice in VOICES[language]))
        rows.append((language, names, spoken.sentences, *cells))
    parts = [table(_HEAD, rows)] if rows else []
    parts += ["\n".join(f"- {note}" for note in notes)] if notes else []
    if not settings.cases:
        parts.append(_unmeasured())
    return "\n\n".join(parts)


def wanted(settings: Settings) -> Iterator[str]:
    """Yields the languages that were asked for, by code or as `languages/CODE`."""
    for language in VOICES:
        if settings.wants(f"{_NAME}{language}") or language in settings.cases:
            yield language


def make(language: str, folder: Path) -> Spoken:
    """Makes the language's recording, text and truth in `folder`. Raises `VoiceMissing`."""
    made = build(read_sentences(language), speaker(VOICES[language], language), language)
    return Spoken(language, _written(made, language, folder), len(starts_only(made.truth)["tokens"]))


def _written(made: Made, language: str, folder: Path) -> Case:
    sounds.write(made.samples, folder / "audio.flac")
    (folder / "transcript.txt").write_text(made.text, encoding="utf-8")
    (folder / "truth.json").write_text(json.dumps(made.truth, ensure_ascii=False), encoding="utf-8")
    return Case(_NAME + language, folder / "audio.flac", folder / "transcript.txt", folder / "truth.json")


def _measured(spoken: Spoken, settings: Settings, folder: Path) -> tuple[object, ...] | str:
    figures = aligned(spoken.case, spoken.language, settings, folder, (OWN,))
    if isinstance(figures, str):
        return figures
    alignment = json.loads((folder / f"{OWN}.json").read_text(encoding="utf-8"))
    _keep(settings, spoken, folder)
    both = scored(settings, alignment, spoken.case, folder)
    own = figures[OWN]
    refine_s = own["stage_s"][Stage.REFINE]
    words = difflib_words(spoken.case, MODEL, spoken.language)
    peer = starts(settings, {"words": words}, spoken.case, folder)
    return (
        *(starts(settings, alignment, spoken.case, folder)[key] for key in _STARTS),
        *(both[key] for key in ("<=100 %", "inside %", "unspoken blank %")),
        100 * alignment["quality"]["transcript_coverage"],
        100 * own["pronounced"],
        alignment["engine"]["aligner"],
        refine_s,
        100 * refine_s / own["seconds"],
        *(peer[key] for key in ("<=100 %", ">500 %")),
    )


def aligned(
    case: Case, language: str, settings: Settings, folder: Path, sources: tuple[str, ...]
) -> dict[str, dict[str, Any]] | str:
    """The figures of an alignment with each source, in `folder`/SOURCE.json; a string with the reason where it ended."""
    command = [sys.executable, "-m", "bench.languages_run", str(case.audio), str(case.transcript), language]
    outcome = watch([*command, settings.engine, settings.listen, str(folder), *sources])
    if outcome.code:
        return (outcome.stderr.strip().splitlines() or [f"exit code {outcome.code}"])[-1]
    figures: dict[str, dict[str, Any]] = json.loads(outcome.stdout.splitlines()[-1])
    return figures


def scored(settings: Settings, alignment: dict[str, Any], case: Case, folder: Path) -> dict[str, object]:
    """The scorer's figures by their heads, over starts and ends of sentences."""
    return _score(settings, alignment, _truth(case), folder)


def starts(settings: Settings, alignment: dict[str, Any], case: Case, folder: Path) -> dict[str, object]:
    """The scorer's figures by their heads, over the starts of sentences alone."""
    return _score(settings, alignment, starts_only(_truth(case)), folder)


def _truth(case: Case) -> Truth:
    assert case.truth is not None
    truth: Truth = json.loads(case.truth.read_text(encoding="utf-8"))
    return truth


def _score(settings: Settings, alignment: dict[str, Any], truth: Truth, folder: Path) -> dict[str, object]:
    path = folder / "scored.json"
    path.write_text(json.dumps(truth), encoding="utf-8")
    return dict(zip(scoring.HEAD, scoring.score(settings.scorer, alignment, path), strict=True))


def _keep(settings: Settings, spoken: Spoken, folder: Path) -> None:
    """Copies recording, text, truth and alignment to where they can be looked at and listened to."""
    kept = settings.results / _NAME / spoken.language
    kept.mkdir(parents=True, exist_ok=True)
    for name in ("audio.flac", "transcript.txt", "truth.json", f"{OWN}.json"):
        shutil.copy(folder / name, kept / name)


def _unmeasured() -> str:
    rest = sorted(WHISPER_LANGUAGES - VOICES.keys())
    coarse = [language for language in rest if not can_pronounce(language)]
    lines = [f"Of Whisper's languages not measured, for want of a voice or a text: {', '.join(rest)}."]
    if coarse:
        lines.append(f"Of these, by cross-attention alone, as no pronunciations are known: {', '.join(coarse)}.")
    return "\n".join(lines)
