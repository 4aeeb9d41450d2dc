"""The values of an alignment: tokens, recognised words, timed words, gaps, cues.

Every time is an integer number of milliseconds from the start of the recording. Every text range is half-open and counts
code points of `Transcript.text`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Interval = tuple[int, int]
"""Start and end in milliseconds, half-open."""


class UnspokenKind(StrEnum):
    """The reason why a part of the transcript is not speech."""

    CHROME = "chrome"
    HEADING = "heading"
    SPEAKER_LABEL = "speaker_label"
    STAGE_DIRECTION = "stage_direction"
    CREDIT = "credit"
    OTHER_LANGUAGE = "other_language"
    NOT_IN_AUDIO = "not_in_audio"


class WordStatus(StrEnum):
    """The way in which a timed word came by its times."""

    ALIGNED = "aligned"
    ESTIMATED = "estimated"
    NOT_IN_AUDIO = "not_in_audio"


@dataclass(frozen=True, slots=True)
class Token:
    """One written word: a maximal run of non-space characters, or a part of one.

    `kind` is what the token is taken for if the audio does not contain it; None is ordinary speech. `speakable` False
    means it is never speech (a label, a stage direction, a player's clock); True with a `kind` is a candidate, and the
    audio decides (a headline that the presenter reads out).
    """

    text: str
    char_start: int
    char_end: int
    speaker: str | None = None
    kind: UnspokenKind | None = None
    speakable: bool = True


@dataclass(frozen=True, slots=True)
class InLanguage:
    """A range of the transcript that says in `language`, a code of Whisper's, what another range says in another one."""

    char_start: int
    char_end: int
    language: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """The published text and its tokens, in reading order, together covering every non-space character of `text`.

    `notices` tell what of the published file is not in `text`: sentences for a person, each beginning with a stable code and
    a colon. `languages` is for a text that says the same in several languages, one of which is spoken: the ranges of
    each, in order and apart.
    """

    text: str
    tokens: tuple[Token, ...]
    notices: tuple[str, ...] = ()
    languages: tuple[InLanguage, ...] = ()


@dataclass(frozen=True, slots=True)
class RecognisedWord:
    """One word as the recogniser heard it; `probability` is 0..1, a mean over its tokens.

    `surprisal` is -ln of the probability of all its tokens together, in nats; None where the recogniser tells none.

    `gop` is set where the sound confirmed a published word and the recogniser was spared: its mean log-likelihood ratio a
    frame (see `AlignedWord.gop`), its times being the acoustic search's. So is `spread_ms` (see `AlignedWord.spread_ms`).
    """

    text: str
    start_ms: int
    end_ms: int
    probability: float
    gop: float | None = None
    surprisal: float | None = None
    spread_ms: float | None = None


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A token with its place in the recording: both times, or neither when it is not in the audio.

    `heard` is what Whisper heard in its place, if something else: "" where it listened and heard nothing; None where it
    heard the same, and where it did not listen. `heard_start_ms` and `heard_end_ms` are its own times of what it heard,
    both or neither. `gop` is the sound's fit (see `AlignedWord.gop`), None where the method has none. `error_ms` is how far
    a border may be off; None where that is not known.

    `surprisal` is how unlikely Whisper holds what is published where it heard something else, in nats: -ln of the word's
    probability after the words before it and with the sound, and no more than what it heard in the place is likelier by.
    Words that it heard beside this one and the text lacks count for it. None where it heard the same or was not asked.

    `source` names the published word that a person changed into this one, `pinned` says that one of its times, or both, are
    a person's, `by` whose work it is: "machine", or somebody's name. `name` is its id where persons edited the text: there
    `char_start` counts in the edited one.
    """

    text: str
    char_start: int
    char_end: int
    speaker: str | None
    start_ms: int | None
    end_ms: int | None
    confidence: float
    status: WordStatus
    heard: str | None = None
    heard_start_ms: int | None = None
    heard_end_ms: int | None = None
    gop: float | None = None
    error_ms: int | None = None
    source: str | None = None
    pinned: bool = False
    by: str = "machine"
    name: str | None = None
    surprisal: float | None = None

    @property
    def id(self) -> str:
        """Its name in this alignment and in those of the same published text: "w" and its `char_start` there, which is its
        own unless `name` says another."""
        return self.name or f"w{self.char_start}"


@dataclass(frozen=True, slots=True)
class Gap:
    """Speech in the audio that the transcript lacks, with what the recogniser heard there."""

    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class UnspokenRange:
    """A range of the transcript that no caption shows, and why."""

    char_start: int
    char_end: int
    kind: UnspokenKind


SOUND_ALIGNER = "oncue-gmm 1"
"""`EngineInfo.aligner` where Oncue's own forced aligner placed the words, by the sound itself."""

SOUND_AND_NETWORK_ALIGNER = "oncue-gmm 1 + net 1"
"""The same where the phone network had its part in it, in noise or over a telephone."""

SOUND_ALIGNERS = frozenset({SOUND_ALIGNER, SOUND_AND_NETWORK_ALIGNER, "pocketsphinx"})
"""Both, with what documents of before call the first."""


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """The parts that produced the times: recognition engine, Whisper model, and what placed the words.

    `aligner` is `oncue-gmm 1` for Oncue's own forced aligner over pocketsphinx's acoustic model (`pocketsphinx` in documents
    of schema 1), `oncue-gmm 1 + net 1` where a phone network had its part in it, and otherwise what was used in its place,
    such as `cross-attention`.

    `windows` is the count of windows the recording was divided into, `windows_heard` of those that the engine was given:
    with `listen` "as_needed", it was spared where the sound confirmed the text. `pipeline` is the number of the way in which
    the alignment was made. They are None in alignments that were made before they were told.

    `second_model` is the larger model that heard `second_windows` of the windows once more, as much was not heard in them;
    None where none did.
    """

    name: str
    model: str
    aligner: str
    windows: int | None = None
    windows_heard: int | None = None
    listen: str | None = None
    pipeline: int | None = None
    second_model: str | None = None
    second_windows: int | None = None


@dataclass(frozen=True, slots=True)
class MissingWords:
    """Ordinary words of the transcript in a row that no caption shows: `words` counts them, `text` is cut where it is long.

    `after_ms` is the end of the last captioned word before them, `before_ms` the start of the first one after them; None
    where there is none.
    """

    char_start: int
    char_end: int
    words: int
    text: str
    after_ms: int | None
    before_ms: int | None

    @property
    def is_between(self) -> bool:
        """True where the words before and after them were found in the recording."""
        return self.after_ms is not None and self.before_ms is not None


@dataclass(frozen=True, slots=True)
class UncaptionedSpeech:
    """A part of the recording that sounds like speech and has no captions: `speech_ms` of it does, pauses left out.

    `text` is what the recogniser heard there, cut where it is long; "" where it heard no words.
    """

    start_ms: int
    end_ms: int
    speech_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """The account of every published word and of all the speech: captioned, or left out and why.

    `published` equals `captioned` and the sum of `left_out` (words by `UnspokenKind`); punctuation by itself is no word.
    `missing` are the ordinary words of `left_out` by place, `uncaptioned` the speech without captions by place: the longest
    of both are kept, in the order of the recording, and `missing_places` and `uncaptioned_places` say how many there are.
    `speech_ms` is all that sounds like speech, `uncaptioned_ms` the part of it without captions.
    """

    published: int
    captioned: int
    left_out: Mapping[str, int] = field(default_factory=dict)
    missing_words: int = 0
    missing_places: int = 0
    missing: tuple[MissingWords, ...] = ()
    speech_ms: int = 0
    uncaptioned_ms: int = 0
    uncaptioned_places: int = 0
    uncaptioned: tuple[UncaptionedSpeech, ...] = ()


@dataclass(frozen=True, slots=True)
class Quality:
    """The figures of an alignment. Shares are 0..1; `warnings` are sentences, each beginning with a stable code and a colon.

    `transcript_coverage` is of the ordinary words, `speech_coverage` the lesser of two: of the words that were heard, and of
    the time that sounds like speech. `ledger` is None in alignments that were made before it was kept.
    """

    transcript_coverage: float
    speech_coverage: float
    mean_confidence: float
    warnings: tuple[str, ...] = ()
    ledger: Ledger | None = None


@dataclass(frozen=True, slots=True)
class Alignment:
    """Everything known about one recording and its transcript; captions are rendered from it.

    `silences` are where the recording falls silent by its level, whatever words are said, in order; empty also where the
    level does not tell, and in alignments that were made before they were kept.
    """

    language: str
    duration_ms: int
    engine: EngineInfo
    quality: Quality
    words: tuple[TimedWord, ...]
    gaps: tuple[Gap, ...]
    unspoken: tuple[UnspokenRange, ...]
    silences: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class CueLine:
    """One line on screen: whole words as shown, all of one speaker, every one with times.

    `label` is what a format without markup for speakers writes before the words ("ANNA:"); it was counted when the line
    was filled. A line that has a label and no words belongs to formats without such markup only.
    """

    words: tuple[TimedWord, ...]
    speaker: str | None
    label: str = ""

    @property
    def text(self) -> str:
        """The words, with a space wherever the transcript has something between two of them."""
        parts: list[str] = []
        for before, word in zip((None, *self.words), self.words, strict=False):
            if before is not None and before.char_end != word.char_start:
                parts.append(" ")
            parts.append(word.text)
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption on screen. `speaker` is the one speaker of all its lines, or None when they differ or it is unknown.

    `as_written` is True where its lines are those of a caption file: the dashes that are to be shown are in their text.
    """

    start_ms: int
    end_ms: int
    lines: tuple[CueLine, ...]
    speaker: str | None
    as_written: bool = False

    @property
    def shared(self) -> bool:
        """True where not all of its lines are of one speaker."""
        return len({line.speaker for line in self.lines}) > 1

    @property
    def dashed(self) -> bool:
        """True where two speakers share it, a line each, each line to begin with a dash that a format has to add."""
        return self.shared and not self.as_written
