"""Captions: cues made of an alignment, their limits, and the formats they are written in."""
