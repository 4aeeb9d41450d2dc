"""What runs in a search process: one decoder for its whole life, and nothing else to import."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from worker.refine.acoustic import AcousticAligner, PronouncedEdge, Said


@cache
def _aligner() -> AcousticAligner:
    return AcousticAligner()


def align_stretch(samples: NDArray[np.int16], edges: Sequence[PronouncedEdge], final: int) -> list[Said] | None:
    """`AcousticAligner.align` with this process's decoder."""
    return _aligner().align(samples, edges, final)
