"""Checks captions against the sound: are they on screen while they are said, and is what they say what is said?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from oncue.captions.check.finding import Finding, Severity, in_order
from oncue.captions.check.heard_cues import HeardCue
from oncue.captions.check.sound_rules import SoundRules
from oncue.captions.formats.timecode import clock
from oncue.model import Alignment, TimedWord
from oncue.text.display_text import columns, visible
from oncue.text.normalize import match_keys

SURE = 0.9
"""Least confidence of a word whose place is held against a caption. Of words this sure 7 in 1,000 are off by a fifth of a
second; what rests on another word is told as something to look at."""

PLACE_MS = 100
"""How far a sure word's border may be off, in milliseconds: 99 in 100 are nearer. By so much a caption must be further off
than allowed before it is an error."""

FEWEST_UNSAID = 3
"""Words from which on a caption that nobody says is an error. Of fewer, a sign in the picture is as likely."""

LEAST_UNCAPTIONED_MS = 1000
"""Milliseconds of speech in one place that want a caption."""

MOST_TOLD = 6

OWN_RULE = "Oncue: what is said has a caption, and what a caption says is said"


def sound_findings(cues: Sequence[HeardCue], alignment: Alignment, rules: SoundRules) -> tuple[Finding, ...]:
    """What is wrong with `cues`, which are in the order of their file, by `alignment`, of their own words."""
    words = [finding for cue in cues if cue.words for finding in _of_words(cue)]
    return in_order([*words, *sound_time_findings(cues, rules), *_uncaptioned(alignment)])


def sound_time_findings(cues: Sequence[HeardCue], rules: SoundRules) -> Iterator[Finding]:
    """What is wrong with the times of `cues`, which are in the order of their file."""
    for cue, following in zip_longest(cues, cues[1:]):
        if cue.words:
            yield from _of_times(cue, following, rules)


def _of_times(cue: HeardCue, following: HeardCue | None, rules: SoundRules) -> Iterator[Finding]:
    """In-time and out-time beside the first and the last word. What is late or early as a whole is told once."""
    if cue.said_ms is None:
        return
    first_ms, last_ms = cue.said_ms
    starts, ends = _sureness(cue.words, 0), _sureness(cue.words, -1)
    late_ms = cue.start_ms - first_ms
    in_time = None
    if late_ms < -rules.early_ms:
        told = "comes {} before its first word"
        in_time = _off("in_time_early", cue, -late_ms, rules.early_ms, starts, rules.in_rule, told)
    elif late_ms > rules.late_ms:
        in_time = _off("in_time_late", cue, late_ms, rules.late_ms, starts, rules.in_rule, "comes {} after its first word")
    if in_time is not None:
        yield in_time
        if 0 <= (cue.end_ms - last_ms) * (1 if late_ms > 0 else -1) <= abs(late_ms) + rules.after_ms:
            return
    short_ms = last_ms - cue.end_ms
    if short_ms > rules.early_out_ms:
        told = "goes {} before its last word ends"
        yield _off("out_time_early", cue, short_ms, rules.early_out_ms, ends, rules.out_rule, told)
    elif cue.end_ms > (latest_ms := latest_out(cue, following, rules)):
        allowed_ms = latest_ms - last_ms
        told = "stays for {} after its last word"
        if allowed_ms > rules.after_ms:
            told += ", and reading it, or keeping to the next one, does not ask for so much"
        yield _off("out_time_late", cue, -short_ms, allowed_ms, ends, rules.out_rule, told)


def latest_out(cue: HeardCue, following: HeardCue | None, rules: SoundRules) -> int:
    """The latest time at which a cue whose words were found may go: so long after the last word, or as soon as it can have
    been read; up to the next one where the hole before that would be too short to be seen as a pause."""
    assert cue.said_ms is not None
    first_ms, last_ms = cue.said_ms
    latest_ms = last_ms + rules.after_ms
    if rules.reads_on:
        shown_ms = min(cue.start_ms, first_ms)
        latest_ms = max(latest_ms, shown_ms + max(rules.limits.min_duration_ms, reading_ms(cue, rules)))
    if following is not None and 0 < following.start_ms - latest_ms < rules.limits.close_ms:
        latest_ms = following.start_ms
    return latest_ms


def reading_ms(cue: HeardCue, rules: SoundRules) -> int:
    """The milliseconds that a cue takes to read."""
    text = " ".join(cue.lines)
    return rules.limits.reading_ms(columns(text), len(text.split()))


def _sureness(words: Sequence[TimedWord], index: int) -> float:
    """The confidence of a cue's first or last word; 0 where that word was not found and another stands for it."""
    return words[index].confidence if words[index].start_ms is not None else 0.0


