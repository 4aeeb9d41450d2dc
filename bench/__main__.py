"""`python -m bench [PART ...] [options]`: measures, prints tables and, with --write, puts them into docs/."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bench.accuracy import accuracy
from bench.border_classes import border_classes
from bench.comparing import comparing
from bench.confidence import confidence
from bench.cost import cost
from bench.desk_borders import desk_borders
from bench.doubts import doubts
from bench.error_fit import error_fit
from bench.following import following
from bench.formats import formats
from bench.judging import judge
from bench.languages import languages
from bench.languages_phonemes import phonemes
from bench.largest_files import largest
from bench.matcher import matcher
from bench.misprints import misprints
from bench.on_sound import on_sound
from bench.peers import peers
from bench.pictures import pictures
from bench.recognition import recognition
from bench.robustness import robustness
from bench.settings import DOCUMENT, RESULTS, ROOT, Settings, machine
from bench.songs import songs
from bench.speed import ENGINES, INPUTS, speed
from bench.tables import write_between
from bench.window_lengths import window_lengths
from bench.worst import worst
from oncue.options.recognition import LISTENS

PARTS: dict[str, Callable[[Settings], str]] = {
    "accuracy": accuracy,
    "robustness": robustness,
    "songs": songs,
    "confidence": confidence,
    "border-classes": border_classes,
    "error-fit": error_fit,
    "judge": judge,
    "following": following,
    "misprints": misprints,
    "desk-borders": desk_borders,
    "doubts": doubts,
    "on-sound": on_sound,
    "speed": speed,
    "cost": cost,
    "recognition": recognition,
    "windows": window_lengths,
    "matcher": matcher,
    "peers": peers,
    "worst": worst,
    "pictures": pictures,
    "formats": formats,
    "largest": largest,
    "compare": comparing,
    "languages": languages,
    "phonemes": phonemes,
}
LISTENING = (
    "accuracy", "robustness", "songs", "confidence", "border-classes", "judge", "misprints", "doubts", "worst", "languages",
)  # fmt: skip
"""Parts that are measured for each way to listen; `speed` has a row for each."""

LANGUAGES_DOCUMENT = ROOT / "docs" / "languages.md"
DOCUMENTS = {
    "languages": LANGUAGES_DOCUMENT,
    "phonemes": LANGUAGES_DOCUMENT,
    "formats": ROOT / "docs" / "formats.md",
    "largest": ROOT / "docs" / "formats.md",
    "desk-borders": ROOT / "docs" / "alignment.md",
    "doubts": ROOT / "docs" / "desk.md",
    "on-sound": ROOT / "docs" / "checking.md",
    "compare": ROOT / "docs" / "checking.md",
}
"""The documents of parts whose tables do not go into docs/benchmarks.md."""

WITHOUT_CASES = {"matcher", "formats", "largest", "error-fit"}


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
    parser.add_argument(
        "--listen", action="append", default=[], choices=LISTENS, help="one way to listen; may repeat; default: each"
    )
    parser.add_argument("--runs", type=int, default=3, help="speed: times that each is timed; the best counts")
    parser.add_argument("--write", action="store_true", help="put tables and pictures into docs/")
    options = parser.parse_args()
    corpora: Path = options.corpora.resolve()
    if not corpora.is_dir() and not set(options.parts) <= WITHOUT_CASES:
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
        tuple(options.listen) or LISTENS,
        options.runs,
        options.write,
    )
    print(machine())
    if options.write:
        write_between(DOCUMENT, "machine", machine())
    for name in PARTS if "all" in options.parts else options.parts:
        text = _measured(name, settings)
        print(f"\n{name}\n\n{text}")
        if options.write:
            made = "Drawn" if name == "pictures" else "Measured"
            write_between(DOCUMENTS.get(name, DOCUMENT), name, f"{made} with `{_command(name, settings)}`:\n\n{text}")
    return 0


def _measured(part: str, settings: Settings) -> str:
    """The part's tables; those of each way to listen below a line that says which."""
    if part not in LISTENING:
        return PARTS[part](settings)
    found = [(one, PARTS[part](replace(settings, listens=(one,)))) for one in settings.listens]
    return "\n\n".join(f"`--listen {one}`:\n\n{text}" for one, text in found)


def _command(part: str, settings: Settings) -> str:
    """The command line in words, so that a table of some of the cases cannot pass for the whole."""
    chosen = [] if settings.engine == "auto" else ["--engine", settings.engine]
    chosen += [word for case in settings.cases for word in ("--case", case)]
    chosen += [word for name in settings.inputs for word in ("--input", name)]
    chosen += [] if settings.listens == LISTENS else [word for one in settings.listens for word in ("--listen", one)]
    chosen += ["--runs", str(settings.runs)] if settings.runs != 3 and part == "speed" else []
    chosen += ["--every-case"] if settings.every_case and part == "confidence" else []
    return " ".join(["python -m bench", part, *chosen])


if __name__ == "__main__":
    sys.exit(main())
