"""What a host's settings say about how its engine works, whatever the job."""

from __future__ import annotations

from typing import Any

from oncue.jobs.settings import Settings


def host_options(settings: Settings) -> dict[str, Any]:
    """The options of an `EngineRequest` that no job may choose."""
    return {
        "device": settings.device,
        "compute_type": settings.compute_type,
        "batch_windows": settings.batch_windows,
        "threads": settings.worker_threads,
    }
