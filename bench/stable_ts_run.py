"""stable-ts in whatever Python has it: AUDIO TEXT MODEL_FOLDER OUTPUT. Writes [word, start_s, end_s] as JSON."""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType


def main() -> None:
    """Aligns and writes."""
    audio, text, model, output = sys.argv[1:5]
    if importlib.util.find_spec("torchaudio") is None:
        # It imports torchaudio to resample, which it does not do to what ffmpeg has decoded for it at 16 kHz.
        torchaudio = sys.modules["torchaudio"] = ModuleType("torchaudio")
        torchaudio.functional = ModuleType("functional")  # type: ignore[attr-defined]
    whisper = importlib.import_module("stable_whisper").load_faster_whisper(model, device="cpu", compute_type="int8")
    result = whisper.align(audio, Path(text).read_text(encoding="utf-8"), language="en")
    words = [(word.word, float(word.start), float(word.end)) for word in result.all_words()]
    Path(output).write_text(json.dumps(words), encoding="utf-8")


if __name__ == "__main__":
    main()
