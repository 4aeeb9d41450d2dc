"""The fit of what words' expected errors and the blur in their confidence are made of, on synthetic voices alone.

What is printed as fitted stands in `oncue/alignment/border_error.py` and `oncue/alignment/confidence.py`.
"""

from __future__ import annotations

import hashlib
import json
import math
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from bench.confidence import judged_words
from bench.error_pools import FAR_OFF_MS, SURE, ToldWord, pools_table
from bench.results import keep_rows
from bench.settings import Settings
from bench.tables import table
from bench.timed_recordings import CLEAN, TELEPHONE, TimedRecording, timed_recordings
from oncue.acoustic.forced_aligner import AlignedEdge, EncoderAidedSearch, Search
from oncue.acoustic.network_windows import NetworkWindow
from oncue.acoustic.phone_network import PhoneNetwork
from oncue.acoustic.pronouncer import Pronouncer
from oncue.alignment.confidence import BLURRED, blur
from oncue.alignment.timing.word_graph import Segment
from oncue.audio.pcm import Pcm
from oncue.errors import OncueError
from oncue.model import Alignment, Interval, WordStatus
from oncue.pipeline.align import AlignOptions, align
from oncue.pipeline.components import Components, open_forced_aligner
from oncue.pipeline.recognition_cache import StoredRecognitions

LABEL_ERROR_MS = 7.7
"""Standard deviation, in milliseconds, of where a person marks a border. Two who label the same speech agree within 20 ms on
93.5 % of the borders of its phones (Hosom, Speaker-independent phoneme alignment, 2009): each is off by this. It is added to
the exact places, as what is told of people's speech is held against people's labels."""

MOST_SPREAD_MS = 100.0
MOST_AWAY_MS = 2000.0
FAMILIES: Mapping[str, Sequence[str]] = MappingProxyType(
    {"English": ("en",), "Germanic": ("de",), "Romance": ("es", "fr", "it", "pt"), "Slavic": ("cs", "ru"), "Finnic": ("fi",)}
)
LEARNT_FROM = "flite"
"""The program whose voices the phone network has learnt from (`bench/phone_network`)."""

BLURS = (0.0, -0.5, -1.0, -1.5, -2.0)

_MOST_ODDS = 7.6  # confidences are told in thousandths


@dataclass(frozen=True, slots=True)
class FitWord:
    """A timed word: its confidence, the log odds of that without the blur of its recording, and that blur.

    In milliseconds: the spread of its borders (NaN: none), how far away it was heard (NaN: not), what is told, and what the
    worse border is off by.
    """

    language: str
    condition: str
    confidence: float
    odds: float
    blur: float
    spread_ms: float
    away_ms: float
    error_ms: int
    off_ms: float
    learnt_from: bool
    """The phone network has learnt from this voice in noise and over a telephone: there it is nearer than with others."""


class _SpreadsKept:
    """A forced aligner that keeps the spreads of all words it finds, by where they start and where they end."""

    def __init__(self, search: EncoderAidedSearch) -> None:
        self._search = search
        self.by_start: dict[int, float] = {}
        self.by_end: dict[int, float] = {}

    def search(self, segments: Sequence[Segment], on_done: Callable[[int], None]) -> list[list[AlignedEdge] | None]:
        found = self._search.search(segments, on_done)
        for one in (edge for said in found for edge in said or ()):
            if one.spread_ms is not None:
                self.by_start[one.start_ms] = self.by_end[one.end_ms] = one.spread_ms
        return found

    def loud_speech_ms(self, start_ms: int, end_ms: int) -> int:
        return self._search.loud_speech_ms(start_ms, end_ms)

    def is_masked(self, start_ms: int, end_ms: int) -> bool:
        return self._search.is_masked(start_ms, end_ms)

    def listen(
        self, network: PhoneNetwork, states: NDArray[np.floating], start_ms: int, end_ms: int
    ) -> NetworkWindow | None:
        return self._search.listen(network, states, start_ms, end_ms)

    def take(self, window: NetworkWindow, classes: tuple[str, ...]) -> None:
        self._search.take(window, classes)


def error_fit(settings: Settings) -> str:
    """Tables: the figures that were fitted; of each fifth of the words what is told and what is true; what blur is worth."""
    words: list[FitWord] = []
    refused: list[str] = []
    for recording in timed_recordings(settings.results / "timed"):
        if not settings.wants(recording.case.name):
            continue
        print(f"error-fit: {recording.case.name}", file=sys.stderr)
        try:
            words += _words(recording)
        except OncueError as error:
            refused.append(f"- `{recording.case.name}` is refused: {error.code}")
    keep_rows(settings, "error-fit", map(asdict, words))
    fitted = [one for one in words if not one.learnt_from]
    return "\n\n".join([_figures(fitted), _pools(words), _blurs(words), "\n".join(refused)])


