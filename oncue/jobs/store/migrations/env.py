"""Run by Alembic: on the connection, and inside the transaction, that `oncue.jobs.store.migrate` gives it."""

from __future__ import annotations

from alembic import context

from oncue.jobs.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, transactional_ddl=True)
context.run_migrations()
