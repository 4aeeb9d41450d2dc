"""stable-ts in whatever Python has it: AUDIO TEXT ENGINE WEIGHTS LANGUAGE OUTPUT. Writes [word, start_s, end_s] as JSON."""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType


def main() -> None:
    """Aligns and writes."""
    audio, text, engine, weights, language, output = sys.argv[1:7]
    if importlib.util.find_spec("torchaudio") is None:
        # It imports torchaudio to resample, which it does not do to what ffmpeg has decoded for it at 16 kHz.
        torchaudio = sys.modules["torchaudio"] = ModuleType("torchaudio")
        torchaudio.functional = ModuleType("functional")  # type: ignore[attr-defined]
    stable = importlib.import_module("stable_whisper")
    if engine == "faster-whisper":
        whisper = stable.load_faster_whisper(weights, device="cpu", compute_type="int8")
    else:
        whisper = stable.load_model(weights, device="cpu")
    result = whisper.align(audio, Path(text).read_text(encoding="utf-8"), language=language)
    words = [(word.word, float(word.start), float(word.end)) for word in result.all_words()]
    Path(output).write_text(json.dumps(words), encoding="utf-8")


if __name__ == "__main__":
    main()
