"""What a job is, shared by the service and the worker. It imports neither of them, nor `alignment`."""
