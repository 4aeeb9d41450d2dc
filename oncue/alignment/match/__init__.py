"""Which written words are which recognised words: rare n-gram anchors, then dynamic programming between them."""

from oncue.alignment.match.match import Match, Matching, match

__all__ = ["Match", "Matching", "match"]
