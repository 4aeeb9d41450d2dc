"""What is searched for in one segment's sound, and what is found on the way through its HMM graph."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oncue.acoustic.hmm_graph import HmmGraph

Floats = NDArray[np.float32]
Integers = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class SearchProblem:
    """One segment: its graph, and the log likelihood of each frame in each state it needs.

    `likelihood` has shape (frames, different states); `column` says which of them each state of the graph is. `prior` has
    shape (frames, edges + 1): what is added in all states of an edge, and last of what lies between; it counts for the path,
    not in the likelihood of a visit.
    """

    graph: HmmGraph
    likelihood: Floats
    column: Integers
    prior: Floats | None = None

    @property
    def frames(self) -> int:
        return len(self.likelihood)


@dataclass(frozen=True, slots=True)
class Visit:
    """A node on the best path, the frames spent in it, half-open, and the sum of their log likelihoods."""

    node: int
    first: int
    end: int
    likelihood: float


@dataclass(frozen=True, slots=True)
class BorderPosterior:
    """What is likely of one border, in milliseconds from where it was found: the median of its place, later being positive,
    and its spread, the expected absolute distance."""

    median_ms: float
    spread_ms: float
