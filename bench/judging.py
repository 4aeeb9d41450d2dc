"""The judgement whether a text belongs to a recording, on right, wrong, half and partial texts for every recording."""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bench import sounds
from bench.cases import every_case
from bench.pairs import OVERLAPPING, RIGHT, RUN, WRONG, Group, Pair, language_of, pairs_of, recordings_of, texts_of
from bench.results import keep_rows
from bench.settings import Settings
from bench.tables import table
from oncue.alignment import mismatch as judged_by
from oncue.asr.factory import load_recognizer
from oncue.errors import AudioSilent, TranscriptMismatch
from oncue.pipeline.align import AlignOptions, Components, align
from oncue.pipeline.recognition_cache import StoredRecognitions
from oncue.transcript import read_transcript


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of a pair. Coverages are 0..1, or None where nothing was heard at all."""

    pair: Pair
    accepted: bool
    transcript_coverage: float | None
    speech_coverage: float | None
    codes: tuple[str, ...] = ()

    @property
    def fault(self) -> str | None:
        """A sentence about what is wrong with the verdict; None where it is right."""
        if self.pair.group in WRONG and self.accepted:
            return "accepted"
        if self.pair.group in RIGHT and not self.accepted:
            return "refused"
        if self.pair.group is Group.HALF and not self.codes:
            return "accepted without a warning"
        return None


def judge(settings: Settings) -> str:
    """A row for each kind of pair, the pairs that were judged wrongly, and the thresholds."""
    texts = texts_of(every_case(settings))
    verdicts: list[Verdict] = []
    with tempfile.TemporaryDirectory(prefix="oncue-bench-") as folder:
        court = _Court(settings, Path(folder))
        for recorded in recordings_of(texts):
            if not settings.wants(recorded.name):
                continue
            pairs = list(pairs_of(recorded, texts))
            print(f"judge: {recorded.name}, {len(pairs)} pairs", file=sys.stderr)
            verdicts += [court.verdict(pair) for pair in pairs]
    keep_rows(settings, "judge", map(_row, verdicts))
    return "\n\n".join([summary(verdicts), faults(verdicts), _thresholds()])


class _Court:
    """A judge that recognises each recording once for each language of a text, as a job whose text was corrected does."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._settings = settings
        self._folder = folder
        self._load = cache(load_recognizer)

    def verdict(self, pair: Pair) -> Verdict:
        """The verdict of `align` itself: of a refusal by the figures in its exception, else by its quality."""
        audio = self._audio(pair)
        transcript = read_transcript(pair.content.encode(), name="transcript.txt")
        language = language_of(transcript)  # as `align` finds it
        sha256 = hashlib.sha256(audio.read_bytes()).hexdigest()
        kept = self._folder / f"{sha256}-{language}.heard"
        stored = kept if kept.exists() else None
        recognitions = StoredRecognitions(audio_sha256=sha256, stored=stored, save_to=None if stored else kept)
        with tempfile.TemporaryDirectory(dir=self._folder) as work:
            try:
                options = AlignOptions(language=language, engine=self._settings.engine, listen=self._settings.listen)
                folder = Path(work)
                components = Components(load=self._load, recognitions=recognitions)
                made = align(audio, transcript, options, folder=folder, components=components)
            except TranscriptMismatch as error:
                figures: list[Any] = [error.data.get(f"{side}_coverage") for side in ("transcript", "speech")]
                return Verdict(pair, False, *figures)
            except AudioSilent:
                return Verdict(pair, False, None, None)
        found = made.quality
        codes = tuple(warning.partition(":")[0] for warning in found.warnings)
        return Verdict(pair, True, found.transcript_coverage, found.speech_coverage, codes)

    def _audio(self, pair: Pair) -> Path:
        if pair.third is None:
            return pair.recorded.audio
        path = self._folder / f"{pair.recorded.sha256}-{pair.third}.flac"
        if not path.exists():
            samples = sounds.read(pair.recorded.audio)
            a, b = (len(samples) * k // 3 for k in (pair.third, pair.third + 1))
            sounds.write(samples[a:b], path)
        return path


def summary(verdicts: Sequence[Verdict]) -> str:
    """A row for each group that has pairs."""
    rows: list[tuple[object, ...]] = []
    for group in Group:
        part = [verdict for verdict in verdicts if verdict.pair.group is group]
        if not part:
            continue
        wanted = "accept" if group in RIGHT else "refuse" if group in WRONG else None
        accepted = sum(verdict.accepted for verdict in part)
        warned = sum(bool(verdict.codes) for verdict in part)
        ranges = (_range([verdict.transcript_coverage for verdict in part]), _range([v.speech_coverage for v in part]))
        rows.append((group, wanted, len(part), accepted, warned, len(part) - accepted, *ranges))
    head = ("pairs of", "right is to", "pairs", "accepted", "of these with a warning", "refused", "text heard %",
            "speech in text %")  # fmt: skip
    return table(head, rows)


def faults(verdicts: Sequence[Verdict]) -> str:
    """The name of every pair that was judged wrongly, with the reason."""
    found = [(verdict.pair, verdict.fault) for verdict in verdicts if verdict.fault]
    lines = [f"- {fault}: `{pair.recorded.name}` with {pair.name} ({pair.group})" for pair, fault in found]
    right = sum(verdict.pair.group in RIGHT for verdict in verdicts)
    wrong = sum(verdict.pair.group in WRONG for verdict in verdicts)
    counts = [sum(fault == kind for _, fault in found) for kind in ("accepted", "refused", "accepted without a warning")]
    first = (
        f"Wrong texts accepted: {counts[0]} of {wrong}. Right ones refused: {counts[1]} of {right}; half right ones "
        f"accepted without a warning: {counts[2]}. Overlapping are texts with at least {OVERLAPPING:.0%} of their words in "
        f"common runs of {RUN} words; they count neither way."
    )
    return "\n".join([first, "", *lines]).strip()


def _range(shares: Sequence[float | None]) -> str | None:
    known = [100 * share for share in shares if share is not None]
    return f"{min(known):.0f}-{max(known):.0f}" if known else None


def _thresholds() -> str:
    """The thresholds that `oncue.alignment.mismatch` goes by, under its own names."""
    numbers = {name: value for name, value in vars(judged_by).items() if name.isupper() and isinstance(value, int | float)}
    return "Thresholds: " + ", ".join(f"`{name}` {value:g}" for name, value in sorted(numbers.items())) + "."


def _row(verdict: Verdict) -> dict[str, Any]:
    return {
        "group": verdict.pair.group,
        "recording": verdict.pair.recorded.name,
        "text": verdict.pair.name,
        "accepted": verdict.accepted,
        "transcript_coverage": verdict.transcript_coverage,
        "speech_coverage": verdict.speech_coverage,
        "codes": verdict.codes,
        "fault": verdict.fault,
    }
