"""What captioning costs: core-seconds, disk and memory for each recorded hour, and what an archive would take."""

from __future__ import annotations

from bench.results import kept_rows
from bench.settings import Settings
from bench.tables import table

ARCHIVE_HOURS = 100_000
CORES = 64
"""Cores of the archive's workers."""

_HOUR_S = 3600
_DAY_S = 24 * _HOUR_S
_GB = 1e9


def cost(settings: Settings) -> str:
    """A row for each input, model and way to listen of the part `speed`, as it last ran; none where it never did."""
    rows = [
        (
            row["input"], row["language"], row["engine"], row["model"], row["listen"],
            per_hour_s := row["processor_s"] * _HOUR_S / row["length_s"],
            row["stored_bytes"] * _HOUR_S / row["length_s"] / 1e6, row["peak_mb"],
            ARCHIVE_HOURS * per_hour_s / _HOUR_S, ARCHIVE_HOURS * per_hour_s / CORES / _DAY_S,
            ARCHIVE_HOURS * row["stored_bytes"] * _HOUR_S / row["length_s"] / _GB,
        )
        for row in kept_rows(settings, "speed")
    ]  # fmt: skip
    archive = (f"{ARCHIVE_HOURS:,} h: core-hours", f"days on {CORES} cores", "GB stored")
    head = ("input", "language", "by", "model", "listen", "core-seconds an hour", "MB stored an hour", "peak MB", *archive)
    return table(head, rows)
