"""Jobs, their store, files and queue: what the service and the worker share. It imports neither of them."""
