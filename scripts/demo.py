"""The demonstration, `make demo`: the recording in demo/ and its page go through the HTTP API, once with each engine.

The whole service is started on this machine for it, and ended cleanly; with `--keep` (`make demo ARGS=--keep`) only when
Ctrl+C is pressed, so that the captions can be opened at the desk.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from scripts.serving import ServeProcess

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
RECORDING = ROOT / "demo" / "radio-address-2008"
OUT = ROOT / "out"
CUES_SHOWN = 3
ENGINES = {"faster-whisper": "faster_whisper", "openai-whisper": "whisper"}
"""The library that each engine needs, by the engine's name: setup may have had to leave one out."""


def main() -> int:
    """Returns 0 when the captions are there and the service has ended by itself."""
    arguments = argparse.ArgumentParser(prog="make demo", description=__doc__)
    arguments.add_argument("--keep", action="store_true", help="leave the service running until Ctrl+C")
    keep = arguments.parse_args().keep
    OUT.mkdir(exist_ok=True)
    engines = [engine for engine, library in ENGINES.items() if importlib.util.find_spec(library)]
    with tempfile.TemporaryDirectory(prefix="oncue-demo-") as data:
        print("$ oncue serve", flush=True)
        service = ServeProcess(Path(data), program=[str(BIN / "oncue")], on_line=_say)
        try:
            service.start()
            done = max(_submit(service.url, engine) for engine in engines)
            if keep and not done:
                _stay(service)
        except RuntimeError as error:
            raise SystemExit(f"demo: {error}") from None
        finally:
            ended = service.stop(signal.SIGINT)
    if done or ended:
        print(f"demo: submit ended with {done}, the service with {ended}", file=sys.stderr)
        return 1
    print("The service has ended.\n")
    _show(OUT / f"{engines[0]}.srt")
    for engine in engines:
        _say_what_ran(OUT / f"{engine}.json")
    if len(engines) > 1:
        _compare(*(OUT / f"{engine}.json" for engine in engines))
    return 0


def _stay(service: ServeProcess) -> None:
    """Tells where the desk is, and returns when the service ends or Ctrl+C is pressed."""
    with urllib.request.urlopen(f"{service.url}/v1/jobs?limit=1") as answer:
        job = json.load(answer)["jobs"][0]["id"]
    print(f"\nThe captions at the desk: {service.url}/jobs/{job}/desk\nCtrl+C ends the service.", flush=True)
    try:
        while service.is_running():
            time.sleep(0.2)
    except KeyboardInterrupt:
        print()


def _say(line: str) -> None:
    print(line, end="", flush=True)


def _submit(url: str, engine: str) -> int:
    outputs = [OUT / f"{engine}.{suffix}" for suffix in ("srt", "vtt", "json")]
    names = [str(path.relative_to(ROOT)) for path in (RECORDING / "audio.flac", RECORDING / "page.html", *outputs)]
    arguments = ["submit", *names[:2], "--engine", engine, *(word for name in names[2:] for word in ("-o", name))]
    print(f"$ oncue {' '.join(arguments)}", flush=True)
    return subprocess.run([str(BIN / "oncue"), *arguments, "--url", url], check=False, cwd=ROOT).returncode


def _show(path: Path) -> None:
    cues = path.read_text(encoding="utf-8").split("\n\n")
    print("\n\n".join(cues[:CUES_SHOWN]))
    captions = path.relative_to(ROOT)
    print(f"\n{len([cue for cue in cues if cue.strip()])} captions: {captions}, {captions.with_suffix('.vtt')}")


def _say_what_ran(path: Path) -> None:
    """Prints the engine that really ran, from the alignment."""
    engine = json.loads(path.read_text(encoding="utf-8"))["engine"]
    heard = f"listened to {engine['windows_heard']} of {engine['windows']} windows"
    print(f"{engine['name']} {engine['model']} {heard}, {engine['aligner']} placed the words: {path.relative_to(ROOT)}")


def _compare(one: Path, two: Path) -> None:
    """Prints in one line how far apart two engines place the same words."""
    timed = [
        {word["char_start"]: word["start_ms"] for word in json.loads(path.read_text(encoding="utf-8"))["words"]}
        for path in (one, two)
    ]
    both = [at for at in timed[0].keys() & timed[1].keys() if None not in (timed[0][at], timed[1][at])]
    apart = max((abs(timed[0][at] - timed[1][at]) for at in both), default=0)
    same = one.with_suffix(".srt").read_bytes() == two.with_suffix(".srt").read_bytes()
    captions = "the same captions" if same else "captions that differ"
    print(f"{one.stem} and {two.stem}: {captions}; {len(both)} words begin at most {apart} ms apart")


if __name__ == "__main__":
    sys.exit(main())
