"""`python -m worker.aligner`: the Celery worker that times what is edited, as `oncue aligner` starts it."""

from __future__ import annotations

import warnings

from oncue.jobs.store.migrate import START_PATIENCE_S, migrate
from worker.aligner.app import app, settings


def main() -> None:
    """Does what desks ask for until it is stopped."""
    migrate(settings, wait_s=START_PATIENCE_S)
    # Celery warns root because messages might be pickled code. Ours are JSON, and a container has only its own root.
    warnings.filterwarnings("ignore", message="You're running the worker with superuser")
    app.worker_main(
        [
            "--quiet",
            "worker",
            "--loglevel",
            settings.log_level,
            "--without-gossip",
            "--without-mingle",
            "--without-heartbeat",
        ]
    )


if __name__ == "__main__":
    main()
