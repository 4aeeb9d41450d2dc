"""Limits on what reading one text may cost."""

from __future__ import annotations

from dataclasses import dataclass

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """The limits of one text. Measured: ordinary ones of 2 MB take 2 to 5 s and 260 MB; docs/load.md has the figures."""

    cpu_s: int = 7
    """Seconds of processor time, and up to 1 s more, as the system counts whole seconds."""
    total_s: float = 8.5
    """Seconds from asking to answer, a wait for a free process included, but not its start."""
    start_s: float = 60
    """Seconds for a process to start: 1.5 s on an idle machine."""
    memory_bytes: int = 1024 * _MIB
    """Bytes of addresses, which are more than what is used: 245 MiB are mapped by libraries and their data."""
    answer_bytes: int = 64 * _MIB


ALONE = ReadLimits(cpu_s=8, total_s=600)
"""The limits where nobody waits at the other end, and one text is read: it loads itself what it needs.

A machine full of work may take its time, while the processor time is the same.
"""
