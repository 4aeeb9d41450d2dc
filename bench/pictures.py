"""Pictures of the measurements, from the folder of results and from the speed table in the document."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.confidence import BINS, OFF_MS, Judged, reliability
from bench.peers import MODEL
from bench.results import OURS, Borders, kept_borders, kept_rows, written_rows
from bench.settings import DOCUMENT, Settings

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CASES = ("timit-dev/verbatim", "timit-dev/edited", "timit-dev/partial", "timit-dev/repeated", "seed-page")
COMPARED = "timit-dev/verbatim"
NOISES, DECIBELS = ("white", "music", "babble"), (20, 10, 5)
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#666666")
"""Okabe and Ito's colours, which people with any colour vision can tell apart."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture file. `draw` gives None where the results that `needs` leaves are not there."""

    name: str
    alt: str
    sentence: str
    needs: str
    draw: Callable[[Settings], Figure | None]


def pictures(settings: Settings) -> str:
    """Draws the pictures that can be drawn, and shows each that there is: in docs/images with `write`, else among the
    results."""
    folder = (DOCUMENT.parent if settings.write else settings.results) / "images"
    parts = []
    for picture in PICTURES:
        path = folder / f"{picture.name}.svg"
        figure = picture.draw(settings)
        if figure is not None:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(as_svg(figure), encoding="utf-8")
        if not path.is_file():
            parts.append(f"`{path.name}` is not drawn: it needs `python -m bench {picture.needs}`.")
        elif settings.write:
            parts.append(f"![{picture.alt}](images/{path.name})\n\n{picture.sentence}")
        else:
            parts.append(str(path))
    return "\n\n".join(parts)


def as_svg(figure: Figure) -> str:
    """The figure as SVG: text as text, no date, no trailing blanks, so that the same figure gives the same file."""
    import matplotlib as mpl

    drawn = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "oncue"}):
        figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None}, facecolor="white")
    return "".join(f"{line.rstrip()}\n" for line in drawn.getvalue().splitlines())


def _errors(settings: Settings) -> Figure | None:
    kept = list(kept_borders(settings))
    ours = {one.case: one for one in kept if one.tool == OURS and one.case in CASES}
    if not ours:
        return None
    peers = [one for one in kept if one.tool != OURS and one.case == COMPARED]
    figure, axes = _panels(2 if peers else 1)
    for colour, case in zip(COLOURS, [case for case in CASES if case in ours], strict=False):
        _cumulative(axes[0], ours[case], case, color=colour)
    axes[0].set_title("Oncue")
    for colour, one in zip(COLOURS, [ours[COMPARED], *peers] if peers and COMPARED in ours else peers, strict=False):
        _cumulative(axes[1], one, "Oncue" if one.tool == OURS else one.tool, color=colour)
        axes[1].set_title(COMPARED)
    for axis in axes:
        axis.set(xscale="log", xlim=(3, 1000), ylim=(0, 100), xlabel="ms from the truth")
        axis.set_xticks([5, 10, 20, 50, 100, 200, 500, 1000], ["5", "10", "20", "50", "100", "200", "500", "1000"])
        axis.minorticks_off()
        axis.legend(loc="lower right", frameon=False)
    axes[0].set_ylabel("% of word borders")
    return figure


def _cumulative(axis: Axes, borders: Borders, label: str, **style: Any) -> None:
    within = np.geomspace(3, 1000, 120)
    errors = np.sort(borders.errors_ms)
    share = 100 * np.searchsorted(errors, within, side="right") / (len(errors) + borders.missing)
    axis.plot(within, share, label=label, **style)


def _confidence(settings: Settings) -> Figure | None:
    words = [Judged(**row) for row in kept_rows(settings, "confidence")]
    if not words:
        return None
    rows: list[tuple[Any, ...]] = reliability(words)[:BINS]
    middles = (np.arange(BINS) + 0.5) / BINS
    figure, (off, count) = _panels(2)
    for at, (limit, colour) in enumerate(zip(OFF_MS, COLOURS, strict=False), start=3):
        shares = [np.nan if row[at] is None else row[at] for row in rows]
        off.plot(middles, shares, "o-", label=f"off by more than {limit} ms", color=colour)
    off.set(xlim=(0, 1), ylim=(0, 100), xlabel="confidence", ylabel="% of the words in each tenth")
    off.legend(loc="upper right", frameon=False)
    count.bar(middles, [row[2] for row in rows], width=0.9 / BINS, color=COLOURS[-1])
    count.set(xlim=(0, 1), xlabel="confidence", ylabel="% of all words")
    return figure


