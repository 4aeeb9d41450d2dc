"""The Celery worker and its engine process: a job is claimed, worked on by `oncue.pipeline`, and recorded."""
