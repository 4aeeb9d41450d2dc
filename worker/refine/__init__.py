"""Forced alignment of the published words with pocketsphinx's small acoustic model."""
