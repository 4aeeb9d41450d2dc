"""The application factory."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from typing import Any

from flask_openapi3 import Info, OpenAPI, SecurityScheme

from oncue.caption_files.caption_checks import CaptionChecks
from oncue.jobs.blobs import Blobs
from oncue.jobs.settings import Settings
from oncue.jobs.store import SqlStore
from oncue.transcript.sandbox import Readers
from service.admission import install_admission
from service.captions import Captions
from service.compressed import install_compression
from service.context import EXTENSION, DeskParts, ServiceParts
from service.cross_origin import install_cross_origin
from service.desk_departures import DeskDepartures
from service.desk_doubts import DeskDoubts
from service.desk_edits import DeskEdits
from service.desk_presence import DeskPresence
from service.desk_scripts import DeskScripts
from service.desk_stretches import DeskAsking
from service.desk_texts import DeskTexts
from service.desk_views import DeskViews
from service.keys import install_keys, install_tokens
from service.problems import install_problems, invalid
from service.request_rules import install_request_rules
from service.routes import register
from service.routes.responses import PROBLEM_ANSWERS
from service.schemas import Problem
from service.security import install_site_rules
from service.stored_alignments import StoredAlignments
from service.submit import Submissions
from service.watcher import Watcher

_KEY = {"type": "http", "scheme": "bearer", "description": "An API key, made with `oncue keys create`."}
_SECURITY: dict[str, SecurityScheme | dict[str, Any]] = {"key": _KEY}


def nobody_woken() -> bool:
    """Wakes nobody up: aligners look by themselves, four times a second."""
    return False


def create_app(
    settings: Settings,
    store: SqlStore,
    blobs: Blobs,
    enqueue: Callable[[str], bool],
    readers: Readers | None = None,
    wake_aligner: Callable[[], bool] = nobody_woken,
    checks: CaptionChecks | None = None,
    presence: DeskPresence | None = None,
) -> OpenAPI:
    """The API as a Flask application; the store's tables must be there.

    `enqueue` wakes a worker up for a job, `wake_aligner` the aligners, and neither raises. `readers` read the transcripts;
    None: the application's own, started with the first transcript. `checks` check caption files that are sent for that;
    None: the same. `presence` knows who has which desk open; None: only those of this application.
    """
    readers = readers or Readers(waiting=settings.threads // 2)
    app = OpenAPI(
        "service",
        info=Info(title="Oncue", version=version("oncue"), description="Captions from a recording and its transcript."),
        security_schemes=_SECURITY,
        responses=PROBLEM_ANSWERS,
        validation_error_model=Problem,
        validation_error_callback=invalid,
        doc_ui=False,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.url_map.strict_slashes = False
    submissions = Submissions(settings, store, blobs, enqueue, readers)
    stored = StoredAlignments(blobs)
    scripts = DeskScripts(store, blobs, stored)
    captions = Captions(blobs, working=scripts.working, stored=stored)
    texts = DeskTexts(store, blobs, captions, scripts)
    edits = DeskEdits(store, scripts, texts, DeskAsking(store).ask)
    app.extensions[EXTENSION] = ServiceParts(
        settings=settings,
        store=store,
        blobs=blobs,
        enqueue=enqueue,
        submissions=submissions,
        readers=readers,
        captions=captions,
        watcher=Watcher(store, settings.threads // 2),
        wake_aligner=wake_aligner,
        checks=checks or CaptionChecks(),
        desks=DeskParts(scripts, texts, DeskViews(captions), edits, DeskDoubts(), DeskDepartures(store, scripts, texts)),
        presence=presence or DeskPresence(),
    )
    install_problems(app)
    install_site_rules(app, settings)
    install_cross_origin(app, settings)
    install_keys(app, settings, store)
    install_compression(app)
    register(app)
    install_request_rules(app)
    install_admission(app, submissions.limits, blobs)
    install_tokens(app)
    return app
