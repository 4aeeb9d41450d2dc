"""Compares two caption files of one recording: their clocks, their times beside the sound, their words."""
