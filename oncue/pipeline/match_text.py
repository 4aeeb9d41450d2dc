"""The stage that matches a transcript with what was recognised, and refuses one that belongs to another recording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from oncue.alignment.differences import Surprisals
from oncue.alignment.match import Match, match
from oncue.alignment.mismatch import Coverage, coverage, ensure_belongs
from oncue.alignment.timing.astray import with_astray
from oncue.alignment.timing.slots import LONGEST_REPLACEMENT, Slot, build_slots
from oncue.errors import AudioSilent
from oncue.model import RecognisedWord, Token
from oncue.pipeline.plan import Plan
from oncue.text.normalize import match_keys

MOST_MEAN_SURPRISAL = 5.0
"""Most mean surprisal, in nats, of a run of words that are said though Whisper heard others. Measured: right words in noise
were at 4 where it misheard a sentence or two, others in their place at 10 and more."""


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
    return MatchedText(matches, covered, with_astray(build_slots(tokens, words, matches, language), tokens, words))


def borne_out(matched: MatchedText, surprisals: Surprisals) -> MatchedText:
    """The same with long holes matched where Whisper misheard the text: it holds that nearly as likely as what it heard.

    Of more than `LONGEST_REPLACEMENT` words the sound alone would have to tell that they are said, and in noise it does not.
    """

    def is_borne_out(slot: Slot) -> bool:
        if slot.matched or not slot.words or len(slot.tokens) <= LONGEST_REPLACEMENT:
            return False
        weighed = [surprisals.of_tokens[i] for i in slot.tokens if i in surprisals.of_tokens]
        return len(weighed) == len(slot.tokens) and sum(weighed) < MOST_MEAN_SURPRISAL * len(weighed)

    return replace(matched, slots=[replace(slot, matched=True) if is_borne_out(slot) else slot for slot in matched.slots])
