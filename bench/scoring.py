"""The scorer that lies beside the corpora, and its figures as the cells of a row."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

HEAD = ("timed %", "MAE ms", "median ms", "<=50 %", "<=100 %", ">500 %", "unspoken blank %", "inside %", "speakers %",
        "invalid", "backwards")  # fmt: skip
_KEYS = ("timed_pct", "mae_ms", "median_ms", "le50", "le100", "gt500", "rightly_blank_pct", "inside_pct", "speaker_pct",
         "invalid", "backwards")  # fmt: skip


def score(scorer: Path, alignment: dict[str, Any], truth: Path) -> tuple[object, ...]:
    """The cells under `HEAD`. Raises `FileNotFoundError` where the scorer is not there."""
    spec = importlib.util.spec_from_file_location("score_alignment", scorer)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(scorer)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    figures: dict[str, object] = module.score(alignment, json.loads(truth.read_text(encoding="utf-8")))
    return tuple(figures[key] for key in _KEYS)
