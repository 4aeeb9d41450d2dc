"""Latencies, and the table of one run."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Latencies:
    """Latencies in seconds, in any order."""

    seconds: list[float] = field(default_factory=list)

    def add(self, seconds: float) -> None:
        self.seconds.append(seconds)

    def ms(self, share: float) -> float:
        """The latency in milliseconds that so many of 1 do not exceed (nearest rank); 0 without any."""
        ordered = sorted(self.seconds)
        rank = max(0, -int(-share * len(ordered) // 1) - 1)
        return 1000 * ordered[rank] if ordered else 0.0

    def __len__(self) -> int:
        return len(self.seconds)


@dataclass(slots=True)
class Row:
    """One line of the table. `target` is for the p99, in milliseconds."""

    what: str
    worker: str
    latencies: Latencies
    target_ms: float | None = None

    def cells(self) -> tuple[object, ...]:
        taken = self.latencies
        return (
            self.what, self.worker, len(taken), taken.ms(0.5), taken.ms(0.99), taken.ms(1.0),
            None if self.target_ms is None else f"{self.target_ms:g}",
        )  # fmt: skip
