"""`make demo`: the whole service on this machine, the recording in demo/ through its HTTP API, and a clean end."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
RECORDING = ROOT / "demo" / "radio-address-2008"
OUT = ROOT / "out"
CUES_SHOWN = 3


def main() -> int:
    """0 when the captions are there and the service has ended by itself."""
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="oncue-demo-") as data:
        serve = [str(BIN / "oncue"), "serve", "--port", "0", "--data-dir", data]
        print("$ oncue serve", flush=True)
        service = subprocess.Popen(serve, stdout=subprocess.PIPE, text=True)
        try:
            url = _url(service)
            done = _submit(url)
        finally:
            service.send_signal(signal.SIGINT)
            ended = service.wait(60)
    if done or ended:
        print(f"demo: submit ended with {done}, the service with {ended}", file=sys.stderr)
        return 1
    print("The service has ended.\n")
    _show(OUT / "radio-address.srt")
    _say_what_ran(OUT / "radio-address.json")
    return 0


def _url(service: subprocess.Popen[str]) -> str:
    assert service.stdout is not None
    for line in service.stdout:
        print(line, end="", flush=True)
        if "ready: " in line:
            return line.partition("ready: ")[2].split()[0]
    raise SystemExit("demo: the service did not start; its lines above say why")


def _submit(url: str) -> int:
    outputs = [OUT / f"radio-address.{suffix}" for suffix in ("srt", "vtt", "json")]
    names = [str(path.relative_to(ROOT)) for path in (RECORDING / "audio.flac", RECORDING / "transcript.txt", *outputs)]
    arguments = ["submit", *names[:2], *(word for name in names[2:] for word in ("-o", name))]
    print(f"$ oncue {' '.join(arguments)}", flush=True)
    return subprocess.run([str(BIN / "oncue"), *arguments, "--url", url], check=False, cwd=ROOT).returncode


def _show(path: Path) -> None:
    cues = path.read_text(encoding="utf-8").split("\n\n")
    print("\n\n".join(cues[:CUES_SHOWN]))
    print(f"\n{len([cue for cue in cues if cue.strip()])} captions: out/radio-address.srt, out/radio-address.vtt")


def _say_what_ran(path: Path) -> None:
    """As the alignment tells it, not as it was meant to be."""
    engine = json.loads(path.read_text(encoding="utf-8"))["engine"]
    heard = f"listened to {engine['windows_heard']} of {engine['windows']} windows"
    print(f"{engine['name']} {engine['model']} {heard}, {engine['refiner']} placed the words: out/radio-address.json")


if __name__ == "__main__":
    sys.exit(main())
