"""What decoding one recording may cost."""

from __future__ import annotations

from dataclasses import dataclass

from oncue.audio.segments import BYTES_PER_SAMPLE, SAMPLE_RATE_HZ

PCM_BYTES_PER_S = SAMPLE_RATE_HZ * BYTES_PER_SAMPLE


@dataclass(frozen=True, slots=True)
class DecodeLimits:
    """What one recording may cost."""

    max_duration_s: int = 12 * 3600
    """Half a broadcast day; longer is refused, never cut."""
    memory_bytes: int = 2 * 2**30
    """Address space, not resident memory: ffmpeg itself takes half a gigabyte of it."""
    slowest_speed: float = 10.0
    """Times real time below which decoding is given up; MP3, AAC, FLAC and Opus ran at 400 to 1600 on a busy core."""
    grace_s: int = 120
    """Added to that, for the start and for a busy machine."""

    @property
    def cpu_s(self) -> int:
        return self.grace_s + int(self.max_duration_s / self.slowest_speed)

    @property
    def output_bytes(self) -> int:
        return (self.max_duration_s + 10) * PCM_BYTES_PER_S

    def wall_s(self, duration_ms: int) -> float:
        return self.grace_s + duration_ms / 1000 / self.slowest_speed
