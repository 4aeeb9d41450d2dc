"""The Celery application of the aligners: `celery --app worker.aligner.app worker`, or `oncue aligner`."""

from __future__ import annotations

from oncue.jobs.queue import ALIGNER_QUEUE, celery_app
from oncue.jobs.setting_places import settings_or_exit
from worker.aligner.tasks import register

settings = settings_or_exit()
app = celery_app(settings, sends_only=False, queue=ALIGNER_QUEUE)
register(app, settings)
