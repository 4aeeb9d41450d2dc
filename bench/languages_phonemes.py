"""Pronouncers beside the product's: espeak-ng's phonemes, and panphon's nearest phone instead of the table."""

from __future__ import annotations

import importlib.util
import json
import shutil
import sys
import tempfile
from pathlib import Path

from bench.cases import Case, every_case
from bench.languages import aligned, make, scored, starts, wanted
from bench.languages_sources import ESPEAK, OWN, PANPHON
from bench.languages_voices import VoiceMissing, own_phonemes
from bench.settings import Settings
from bench.tables import table

PROMPTS = {"prompts-es": "es", "prompts-fr": "fr"}
_HEAD = ("case", "source", "pronounced %", "starts <=50 %", "starts <=100 %", "starts >500 %", "starts and ends <=50 %",
         "starts and ends <=100 %")  # fmt: skip


def phonemes(settings: Settings) -> str:
    """A row for each case and source: the recorded prompts, and every language whose voice is not espeak-ng's own."""
    sources, notes = [OWN], []
    if shutil.which("espeak-ng"):
        sources.append(ESPEAK)
    else:
        notes.append("espeak-ng is not installed and was not measured.")
    if importlib.util.find_spec("panphon"):
        sources.append(PANPHON)
    else:
        notes.append("panphon is not installed and was not measured.")
    rows: list[tuple[object, ...]] = []
    for case in every_case(settings):
        if case.name in PROMPTS and settings.wants(case.name):
            with tempfile.TemporaryDirectory(prefix="oncue-bench-") as folder:
                rows += _compared(case, PROMPTS[case.name], settings, Path(folder), sources)
    for language in filter(own_phonemes, wanted(settings)):
        with tempfile.TemporaryDirectory(prefix="oncue-bench-") as folder:
            try:
                case = make(language, Path(folder)).case
            except VoiceMissing as missing:
                notes.append(f"`{language}`: not measured: no voice ({missing})")
                continue
            rows += _compared(case, language, settings, Path(folder), sources)
    return "\n\n".join([*([table(_HEAD, rows)] if rows else []), *notes])


def _compared(case: Case, language: str, settings: Settings, folder: Path, sources: list[str]) -> list[tuple[object, ...]]:
    print(f"phonemes: {case.name}", file=sys.stderr)
    figures = aligned(case, language, settings, folder, tuple(sources))
    if isinstance(figures, str):
        return [(case.name, figures, *(None for _ in _HEAD[2:]))]
    rows: list[tuple[object, ...]] = []
    for source in sources:
        alignment = json.loads((folder / f"{source}.json").read_text(encoding="utf-8"))
        first, both = starts(settings, alignment, case, folder), scored(settings, alignment, case, folder)
        cells = [first[key] for key in ("<=50 %", "<=100 %", ">500 %")] + [both[key] for key in ("<=50 %", "<=100 %")]
        rows.append((case.name, source, 100 * figures[source]["pronounced"], *cells))
    return rows
