"""The stages of a job, in order, from one recording and its transcript to an alignment."""
