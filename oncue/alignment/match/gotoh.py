"""Global alignment of two short key sequences with affine gap costs.

Source: Gotoh (1982), "An improved algorithm for matching biological sequences"; a row at a time in numpy, the gap along
the row by a running maximum. Affine costs keep matches together: with linear costs the words of a phrase that is spoken
twice and printed once would scatter over both readings at no extra cost.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

GAP_OPEN = 0.6
GAP_EXTEND = 0.05

_Floats = NDArray[np.float32]


def align(scores: _Floats) -> list[tuple[int, int]]:
    """Index pairs (i, j) put together by the best alignment, in order; `scores[i, j]` is the worth of pairing i with j.

    Pairs include mismatches that are cheaper than two gaps; the caller decides what counts as a match.
    """
    rows, columns = scores.shape
    if not rows or not columns:
        return []
    paired = np.full((rows + 1, columns + 1), -np.inf, np.float32)
    skip_a, skip_b = paired.copy(), paired.copy()
    ramp = (GAP_EXTEND * np.arange(columns + 1)).astype(np.float32)
    paired[0, 0] = 0.0
    skip_b[0, 1:] = -GAP_OPEN - ramp[:-1]
    for i in range(1, rows + 1):
        best_before = np.maximum(np.maximum(paired[i - 1], skip_a[i - 1]), skip_b[i - 1])
        paired[i, 1:] = scores[i - 1] + best_before[:-1]
        skip_a[i] = np.maximum(np.maximum(paired[i - 1], skip_b[i - 1]) - GAP_OPEN, skip_a[i - 1] - GAP_EXTEND)
        opened = np.maximum(paired[i], skip_a[i])[:-1] - GAP_OPEN + ramp[:-1]
        skip_b[i, 1:] = np.maximum.accumulate(opened) - ramp[:-1]
    return _trace(scores, paired, skip_a, skip_b)


def _trace(scores: _Floats, paired: _Floats, skip_a: _Floats, skip_b: _Floats) -> list[tuple[int, int]]:
    i, j = scores.shape
    layers = (paired, skip_a, skip_b)
    layer = int(np.argmax([table[i, j] for table in layers]))
    pairs: list[tuple[int, int]] = []
    while i > 0 or j > 0:
        if layer == 0:
            i, j = i - 1, j - 1
            pairs.append((i, j))
            layer = int(np.argmax([table[i, j] for table in layers]))
        elif layer == 1:
            i -= 1
            before = (paired[i, j] - GAP_OPEN, skip_a[i, j] - GAP_EXTEND, skip_b[i, j] - GAP_OPEN)
            layer = int(np.argmax(before))
        else:
            j -= 1
            before = (paired[i, j] - GAP_OPEN, skip_a[i, j] - GAP_OPEN, skip_b[i, j] - GAP_EXTEND)
            layer = int(np.argmax(before))
    return pairs[::-1]
