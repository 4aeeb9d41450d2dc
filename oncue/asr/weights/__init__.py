"""Whisper's weights: those that are known, and how they are found, checked and converted."""