def _noise(settings: Settings) -> Figure | None:
    rows = {row["variant"]: row for row in reversed(written_rows(DOCUMENT, "robustness")) if "variant" in row}
    names = {kind: ["as-it-is", *(f"noise/{kind}-{decibels}" for decibels in DECIBELS)] for kind in NOISES}
    if not all(name in rows for line in names.values() for name in line):
        return None
    figure, panels = _panels(2)
    for axis, column, title in zip(panels, ("<=50 %", ">500 %"), ("within 50 ms", "beyond 500 ms or missing"), strict=True):
        for colour, (kind, line) in zip(COLOURS, names.items(), strict=False):
            axis.plot([_number(rows[name][column]) for name in line], "o-", label=kind, color=colour)
        axis.set_xticks(range(1 + len(DECIBELS)), ["as it is", *(f"{decibels} dB" for decibels in DECIBELS)])
        axis.set(title=title, xlabel="speech above noise")
        axis.set_ylim(bottom=0)
        axis.legend(frameon=False)
    panels[0].set_ylabel("% of word borders")
    return figure


def _speed(settings: Settings) -> Figure | None:
    rows = [
        row
        for row in written_rows(DOCUMENT, "speed")
        if row.get("model") == MODEL and row.get("by") and _number(row.get("minutes")) and _number(row.get("x real time"))
    ]
    if not rows:
        return None
    figure, (axis,) = _panels(1)
    for row in rows:
        row["by"] += "" if row["listen"] == "-" else f", {row['listen']}"
    for colour, name in zip(COLOURS, dict.fromkeys(row["by"] for row in rows), strict=False):
        for again in (False, True):
            points = [row for row in rows if row["by"] == name and row["input"].startswith("same-again") is again]
            at = sorted((_number(row["minutes"]), _number(row["x real time"])) for row in points)
            label = f"{name}, one passage over and over" if again else name
            style: dict[str, Any] = {"mfc": "white", "ls": ""} if again else {}
            if at:
                axis.plot([x for x, _ in at], [y for _, y in at], marker="o", color=colour, label=label, **style)
    axis.set(xscale="log", xlim=(1, 300), xlabel="minutes of recording", ylabel="times real time")
    axis.set_ylim(bottom=0)
    axis.set_xticks([1, 2, 5, 10, 20, 60, 180], ["1", "2", "5", "10", "20", "60", "180"])
    axis.minorticks_off()
    axis.legend(frameon=False)
    return figure


def _panels(count: int) -> tuple[Figure, list[Axes]]:
    """A figure with so many panels side by side, drawn without a display and without global state."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({"font.family": "sans-serif", "font.size": 9}):
        figure = Figure(figsize=(4.6 * count, 3.4), layout="constrained")
        axes = [figure.add_subplot(1, count, place + 1) for place in range(count)]
        for axis in axes:
            axis.grid(color="#dddddd", linewidth=0.6)
            axis.set_axisbelow(True)
            axis.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _number(cell: str | None) -> float:
    """The number in a cell; 0 where it is none."""
    try:
        return float(cell or 0)
    except ValueError:
        return 0.0


PICTURES = (
    Picture(
        "errors",
        "Curves of the share of word borders within so many milliseconds of the truth",
        "The share of word borders that lie within so many milliseconds of the truth, missing ones counted: on the left for "
        "each case, on the right beside what else uses the same weights, where that was measured.",
        "accuracy",
        _errors,
    ),
    Picture(
        "confidence",
        "The share of words that are off by more than 50, 100 and 200 ms in each tenth of confidence, and its share of all",
        "The surer a word, the seldomer it is off, on the recordings and variants of the confidence table; and how sure the "
        "words are.",
        "confidence",
        _confidence,
    ),
    Picture(
        "noise",
        "The share of word borders within 50 ms, and of those beyond 500 ms or missing, in white noise, music and babble",
        "Errors against noise, by how many dB the speech is above it, as in the robustness table.",
        "robustness --write",
        _noise,
    ),
    Picture(
        "speed",
        "Times real time over the length of the recording, a line for each engine",
        "Speed over the length of the recording, as in the speed table.",
        "speed --write",
        _speed,
    ),
)
