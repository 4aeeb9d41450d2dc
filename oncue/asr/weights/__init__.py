"""Whisper's weights: which ones are known, where they are found, how they are checked and converted."""
