"""The real service under faults, and a check that no job is lost or finished twice: `python -m bench.faults`."""
