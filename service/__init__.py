"""The HTTP API. It imports no engine and never `worker`, so that its image carries no torch."""
