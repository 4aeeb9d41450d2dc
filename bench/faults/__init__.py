"""The real service under faults: is any job lost, or finished twice? `python -m bench.faults`."""
