"""`python -m bench [PART ...] [options]`: measures, prints tables and, with --write, puts them into docs/."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from bench.accuracy import accuracy
from bench.confidence import confidence
from bench.judging import judge
from bench.languages import languages
from bench.languages_phonemes import phonemes
from bench.matcher import matcher
from bench.peers import peers
from bench.pictures import pictures
from bench.robustness import robustness
from bench.settings import DOCUMENT, RESULTS, ROOT, Settings, machine
from bench.speed import ENGINES, INPUTS, speed
from bench.tables import write_between
from bench.worst import worst

PARTS: dict[str, Callable[[Settings], str]] = {
    "accuracy": accuracy,
    "robustness": robustness,
    "confidence": confidence,
    "judge": judge,
    "speed": speed,
    "matcher": matcher,
    "peers": peers,
    "worst": worst,
    "pictures": pictures,
    "languages": languages,
    "phonemes": phonemes,
}
LANGUAGES_DOCUMENT = ROOT / "docs" / "languages.md"
DOCUMENTS = {"languages": LANGUAGES_DOCUMENT, "phonemes": LANGUAGES_DOCUMENT}
"""The documents of parts whose tables do not go into docs/benchmarks.md."""


def main() -> int:
    """Runs the parts that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", default="all", choices=[*PARTS, "all"], metavar="PART", help=", ".join(PARTS))
    shared = ROOT.parent / "shared"
    parser.add_argument("--corpora", type=Path, default=shared / "corpora", help="folder of cases")
    parser.add_argument("--scorer", type=Path, help="score_alignment.py; default: in bench/ beside the corpora")
    parser.add_argument("--engine", default="auto", choices=["auto", *ENGINES], help="speed: auto is both")
    parser.add_argument(
        "--case", action="append", default=[], help="a case or variant, or the beginning of its name; may repeat"
    )
    parser.add_argument("--input", action="append", default=[], choices=list(INPUTS), help="speed: one input; may repeat")
    parser.add_argument("--peer-python", type=Path, default=Path(sys.executable), help="a Python that has stable-ts")
    parser.add_argument("--every-case", action="store_true", help="confidence: all cases and variants with known times")
    parser.add_argument(
        "--keep", type=Path, default=RESULTS, help="folder for JSON, for pictures and for fitting: out/bench"
    )
    parser.add_argument("--write", action="store_true", help="put tables and pictures into docs/")
    options = parser.parse_args()
    corpora: Path = options.corpora.resolve()
    if not corpora.is_dir() and options.parts != ["matcher"]:
        parser.error(f"there is no folder of cases at {options.corpora}: give one with --corpora")
    scorer = options.scorer or corpora.parent / "bench" / "score_alignment.py"
    settings = Settings(
        corpora,
        scorer,
        options.engine,
        tuple(options.case),
        tuple(options.input),
        options.peer_python.absolute(),
        options.keep.absolute(),
        options.every_case,
        options.write,
    )
    print(machine())
    if options.write:
        write_between(DOCUMENT, "machine", machine())
    for name in PARTS if "all" in options.parts else options.parts:
        text = PARTS[name](settings)
        print(f"\n{name}\n\n{text}")
        if options.write:
            made = "Drawn" if name == "pictures" else "Measured"
            write_between(DOCUMENTS.get(name, DOCUMENT), name, f"{made} with `{_command(name, settings)}`:\n\n{text}")
    return 0


def _command(part: str, settings: Settings) -> str:
    """The command line in words, so that a table of some of the cases cannot pass for the whole."""
    chosen = [] if settings.engine == "auto" else ["--engine", settings.engine]
    chosen += [word for case in settings.cases for word in ("--case", case)]
    chosen += [word for name in settings.inputs for word in ("--input", name)]
    chosen += ["--every-case"] if settings.every_case and part == "confidence" else []
    return " ".join(["python -m bench", part, *chosen])


if __name__ == "__main__":
    sys.exit(main())
