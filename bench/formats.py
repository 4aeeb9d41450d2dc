"""Writing and reading 10,000 captions in every format: `python -m bench formats`, each in a process of its own."""

from __future__ import annotations

import json
import resource
import sys
from itertools import cycle, islice
from time import process_time

from bench.settings import ROOT, Settings
from bench.tables import table
from bench.watched import watch
from oncue.captions.formats import FORMATS, formats_by_use
from oncue.captions.options import caption_options
from oncue.captions.track import CaptionTrack
from oncue.model import Alignment, EngineInfo, Quality, TimedWord, WordStatus

CAPTIONS = 10_000
TEXT = ROOT / "demo" / "radio-address-2008" / "transcript.txt"
WORD_MS = 330
SENTENCE_PAUSE_MS = 600
TURN_WORDS = 120
SPEAKERS = ("Anna Lind", "Bo Ek", None)


def formats(settings: Settings) -> str:
    """A table with a row for each format."""
    rows = []
    for each in (each for group in formats_by_use().values() for each in group):
        print(f"formats: {each.suffix}", file=sys.stderr)
        outcome = watch([sys.executable, "-m", "bench.formats", each.suffix])
        if outcome.code:
            raise RuntimeError(f"{each.suffix}: {outcome.stderr}")
        found = json.loads(outcome.stdout)
        rows.append((f"`.{each.suffix}`", *(found[name] for name in ("megabytes", "write_s", "read_s", "more_mb"))))
    return table(("format", "MB", "write s", "read s", "memory MB"), rows)


def measure(suffix: str) -> dict[str, float | None]:
    """The cost of one format, in this process: of its file, not of the captions, which are cut before. `more_mb` is memory
    beside that."""
    track = made_track(CAPTIONS)
    assert len(track.cues) >= CAPTIONS
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = process_time()
    data = FORMATS[suffix].write(track).data
    written = process_time()
    read_s = None
    if (reader := FORMATS[suffix].read) is not None:
        reader(data)
        read_s = process_time() - written
    more_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb
    return {"megabytes": len(data) / 1e6, "write_s": written - started, "read_s": read_s, "more_mb": more_kb / 1024}


def made_track(captions: int) -> CaptionTrack:
    """A track of so many captions or a few more: a speech, read by turns again and again."""
    spoken = TEXT.read_text(encoding="utf-8").split()
    count = len(spoken)
    track = _track(list(islice(cycle(spoken), count)))
    repeated = count * captions // max(1, len(track.cues))
    while len(track.cues) < captions:
        track = _track(list(islice(cycle(spoken), repeated)))
        repeated += count
    return track


def _track(spoken: list[str]) -> CaptionTrack:
    words = []
    now_ms = place = 0
    for index, text in enumerate(spoken):
        speaker = SPEAKERS[index // TURN_WORDS % len(SPEAKERS)]
        times = (now_ms, now_ms + WORD_MS)
        words.append(TimedWord(text, place, place + len(text), speaker, *times, 0.9, WordStatus.ALIGNED))
        place += len(text) + 1
        now_ms += WORD_MS + (SENTENCE_PAUSE_MS if text[-1] in ".?!" else 0)
    engine, quality = EngineInfo("none", "none", "none"), Quality(1.0, 1.0, 0.9)
    alignment = Alignment("en", now_ms, engine, quality, tuple(words), (), ())
    return CaptionTrack(alignment, " ".join(spoken), caption_options({}), "A long speech")


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1])))
