"""What an aligner's process has."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from oncue.jobs.blobs import Blobs
from oncue.jobs.scratch import Scratch
from oncue.jobs.settings import Settings
from oncue.jobs.store import SqlStore
from worker.aligner.presence import AlignerBeat
from worker.aligner.sounds import OpenSounds


@dataclass(frozen=True, slots=True)
class AlignerContext:
    """Everything that an aligner's process has. `stopping` is set once it is to end."""

    settings: Settings
    store: SqlStore
    blobs: Blobs
    scratch: Scratch
    beat: AlignerBeat
    sounds: OpenSounds
    stopping: threading.Event = field(default_factory=threading.Event)
