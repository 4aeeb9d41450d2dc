"""The `oncue` command. It starts the service and the worker as processes, and imports neither."""
