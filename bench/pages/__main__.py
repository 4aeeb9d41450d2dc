"""`python -m bench.pages`: reads files of every type, style and error, and counts the words that are lost or misattributed.

With --audio they are made of the corpora's texts and aligned with their recordings.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from bench.pages.corpus import Made, made_files, recordings, texts
from bench.pages.scoring import Score, captioned_words, known_words, read_words, score
from bench.settings import ROOT, machine
from bench.tables import table, write_between
from oncue.errors import OncueError
from oncue.pipeline.align import AlignOptions, Components, align
from oncue.transcript import read_transcript
from worker.engine.models import WarmModels

DOCUMENT = ROOT / "docs" / "transcripts.md"
COUNT = 200
SENTENCES = 16
_HEAD = ("files", "number", "refused", "spoken words", "lost", "another's", "unnamed", "left to the recording",
         "unspoken words", "taken for speech")  # fmt: skip
_HEAD_ALIGNED = ("files", "number", "refused", "spoken words", "lost in silence", "another's", "unnamed",
                 "without a time", "unspoken words", "captioned")  # fmt: skip


def read(made: Made) -> Score:
    """The score of reading a file."""
    transcript = read_transcript(made.file.data, name=made.file.name)
    return score(known_words(made.file.pieces), read_words(transcript.tokens))


def aligned(components: Components) -> Callable[[Made], Score]:
    """A function that gives the score of captioning a file."""

    def measure(made: Made) -> Score:
        assert made.source.audio is not None
        transcript = read_transcript(made.file.data, name=made.file.name)
        with tempfile.TemporaryDirectory(prefix="oncue-bench-") as folder:
            found = align(made.source.audio, transcript, AlignOptions(), folder=Path(folder), components=components)
        return score(known_words(made.file.pieces), captioned_words(transcript.tokens, found))

    return measure


def main() -> None:
    """Measures, prints what is wrong and a table, and with --write puts it into docs/transcripts.md."""
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT, help="files to make")
    parser.add_argument("--audio", action="store_true", help="align the files, too")
    parser.add_argument("--only", default="", help="files whose name holds this")
    parser.add_argument("--corpora", type=Path, default=ROOT.parent / "shared" / "corpora", help="folder of recordings")
    parser.add_argument("--write", action="store_true", help="into docs/transcripts.md")
    options = parser.parse_args()
    sources = recordings(options.corpora) if options.audio else texts()
    measure = aligned(Components(load=WarmModels().load)) if options.audio else read
    scores: dict[str, Score] = defaultdict(Score)
    numbers: dict[str, int] = defaultdict(int)
    refused: dict[str, int] = defaultdict(int)
    for number, made in enumerate(made_files(options.count, sources, sentences=None if options.audio else SENTENCES)):
        if options.only not in made.name:
            continue
        numbers[made.writer] += 1
        try:
            counted = measure(made)
        except OncueError as error:
            refused[made.writer] += 1
            print(f"{number} {made.name}: {error.code}: {error}", file=sys.stderr)
            continue
        scores[made.writer].add(counted)
        if counted.lost or counted.misattributed or counted.taken:
            print(f"{number} {made.name}: {counted}", file=sys.stderr)
    text = _table(numbers, scores, refused, audio=options.audio)
    print(text)
    if options.write:
        name = "pages-aligned" if options.audio else "pages-read"
        command = f"python -m bench.pages{' --audio' if options.audio else ''} --count {options.count}"
        write_between(DOCUMENT, name, f"Measured with `{command}` ({machine()}):\n\n{text}")


def _table(numbers: dict[str, int], scores: dict[str, Score], refused: dict[str, int], *, audio: bool) -> str:
    whole = Score()
    rows = []
    for writer in numbers:
        whole.add(scores[writer])
        rows.append(_row(writer, numbers[writer], refused[writer], scores[writer]))
    rows.append(_row("all", sum(numbers.values()), sum(refused.values()), whole))
    return table(_HEAD_ALIGNED if audio else _HEAD, rows)


def _row(name: str, number: int, refused: int, made: Score) -> tuple[object, ...]:
    counts = (made.spoken, made.lost, made.misattributed, made.unnamed, made.doubted, made.unspoken, made.taken)
    return (name, number, refused, *counts)


if __name__ == "__main__":
    main()
