"""From a key to what it paints, and how long a desk takes to open: with fifteen thousand captions, and with an hour's."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import requests

from bench.browser_session import Page, browser_page
from bench.desk.chromium import FIELDS, READY, SAVED, note_openings, open_desk, press
from bench.desk.reached import Reached, at_share
from bench.desk.stored import DataFolder
from bench.desk.time_code import write_time_code
from bench.formats import made_track
from bench.running_api import running_api

CAPTIONS = 15_000
HOUR_CAPTIONS = 1_250
PLACES = (0.0, 0.3, 0.6, 0.999)
"""Where in the list somebody types, as shares of it."""
KEYS_AT_A_PLACE = 40
KEY_EVERY_S = 0.12
PAINT_MS = 50
LEAST_TOLD_MS = 16
"""Shorter ones are told of by no browser; they count as this long."""
MOST_ELEMENTS = 2_000
OPEN_MS = 2_000

_WATCH_KEYS = f"""(() => {{
  window.painted = [];
  new PerformanceObserver(list => {{ for (const each of list.getEntries())
    if (each.name === 'keydown') painted.push(each.duration);
  }}).observe({{ type: 'event', durationThreshold: {LEAST_TOLD_MS} }});
}})()"""


@dataclass(frozen=True, slots=True)
class Typed:
    """How long each key took until it was painted, in milliseconds, and the most elements that the page had."""

    paint_ms: list[float]
    elements: int


def typing(page: Page, keys: int = KEYS_AT_A_PLACE, pause_s: float = KEY_EVERY_S) -> Typed:
    """Types in captions at several places of an open desk, while it saves what is typed."""
    page.ask(_WATCH_KEYS)
    elements = pressed = 0
    for share in PLACES:
        page.ask(f"scroller.scrollTop = (scroller.scrollHeight - scroller.clientHeight) * {share}")
        page.ask("new Promise(done => setTimeout(done, 200))")
        page.click(f"{FIELDS}.find(each => each.getBoundingClientRect().top > scroller.getBoundingClientRect().top)")
        press(page, "End")
        for n in range(keys):
            press(page, "x" if n % 6 else " ")
            time.sleep(pause_s)
        pressed += 1 + keys
        elements = max(elements, page.ask("document.querySelectorAll('*').length"))
        press(page, "Escape")
        pressed += 1
        page.until(lambda: page.ask(SAVED).startswith("Saved"))
    told = page.ask("new Promise(done => setTimeout(() => done(painted), 500))")
    return Typed(told + [float(LEAST_TOLD_MS)] * max(0, pressed - len(told)), elements)


def painting(folder: Path) -> list[Reached]:
    """Opening, typing and the page's size."""
    data = DataFolder.at(folder / "data")
    tracks = {captions: made_track(captions) for captions in (HOUR_CAPTIONS, CAPTIONS)}
    jobs = {captions: data.finished(track.alignment, track.text) for captions, track in tracks.items()}
    samples = write_time_code(folder / "minute.pcm", 60)
    opened: dict[int, list[float]] = {}
    with running_api(folder / "data") as url, browser_page(folder) as page:
        for captions, job in jobs.items():
            requests.post(f"{url}/v1/jobs/{job}/desk", timeout=60).raise_for_status()
            data.give_sound(job, samples, drawn_ms=tracks[captions].alignment.duration_ms)
        page.resize(1280, 800)
        note_openings(page)
        for captions, job in jobs.items():
            opened[captions] = [open_desk(page, f"{url}/jobs/{job}/desk") for _ in range(3)]
        assert page.ask(READY)
        typed = typing(page)
    hour, long = opened[HOUR_CAPTIONS], opened[CAPTIONS]
    return [
        Reached(
            f"key to paint in {CAPTIONS:,} captions, {len(typed.paint_ms)} keys, while edits are saved",
            f"p95 <= {PAINT_MS} ms",
            f"p50 {at_share(typed.paint_ms, 0.5):.0f}, p95 {at_share(typed.paint_ms, 0.95):.0f}, "
            f"longest {max(typed.paint_ms):.0f} ms",
            at_share(typed.paint_ms, 0.95) <= PAINT_MS,
        ),
        Reached(
            f"elements of the page with {CAPTIONS:,} captions",
            f"<= {MOST_ELEMENTS:,}",
            f"{typed.elements:,}",
            typed.elements <= MOST_ELEMENTS,
        ),
        Reached(
            f"opening an hour ({HOUR_CAPTIONS:,} captions): the first time, then again",
            f"<= {OPEN_MS / 1000:.0f} s",
            f"{hour[0] / 1000:.2f} s, then {min(hour[1:]) / 1000:.2f} s",
            hour[0] <= OPEN_MS,
        ),
        Reached(
            f"opening {CAPTIONS:,} captions: the first time, then again",
            "told, no target",
            f"{long[0] / 1000:.2f} s, then {min(long[1:]) / 1000:.2f} s",
            True,
        ),
    ]
