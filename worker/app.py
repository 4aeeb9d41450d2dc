"""The Celery application of the workers: `celery --app worker.app worker`, or `oncue worker`."""

from __future__ import annotations

from oncue.jobs.queue import celery_app
from oncue.jobs.setting_places import settings_or_exit
from worker.tasks import register

settings = settings_or_exit(engine=True)
app = celery_app(settings, sends_only=False)
register(app, settings)
