"""The processes that `oncue serve` starts and keeps running: Redis, the API, workers, a reaper."""
