"""Encoder outputs of several attempts in one folder: each reads its own."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from oncue.pipeline.encoder_cache import RecomputedEncodings, SpooledEncodings


def test_two_attempts_in_one_folder_read_each_what_they_put_there(tmp_path: Path) -> None:
    nothing = RecomputedEncodings(None, (), lambda: None)  # type: ignore[arg-type, return-value]
    first, second = (SpooledEncodings(tmp_path / "encodings.f16", nothing) for _ in range(2))
    for number, attempt in enumerate((first, second, first)):
        attempt.put(number, np.full((2, 3), number, dtype=np.float16))
    assert [int(attempt[number][0, 0]) for number, attempt in enumerate((first, second, first))] == [0, 1, 2]
