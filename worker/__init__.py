"""Audio, recognisers, refinement and the steps of one job. It imports `alignment` and `jobs`, never `service`."""