def _words(recording: TimedRecording) -> Iterator[FitWord]:
    found, kept = _aligned(recording)
    assert recording.case.truth is not None
    truth = json.loads(recording.case.truth.read_text(encoding="utf-8"))
    rows = [{"text": one.text, "char_start": one.char_start, "char_end": one.char_end, "start_ms": one.start_ms,
             "end_ms": one.end_ms, "confidence": one.confidence} for one in found.words]  # fmt: skip
    judged = judged_words(recording.case.name, rows, truth)
    timed = [one for one in found.words if one.start_ms is not None and one.end_ms is not None]
    spreads: list[float | None] = [
        None
        if one.status is WordStatus.ESTIMATED
        else kept.by_end.get(one.end_ms or 0, kept.by_start.get(one.start_ms or 0))
        for one in timed
    ]
    level = blur(spreads)
    rng = np.random.default_rng(list(recording.case.name.encode()))
    for one, spread_ms in zip(timed, spreads, strict=True):
        place = judged.get(one.char_start)
        if place is None or not place.spoken or place.start_error_ms is None or place.end_error_ms is None:
            continue
        away_ms = math.nan
        if one.heard_start_ms is not None and one.heard_end_ms is not None:
            away_ms = max(abs((one.start_ms or 0) - one.heard_start_ms), abs((one.end_ms or 0) - one.heard_end_ms))
        told = min(1 - 1e-4, max(1e-4, one.confidence))
        odds = min(_MOST_ODDS, max(-_MOST_ODDS, math.log(told / (1 - told)))) - BLURRED * level
        spread = math.nan if spread_ms is None else spread_ms
        by_hand = LABEL_ERROR_MS * rng.standard_normal(2)
        off_ms = float(max(abs(place.start_error_ms + by_hand[0]), abs(place.end_error_ms + by_hand[1])))
        yield FitWord(
            recording.language,
            recording.condition,
            one.confidence,
            odds,
            level,
            spread,
            away_ms,
            one.error_ms or 0,
            off_ms,
            recording.voice.program == LEARNT_FROM and recording.condition != CLEAN,
        )


def _aligned(recording: TimedRecording) -> tuple[Alignment, _SpreadsKept]:
    """The alignment of a recording, and the spreads; what Whisper heard is kept beside it."""
    made: list[_SpreadsKept] = []

    def opener(
        pcm: Pcm,
        speech: Sequence[Interval],
        language: str,
        token_language: Mapping[int, str],
        pronouncer: Pronouncer,
        threads: int,
    ) -> Search:
        search = open_forced_aligner(pcm, speech, language, token_language, pronouncer, threads)
        assert isinstance(search, EncoderAidedSearch)
        made.append(_SpreadsKept(search))
        return made[-1]

    case = recording.case
    sha256 = hashlib.sha256(case.audio.read_bytes()).hexdigest()
    heard = case.audio.with_suffix(".heard")
    recognitions = StoredRecognitions(audio_sha256=sha256, stored=heard if heard.exists() else None, save_to=heard)
    options = AlignOptions(language=recording.language)
    with tempfile.TemporaryDirectory(prefix="oncue-bench-") as folder:
        components = Components(forced_aligner=opener, recognitions=recognitions)
        found = align(case.audio, case.read(), options, folder=Path(folder), components=components)
    return found, made[-1]


def _figures(words: Sequence[FitWord]) -> str:
    """The figures of `border_error`, each fitted by least squares."""
    off_ms, spread_ms, away_ms = (
        np.array([getattr(one, name) for one in words]) for name in ("off_ms", "spread_ms", "away_ms")
    )
    far = off_ms > FAR_OFF_MS
    placed, heard = ~np.isnan(spread_ms), ~np.isnan(away_ms)
    near = _line(np.minimum(MOST_SPREAD_MS, spread_ms[placed & ~far]), off_ms[placed & ~far])
    beyond = _line(np.minimum(MOST_AWAY_MS, away_ms[heard & far]), off_ms[heard & far])
    rows = [
        ("near, without any spread", placed.sum() - (placed & far).sum(), near[0]),
        ("near, for each ms of spread", placed.sum() - (placed & far).sum(), near[1]),
        ("near, where there is no spread", (~placed & ~far).sum(), off_ms[~placed & ~far].mean()),
        ("far, where it was heard", (heard & far).sum(), beyond[0]),
        ("far, for each ms from where it was heard", (heard & far).sum(), beyond[1]),
        ("far, where it was not heard", (~heard & far).sum(), off_ms[~heard & far].mean()),
    ]
    return table(("figure", "words", "ms"), [(name, int(count), f"{value:.2f}") for name, count, value in rows])


def _line(xs: NDArray[np.float64], ys: NDArray[np.float64]) -> tuple[float, float]:
    """The height at 0 and the slope of the line of least squares."""
    slope, height = np.polyfit(xs, ys, 1)
    return float(height), float(slope)


def _pools(words: Sequence[FitWord]) -> str:
    """What is told and true of clean and telephone speech of each family of languages, of each condition, and of all."""
    pools: dict[str, list[ToldWord]] = {}
    for name in (*FAMILIES, *sorted({one.condition for one in words}), "all"):
        family = FAMILIES.get(name, ())
        pools[name] = [
            ToldWord(one.confidence, one.error_ms, one.off_ms)
            for one in words
            if name in (one.condition, "all") or (one.language in family and one.condition in (CLEAN, TELEPHONE))
        ]
    return pools_table(pools)


def _blurs(words: Sequence[FitWord]) -> str:
    """For each weight of blur the share of words at `SURE` and above, and of those the ones that are off, by condition."""
    least = math.log(SURE / (1 - SURE))
    of_condition: dict[str, list[FitWord]] = defaultdict(list)
    for one in words:
        of_condition[one.condition].append(one)
    rows: list[tuple[object, ...]] = []
    for condition, part in sorted(of_condition.items()):
        cells: list[object] = []
        for weight in BLURS:
            sure = [one for one in part if one.odds + weight * one.blur >= least]
            off = sum(one.off_ms > FAR_OFF_MS for one in sure)
            cells.append(f"{100 * len(sure) / len(part):.0f} / {100 * off / max(1, len(sure)):.2f}")
        rows.append((condition, len(part), *cells))
    head = ("condition", "words", *(f"blur {weight:g}: sure %, of these off %" for weight in BLURS))
    return table(head, rows)
