"""Other aligners with the same weights: Whisper's word timestamps with difflib, and stable-ts."""

from __future__ import annotations

import difflib
import json
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from bench import scoring
from bench.cases import Case, all_cases
from bench.languages_cases import units
from bench.results import keep_borders
from bench.settings import ROOT, Settings
from bench.tables import table
from bench.watched import watch
from oncue.asr.weights.checkpoint import openai_checkpoint
from oncue.asr.weights.locate import ctranslate2_folder

CASES = ("timit-dev/verbatim", "timit-dev/edited")
MODEL = "tiny.en"
Words = list[dict[str, Any]]


def peers(settings: Settings) -> str:
    """A row for each peer and case; a line for each that could not be run here."""
    tools: dict[str, Callable[[Case, Settings], Words]] = {"Whisper + difflib": _difflib, "stable-ts align": _stable_ts}
    rows: list[tuple[object, ...]] = []
    notes: list[str] = []
    for case in all_cases(settings):
        if case.name not in CASES or case.truth is None:
            continue
        for name, tool in tools.items():
            print(f"peers: {name}, {case.name}", file=sys.stderr)
            started = perf_counter()
            try:
                words = tool(case, settings)
            except RuntimeError as error:
                notes.append(f"{name} on `{case.name}` was not measured: {error}")
                continue
            seconds = perf_counter() - started
            keep_borders(settings, name, case.name, words, case.truth)
            length_s = json.loads(case.truth.read_text(encoding="utf-8"))["duration_s"]
            cells = scoring.score(settings.scorer, {"words": words}, case.truth)
            rows.append((f"{name}, {case.name}", *cells, seconds, length_s / seconds))
    parts = [table(("peer, case", *scoring.HEAD, "seconds", "x real time"), rows)] if rows else []
    return "\n\n".join([*parts, *notes])


def _difflib(case: Case, settings: Settings) -> Words:
    return difflib_words(case, MODEL, "en")


def difflib_words(case: Case, model: str, language: str) -> Words:
    """The words of the case's text; those that Whisper heard have Whisper's times.

    In scripts without spaces a word is a character, and what was heard at once is shared out evenly among its characters.
    """
    from faster_whisper import WhisperModel

    whisper = WhisperModel(str(ctranslate2_folder(model)), device="cpu", compute_type="int8")
    segments, _ = whisper.transcribe(str(case.audio), language=language, word_timestamps=True)
    heard: list[tuple[str, float, float]] = []
    for word in (word for segment in segments for word in segment.words or ()):
        pieces = [word.word[start:end] for start, end in units(word.word, language)]
        step = (word.end - word.start) / max(1, len(pieces))
        heard += [(piece, word.start + k * step, word.start + (k + 1) * step) for k, piece in enumerate(pieces)]
    words = _words(case.read().text, language)
    keys = [_key(word["text"]) for word in words]
    matcher = difflib.SequenceMatcher(None, keys, [_key(text) for text, _, _ in heard], autojunk=False)
    for block in matcher.get_matching_blocks():
        for step_in in range(block.size):
            _set_times(words[block.a + step_in], *heard[block.b + step_in][1:])
    return words


def _stable_ts(case: Case, settings: Settings) -> Words:
    with tempfile.TemporaryDirectory(prefix="oncue-bench-") as folder:
        text, output = Path(folder) / "text.txt", Path(folder) / "words.json"
        text.write_text(case.read().text, encoding="utf-8")
        outcome = watch(stable_ts_command(settings, case.audio, text, MODEL, output))
        if outcome.code:
            raise RuntimeError((outcome.stderr.strip().splitlines() or ["it ended without a message"])[-1].split(":")[0])
        timed = json.loads(output.read_text(encoding="utf-8"))
    words = _words(text_of := case.read().text, "en")
    at = 0
    spans = []
    for word, start, end in timed:
        found = text_of.find(word.strip(), at)
        if found >= 0 and word.strip():
            at = found + len(word.strip())
            spans.append((found, at, start, end))
    for entry in words:
        inside = [span for span in spans if span[0] < entry["char_end"] and span[1] > entry["char_start"]]
        if inside:
            _set_times(entry, inside[0][2], inside[-1][3])
    return words


def stable_ts_command(
    settings: Settings,
    audio: Path,
    text: Path,
    model: str,
    output: Path,
    *,
    engine: str = "faster-whisper",
    language: str = "en",
) -> list[str]:
    """The command line of stable-ts `align`, from file to words with times, on either engine with our weights."""
    script = str(ROOT / "bench" / "stable_ts_run.py")
    weights = ctranslate2_folder(model) if engine == "faster-whisper" else openai_checkpoint(model).path
    return [str(settings.peer_python), script, str(audio), str(text), engine, str(weights), language, str(output)]


def _words(text: str, language: str) -> Words:
    return [
        {"text": text[start:end], "char_start": start, "char_end": end, "start_ms": None, "end_ms": None}
        for start, end in units(text, language)
    ]


def _set_times(word: dict[str, Any], start_s: float, end_s: float) -> None:
    # As the peer gives them: a word without length counts as invalid, not as absent.
    word["start_ms"], word["end_ms"] = round(1000 * start_s), round(1000 * end_s)


def _key(text: str) -> str:
    return re.sub(r"[^\w']", "", text.lower())
