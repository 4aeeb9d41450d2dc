"""What gunicorn serves: the application, made of what the environment says."""

from __future__ import annotations

from jobs.blobs import open_blobs
from jobs.queue import Queue, Waker, celery_app
from jobs.settings import read_settings
from jobs.store import open_store
from service.app import create_app

settings = read_settings()
waker = Waker(Queue(celery_app(settings, sends_only=True)))
app = create_app(settings, open_store(settings, connections=24), open_blobs(settings), waker.enqueue)
