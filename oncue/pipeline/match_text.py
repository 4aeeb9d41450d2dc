"""The stage that matches a transcript with what was recognised, and refuses one that belongs to another recording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oncue.alignment.match import Match, match
from oncue.alignment.mismatch import Coverage, coverage, ensure_belongs
from oncue.alignment.timing.slots import Slot, build_slots
from oncue.errors import AudioSilent
from oncue.model import RecognisedWord, Token
from oncue.pipeline.plan import Plan
from oncue.text.normalize import match_keys


@dataclass(frozen=True, slots=True)
class MatchedText:
    """The matches of a transcript with recognised words, how much of each they cover, and both merged in order, as slots."""

    matches: Sequence[Match]
    coverage: Coverage
    slots: Sequence[Slot]


def match_text(tokens: Sequence[Token], words: Sequence[RecognisedWord], plan: Plan) -> MatchedText:
    """The matches of `tokens` with recognised `words`.

    Raises `AudioSilent` where no word was recognised, and `TranscriptMismatch` where the words are of another text.
    """
    if not words:
        raise AudioSilent("No words were heard in the recording. Check that it is the right file and the right language.")
    language = plan.key.language
    matches = match(tokens, words, language).matches
    biased = frozenset(key for name in plan.names for key in match_keys(name, language))
    covered = coverage(tokens, words, matches, language, biased)
    ensure_belongs(covered)
    return MatchedText(matches, covered, build_slots(tokens, words, matches, language))
