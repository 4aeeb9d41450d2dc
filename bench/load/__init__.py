"""How fast the running service answers while many upload, read and listen: `python -m bench.load`."""
