"""Changes of the tables, run by `oncue.jobs.store.migrate`."""
