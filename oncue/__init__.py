"""Oncue: published transcripts and their recordings to time-coded captions; the library and the command."""
