"""The context of all routes, put together once by `create_app`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import current_app, g

from oncue.caption_files.caption_checks import CaptionChecks
from oncue.jobs.blobs import Blobs
from oncue.jobs.model import DEFAULT_TENANT
from oncue.jobs.settings import Settings
from oncue.jobs.store import SqlStore
from oncue.transcript.sandbox import Readers
from service.captions import Captions
from service.desk_departures import DeskDepartures
from service.desk_doubts import DeskDoubts
from service.desk_edits import DeskEdits
from service.desk_presence import DeskPresence
from service.desk_scripts import DeskScripts
from service.desk_texts import DeskTexts
from service.desk_views import DeskViews
from service.submit import Submissions
from service.watcher import Watcher

EXTENSION = "oncue"


@dataclass(frozen=True, slots=True)
class DeskParts:
    """The parts of the desks: their scripts, the texts they work on, what pages read of them, what edits them, what is
    doubtful in them, and what their captions say otherwise than the published text."""

    scripts: DeskScripts
    texts: DeskTexts
    views: DeskViews
    edits: DeskEdits
    doubts: DeskDoubts
    departures: DeskDepartures


@dataclass(frozen=True, slots=True)
class ServiceParts:
    """The parts that routes use. `enqueue` wakes a worker up for a job, `wake_aligner` the aligners; neither raises."""

    settings: Settings
    store: SqlStore
    blobs: Blobs
    enqueue: Callable[[str], bool]
    submissions: Submissions
    readers: Readers
    captions: Captions
    watcher: Watcher
    wake_aligner: Callable[[], bool]
    checks: CaptionChecks
    desks: DeskParts
    presence: DeskPresence


def parts() -> ServiceParts:
    """The parts of the application that handles this request."""
    return cast(ServiceParts, current_app.extensions[EXTENSION])


def tenant() -> str:
    """The tenant that this request comes from."""
    return cast(str, g.get("tenant", DEFAULT_TENANT))
