"""The Celery application of the workers: `celery --app worker.app worker`, or `oncue worker`."""

from __future__ import annotations

from jobs.queue import celery_app
from jobs.settings import read_settings
from worker.tasks import register

settings = read_settings()
app = celery_app(settings, sends_only=False)
register(app, settings)
