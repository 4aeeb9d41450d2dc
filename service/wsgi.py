"""The WSGI application that gunicorn serves, made of the environment's settings."""

from __future__ import annotations

from oncue.jobs.blobs import open_blobs
from oncue.jobs.presence import SharedPresence
from oncue.jobs.queue import Queue, Waker, celery_app
from oncue.jobs.setting_places import settings_or_exit
from oncue.jobs.store import open_store
from service.app import create_app
from service.desk_presence import DeskPresence

APP_LOAD_ERROR = 4
"""The exit code with which gunicorn does not start a worker again and again. With `gunicorn_conf`, settings are read
before."""

settings = settings_or_exit(code=APP_LOAD_ERROR)
celery = celery_app(settings, sends_only=True)
waker = Waker(Queue(celery))
app = create_app(
    settings,
    open_store(settings, connections=24),
    open_blobs(settings),
    waker.enqueue,
    wake_aligner=waker.wake_aligner,
    presence=DeskPresence(SharedPresence(celery).exchange),
)
