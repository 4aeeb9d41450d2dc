"""Reading the largest caption files that are taken: `python -m bench largest`, each in a process of its own."""

from __future__ import annotations

import json
import resource
import sys
from time import process_time

from bench.formats import made_track
from bench.settings import Settings
from bench.tables import table
from bench.watched import watch
from oncue.caption_files.caption_file import MOST_CAPTION_BYTES, captions_of
from oncue.captions.formats import FORMATS

_BODIES = {
    "srt": (b"1\n", b""),
    "vtt": (b"00:", b""),
    "ass": (b"Dialogue:", b""),
    "sbv": (b"0:", b""),
    "ttml": (b"<p ", b"</div>"),
    "ebuttd.xml": (b"<p ", b"</div>"),
    "scc": (b"00:", b""),
}
"""What the first caption of a file begins with, and what comes behind the last one."""

_STL_HEADER_BYTES = 1024
_MOST_ELEMENTS = 249_000
"""Of TTML, whose elements are counted: its files are smaller than 16 MiB."""


def largest(settings: Settings) -> str:
    """A table with a row for each format."""
    rows = []
    for suffix in (*_BODIES, "stl"):
        print(f"largest: {suffix}", file=sys.stderr)
        outcome = watch([sys.executable, "-m", "bench.largest_files", suffix])
        if outcome.code:
            raise RuntimeError(f"{suffix}: {outcome.stderr}")
        found = json.loads(outcome.stdout)
        rows.append((f"`.{suffix}`", *(found[name] for name in ("megabytes", "captions", "read_s", "more_mb"))))
    return table(("format", "MB", "captions", "read s", "memory MB"), rows)


def measure(suffix: str) -> dict[str, float | int]:
    """Seconds of processor for reading the largest file of a format, and the memory that this takes beside the file."""
    data = made_file(suffix)
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = process_time()
    captions = len(captions_of(data, f"a.{suffix}", suffix).cues)
    read_s = process_time() - started
    more_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb
    return {"megabytes": len(data) / 1e6, "captions": captions, "read_s": read_s, "more_mb": more_kb / 1024}


def made_file(suffix: str) -> bytes:
    """A file as large as is taken: a thousand captions again and again."""
    whole = FORMATS[suffix].write(made_track(1000)).data
    first, last = _STL_HEADER_BYTES, len(whole)
    if suffix in _BODIES:
        begin, end = _BODIES[suffix]
        first = whole.index(begin)
        last = whole.rindex(end) if end else last
    body = whole[first:last]
    copies = (MOST_CAPTION_BYTES - len(whole)) // len(body)
    if suffix.endswith(("ttml", "xml")):
        copies = min(copies, _MOST_ELEMENTS // (body.count(b"<") - body.count(b"</")))
    return whole[:first] + body * copies + whole[last:]


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1])))