def _off(code: str, cue: HeardCue, figure: int, limit: int, confidence: float, rule: str, told: str) -> Finding:
    sure = confidence >= SURE
    severity = Severity.HARD if sure and figure > limit + PLACE_MS else Severity.SOFT
    doubt = "" if sure else f" But where that word is, is not sure itself (confidence {confidence:.2f}): listen."
    text = f"The caption {told.format(f'{figure} ms')}; {limit} ms are allowed.{doubt}"
    return Finding(code, cue.number, cue.start_ms, figure, limit, "ms", severity, rule, text)


def _of_words(cue: HeardCue) -> Iterator[Finding]:
    """Words that are not said, said elsewhere, or not like this."""
    missing = [word for word in cue.words if word.start_ms is None]
    severity = Severity.HARD if len(missing) >= FEWEST_UNSAID else Severity.SOFT
    if missing and cue.elsewhere_ms is not None:
        text = f"What it says is said at {clock(cue.elsewhere_ms, '.')}: the text is in another order than the speech."
        yield _words("text_out_of_order", cue, missing, Severity.HARD, text)
    elif len(missing) == len(cue.words):
        text = "Nobody says what it says: listen, and remove it if it is no sign in the picture."
        yield _words("caption_without_speech", cue, missing, severity, text)
    elif missing:
        text = f"Not heard: {_quoted(missing)}. The rest of the caption is."
        yield _words("words_not_heard", cue, missing, severity, text)
    if cue.doubtful:
        told = "; ".join(map(_doubt, cue.doubtful[:MOST_TOLD]))
        text = f"It does not sound like this: {told}{_more(cue.doubtful)}."
        yield _words("text_unlike_sound", cue, cue.doubtful, Severity.SOFT, text)


def _words(code: str, cue: HeardCue, words: Sequence[TimedWord], severity: Severity, text: str) -> Finding:
    return Finding(code, cue.number, cue.start_ms, len(words), 0, "words", severity, OWN_RULE, text)


def _quoted(words: Sequence[TimedWord]) -> str:
    return f"“{visible(' '.join(word.text for word in words[:MOST_TOLD]))}”{_more(words)}"


def _more(words: Sequence[TimedWord]) -> str:
    return f" and {len(words) - MOST_TOLD} more words" if len(words) > MOST_TOLD else ""


def _doubt(word: TimedWord) -> str:
    written = f"written “{visible(word.text)}”"
    if word.heard:
        return f"{written}, heard “{visible(word.heard)}”"
    if word.heard == "":
        return f"{written}, heard nothing"
    return written if word.gop is None else f"{written}, fit {word.gop:.1f}"


def _uncaptioned(alignment: Alignment) -> Iterator[Finding]:
    """Speech that no caption has, by the alignment's ledger, which keeps the longest places."""
    ledger = alignment.quality.ledger
    for place in ledger.uncaptioned if ledger else ():
        if place.speech_ms < LEAST_UNCAPTIONED_MS:
            continue
        # Without words it may be singing, or a crowd.
        heard = len(match_keys(place.text, alignment.language)) >= FEWEST_UNSAID
        said = f"“{visible(place.text)}” was heard" if heard else "no words were made out, so it may be song or a crowd"
        text = f"{place.speech_ms / 1000:.1f} s of speech have no caption, to {clock(place.end_ms, '.')}: {said}."
        severity = Severity.HARD if heard else Severity.SOFT
        yield Finding(
            "speech_without_caption",
            None,
            place.start_ms,
            place.speech_ms,
            LEAST_UNCAPTIONED_MS,
            "ms",
            severity,
            OWN_RULE,
            text,
        )
