"""The doubt queue: which errors put in are found in it, what is left after how many minutes, and whether promises hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bench.doubt_promises import Promises, promise_table
from bench.doubt_runs import RIGHT, DoubtRun, RefusedRun, doubt_runs
from bench.doubt_truths import RunTruth, is_off, run_truth
from bench.misprinted_texts import Misprint
from bench.put_off_borders import put_off
from bench.settings import Settings
from bench.tables import table
from oncue.captions.segmentation import segment
from oncue.desk import Script
from oncue.desk.doubts import DeskDoubt, DoubtCode, DoubtQueue, certificate_of, doubt_queue, review_seconds
from oncue.model import Alignment

LONGEST_QUEUE = 0.1
"""Share of the words to which the queue is cut, as the doubts that are left are those that nobody comes to."""

SHARES = (0.01, 0.02, 0.03, 0.05, 0.075, 0.1)
"""Shares of the words to which the queue is cut for the curve."""

ROUNDS = 10
"""How often borders of each recording are put off."""

BORDERS = "border off by 200 ms"
OWN_BORDERS = "border off by more than 200 ms (aligner's own)"


@dataclass(slots=True)
class Counted:
    """How many errors there were, and how many were in the queue."""

    errors: int = 0
    found: int = 0

    def add(self, is_found: bool) -> None:
        """Counts one error."""
        self.errors += 1
        self.found += is_found

    @property
    def share(self) -> float | None:
        """Found, in hundredths."""
        return 100 * self.found / self.errors if self.errors else None


@dataclass(frozen=True, slots=True)
class AnError:
    """Something wrong: `words` are places in the text, `at_ms` is the border that is off, None where words are."""

    kind: str
    words: frozenset[int]
    at_ms: int | None = None
    gap: tuple[int, int] | None = None
    """From and to in milliseconds, in which words are missing."""


@dataclass(slots=True)
class Examined:
    """An alignment with its doubts and its errors."""

    run: DoubtRun
    alignment: Alignment
    queue: DoubtQueue
    errors: Sequence[AnError]
    places: dict[str, int] = field(default_factory=dict)
    """Words by id, each as where it begins in the text."""


def doubts(settings: Settings) -> str:
    """Tables: errors found by kind; what is left wrong after so many minutes; certificates by recording."""
    found: dict[tuple[str, bool, bool], Counted] = defaultdict(Counted)
    curve: dict[tuple[float, bool], list[tuple[float, int, int, float]]] = defaultdict(list)
    borders: dict[str, Counted] = defaultdict(Counted)
    promises: dict[str, Promises] = defaultdict(Promises)
    stressed = [0, 0]
    for run in doubt_runs(settings):
        if isinstance(run, RefusedRun):
            promises[_name(run)].add_refused(run)
            continue
        truth = run_truth(run)
        examined = [_examined(run, truth)]
        if run.seed == RIGHT:
            examined += [_with_borders_off(run, seed) for seed in range(ROUNDS)]
        for one in examined:
            for error, is_found in _found(one, LONGEST_QUEUE):
                found[error.kind, run.noise != "-", run.is_fitted].add(is_found)
                if error.kind == BORDERS:
                    borders[_name(run)].add(is_found)
        for one in examined[1:]:
            stressed = [a + b for a, b in zip(stressed, _wrong_by_borders(one), strict=True)]
        if run.places:
            for share in SHARES:
                curve[share, run.noise != "-"].append(_reviewed(examined[0], share))
        promises[_name(run)].add(run, examined[0].queue, truth)
    by_recording = [(name, counted.errors, counted.share) for name, counted in sorted(borders.items())]
    return "\n\n".join(
        [
            _errors_table(found),
            table(("recording", "borders put off", "in the queue %"), by_recording),
            _curve_table(curve),
            promise_table(promises),
            f"With borders put off, {stressed[1]} of {stressed[0]} captions without review begin or end at one of those.",
        ]
    )


def _name(run: DoubtRun | RefusedRun) -> str:
    return run.name + " (fitted)" * run.is_fitted


def _examined(run: DoubtRun, truth: RunTruth) -> Examined:
    errors = [*_misprints(run)]
    for word in run.alignment.words:
        true = truth.words.get(word.char_start)
        if true is None or not true.said:
            continue
        for at_ms, true_ms in ((word.start_ms, true.start_ms), (word.end_ms, true.end_ms)):
            if is_off(at_ms, true_ms):
                errors.append(AnError(OWN_BORDERS, frozenset({word.char_start}), at_ms))
    return _of(run, run.alignment, errors)


def _with_borders_off(run: DoubtRun, seed: int) -> Examined:
    alignment, put = put_off(run.alignment, seed)
    return _of(run, alignment, [AnError(BORDERS, one.words, one.at_ms) for one in put])


def _of(run: DoubtRun, alignment: Alignment, errors: Sequence[AnError]) -> Examined:
    places = {word.id: word.char_start for word in alignment.words}
    return Examined(run, alignment, doubt_queue(Script.of(alignment, run.text), alignment), errors, places)


def _misprints(run: DoubtRun) -> Iterator[AnError]:
    timed = {word.char_start: word for word in run.alignment.words}
    for kind, _, places in run.places:
        words = frozenset(start for start, _ in places)
        gap = None
        if kind is Misprint.LEFT_OUT:
            left, right = (timed.get(start) for start, _ in places)
            gap = ((left.end_ms if left else None) or 0, (right.start_ms if right else None) or run.alignment.duration_ms)
        yield AnError(kind.value, words, gap=gap)


def _found(examined: Examined, share: float) -> Iterator[tuple[AnError, bool]]:
    """Every error, and whether it is in the queue, cut to a share of the words."""
    asked = _cut(examined, share)
    for error in examined.errors:
        yield error, any(_tells(examined, doubt, error) for doubt in asked)


def _cut(examined: Examined, share: float) -> list[DeskDoubt]:
    """The first doubts, which together are of this share of the words at most; speech without words counts as one."""
    left = share * len(examined.run.ordinary)
    asked: list[DeskDoubt] = []
    for doubt in examined.queue.doubts:
        left -= max(1, len(_words(examined, doubt)))
        if left < 0:
            break
        asked.append(doubt)
    return asked


def _words(examined: Examined, doubt: DeskDoubt) -> list[int]:
    """Where the words of a doubt begin in the text."""
    if doubt.first is None or doubt.last is None:
        return []
    first, last = examined.places[doubt.first], examined.places[doubt.last]
    return [word.timed.char_start for word in examined.queue.words if first <= word.timed.char_start <= last]


def _tells(examined: Examined, doubt: DeskDoubt, error: AnError) -> bool:
    """True where a person who hears the doubt is told of the error: of a border by a doubt about a word that has it."""
    if doubt.code is DoubtCode.UNWRITTEN:
        return error.gap is not None and doubt.start_ms < error.gap[1] + 1 and doubt.end_ms > error.gap[0] - 1
    return not error.words.isdisjoint(_words(examined, doubt))


def _reviewed(examined: Examined, share: float) -> tuple[float, int, int, float]:
    """Minutes of review, errors left of how many, and minutes of the recording. Look-alikes are not among the errors."""
    asked = _cut(examined, share)
    errors = [error for error in examined.errors if error.kind != Misprint.LOOK_ALIKE.value]
    left = sum(not any(_tells(examined, doubt, error) for doubt in asked) for error in errors)
    minutes = sum(map(review_seconds, asked)) / 60
    return minutes, left, len(errors), examined.run.alignment.duration_ms / 60_000


def _wrong_by_borders(examined: Examined) -> tuple[int, int]:
    """The captions without review of an alignment with borders put off, and those that begin or end at such a one."""
    cues = segment(examined.alignment, examined.run.text)
    certificate = certificate_of(examined.queue, examined.alignment, cues)
    off = {error.at_ms for error in examined.errors}
    edges = [(cue.lines[0].words[0].start_ms, cue.lines[-1].words[-1].end_ms) for cue in cues]
    return certificate.sure, sum(not off.isdisjoint(edges[place]) for place in certificate.sure_places)


def _errors_table(found: dict[tuple[str, bool, bool], Counted]) -> str:
    kinds = [*(kind.value for kind in Misprint), BORDERS, OWN_BORDERS]
    rows = []
    for noisy in (False, True):
        for kind in kinds:
            fitted, others = found[kind, noisy, True], found[kind, noisy, False]
            rows.append((kind, "yes" if noisy else "-", others.errors, others.share, fitted.errors, fitted.share))
    head = ("error", "noise", "errors", "in the queue %", "errors (fitted)", "in the queue % (fitted)")
    return table(head, rows)


def _curve_table(curve: dict[tuple[float, bool], list[tuple[float, int, int, float]]]) -> str:
    rows: list[Sequence[object]] = [("0", 0.0, 100.0, 0.0, 100.0)]
    for share in SHARES:
        cells: list[float | None] = []
        for noisy in (False, True):
            minutes, left, errors, length = (
                map(sum, zip(*curve[share, noisy], strict=True)) if curve[share, noisy] else [0] * 4
            )
            cells += [60 * minutes / length if length else None, 100 * left / errors if errors else None]
        rows.append((f"{100 * share:g}", *cells))
    head = (
        "queue, % of the words",
        "minutes of review an hour",
        "errors left %",
        "in noise: minutes",
        "errors left % in noise",
    )
    return table(head, rows)
