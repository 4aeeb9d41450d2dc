"""The match of written words with recognised ones: rare n-gram anchors, then dynamic programming between them."""

from oncue.alignment.match.match import match
from oncue.alignment.match.matches import Match, Matching

__all__ = ["Match", "Matching", "match"]
