"""Measurements of accuracy and speed: `python -m bench`."""
