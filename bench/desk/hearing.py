"""Seeks and lit words in a desk of two hours, whose sound tells its own time."""

from __future__ import annotations

from pathlib import Path

import requests

from bench.browser_session import browser_page
from bench.desk.chromium import open_desk
from bench.desk.listening import listen, lit_words, seeks
from bench.desk.reached import Reached, at_share
from bench.desk.stored import DataFolder, programme_of
from bench.desk.time_code import write_time_code
from bench.running_api import running_api

WORD_MS, SAID_MS = 400, 350
SECONDS = 7_200
SEEKS = 100
SEEK_MS = 20
LIT_MS = 50
LIT_PLACES = 5
LIT_PLAY_MS = 8_000


def time_coded_desk(folder: DataFolder, seconds: int) -> tuple[str, dict[str, int]]:
    """A job whose every word is called otherwise, and when each of them starts."""
    texts = [f"word{n}" for n in range(seconds * 1000 // WORD_MS)]
    return folder.finished(*programme_of(texts, WORD_MS, SAID_MS)), {text: n * WORD_MS for n, text in enumerate(texts)}


def hearing(folder: Path) -> list[Reached]:
    """Seeks, and the lit word against its sound."""
    data = DataFolder.at(folder / "data")
    job, starts_ms = time_coded_desk(data, SECONDS)
    samples = write_time_code(folder / "code.pcm", SECONDS)
    with running_api(folder / "data") as url, browser_page(folder) as page:
        requests.post(f"{url}/v1/jobs/{job}/desk", timeout=60).raise_for_status()
        data.give_sound(job, samples)
        samples.unlink()
        page.resize(1280, 800)
        page.call(
            "Page.setBypassCSP", enabled=True
        )  # for the tap only: the page itself asks for nothing that is not its own
        open_desk(page, f"{url}/jobs/{job}/desk")
        listen(page)
        off = [seek.off_ms for seek in seeks(page, 1000 * SECONDS, SEEKS)]
        late: list[float] = []
        for place in range(LIT_PLACES):
            from_ms = 1000 * SECONDS * (2 * place + 1) // (2 * LIT_PLACES)
            late += [off_ms for _, off_ms in lit_words(page, from_ms, LIT_PLAY_MS, starts_ms)]
    apart = [abs(each) for each in late]
    return [
        Reached(
            f"{SEEKS} seeks in desk sound of {SECONDS // 3600} h (FLAC, over HTTP), by what is then heard",
            f"each within {SEEK_MS} ms",
            f"at most {max(off):.1f} ms off",
            max(off) <= SEEK_MS,
        ),
        Reached(
            f"the lit word against its sound, {len(late)} words",
            f"within {LIT_MS} ms",
            f"p50 {at_share(late, 0.5):+.0f} ms, at most {max(apart):.0f} ms apart",
            max(apart) <= LIT_MS,
        ),
    ]
