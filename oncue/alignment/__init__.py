"""Forced alignment of a transcript with what was heard: matching, timing, confidence, coverage. Pure Python, no I/O."""
