"""Changes of the tables, run by `jobs.store.migrate`."""
