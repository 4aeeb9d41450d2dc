"""The part that service and worker share: jobs, their store, files, queue and settings. It imports neither of the two."""
