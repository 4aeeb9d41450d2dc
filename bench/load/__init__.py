"""The speed of the running service's answers while many upload, read and listen: `python -m bench.load`."""
