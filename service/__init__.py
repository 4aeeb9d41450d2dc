"""The HTTP API. It imports `alignment` and `jobs`, never `worker`, so that its image carries no torch."""
