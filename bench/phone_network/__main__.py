"""`python -m bench.phone_network [MODEL ...]`: downloads the speech, and trains networks for Whisper's encoders."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np

from bench.phone_network.features import examples
from bench.phone_network.sources import SpeechSources
from bench.phone_network.speech import clean_windows
from bench.phone_network.training import train
from bench.settings import ROOT
from oncue.acoustic.phone_network import NETWORK_SHA256
from oncue.asr.factory import load_recognizer
from oncue.asr.protocol import EncoderRecognizer

SEED = 7


def main() -> None:
    """Trains the networks and prints the SHA-256 that the product is to know each by."""
    parser = argparse.ArgumentParser(prog="python -m bench.phone_network", description=__doc__)
    parser.add_argument("models", nargs="*", default=list(NETWORK_SHA256), metavar="MODEL", help=", ".join(NETWORK_SHA256))
    parser.add_argument("--folder", type=Path, default=ROOT / "out" / "phone-network", help="where downloads are kept")
    given = parser.parse_args()
    for model in given.models:
        _train(model, given.folder)


def _train(model: str, folder: Path) -> None:
    rng = np.random.default_rng(SEED)
    recognizer = load_recognizer("faster-whisper", model, language="en")
    if not isinstance(recognizer, EncoderRecognizer):
        raise SystemExit(f"{recognizer.name} has no encoder outputs")
    windows = list(clean_windows(SpeechSources(folder), rng))
    print(f"{len(windows)} windows, {sum(len(one.samples) for one in windows) / 960_000:.0f} minutes", flush=True)
    with tempfile.TemporaryDirectory() as name:
        shown = list(examples(windows, recognizer, Path(name), rng))
    path = ROOT / "oncue" / "acoustic" / f"phone_network_{model}.npz"
    print(f"{path.name}: {train(shown, path, SEED)}")


if __name__ == "__main__":
    main()
