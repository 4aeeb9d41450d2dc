"""Which written words are which recognised words: rare n-gram anchors, then dynamic programming between them."""

from alignment.match.matching import Match, Matching, match

__all__ = ["Match", "Matching", "match"]
