"""Whisper, behind one Protocol with two engines."""
