"""Alignments written as text, and cues drawn as text, so that a test of captions reads like what is on screen."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hypothesis import strategies as st

from oncue.captions.formats import FORMATS
from oncue.captions.limits import CaptionOptions, caption_limits
from oncue.captions.segmentation import segment
from oncue.captions.track import CaptionTrack
from oncue.model import Alignment, Cue, EngineInfo, Quality, TimedWord, WordStatus
from oncue.transcript import read_transcript

_MARK = re.compile(r"\((\d+)\)$")
_SPEAKER = re.compile(r"(\w+)\| ")


def said(script: str, *, ms_per_char: int = 60, language: str = "en") -> tuple[Alignment, str]:
    """An alignment and its transcript. `word(300)` pauses after a word, `Anna| ` begins a turn, `~word~` is never heard.

    A word takes `ms_per_char` for each character and one for the space behind it, the first begins at 1000 ms.
    """
    words: list[TimedWord] = []
    transcript, now_ms, speaker = "", 1000, None
    for paragraph in script.strip().split("\n"):
        line = paragraph.strip()
        if found := _SPEAKER.match(line):
            speaker, line = (found[1] if found[1] != "nobody" else None), line[found.end() :]
        transcript += "\n" if transcript else ""
        for index, piece in enumerate(line.split(" ") if line else []):
            pause = _MARK.search(piece)
            shown = _MARK.sub("", piece).strip("~")
            transcript += " " if index else ""
            start, end = len(transcript), len(transcript) + len(shown)
            transcript += shown
            if piece.startswith("~"):
                words.append(TimedWord(shown, start, end, speaker, None, None, 0.0, WordStatus.NOT_IN_AUDIO))
                continue
            spoken_ms = ms_per_char * (len(shown) + 1)
            words.append(TimedWord(shown, start, end, speaker, now_ms, now_ms + spoken_ms, 1.0, WordStatus.ALIGNED))
            now_ms += spoken_ms + (int(pause[1]) if pause else 0)
    return alignment_of(words, language=language), transcript


def read_out(page: str, language: str, *, ms_per_char: int = 150, pause_ms: int = 300) -> tuple[Alignment, str]:
    """The alignment of a published page, read out evenly, with a pause at each sign, without what may be no speech."""
    transcript = read_transcript(page.encode())
    words: list[TimedWord] = []
    now_ms = 1000
    for token in transcript.tokens:
        if token.kind is not None:
            continue
        end_ms = now_ms + ms_per_char * len(token.text)
        text, first, last = token.text, token.char_start, token.char_end
        words.append(TimedWord(text, first, last, token.speaker, now_ms, end_ms, 1.0, WordStatus.ALIGNED))
        now_ms = end_ms + (0 if text[-1].isalnum() else pause_ms)
    return alignment_of(words, language=language), transcript.text


def alignment_of(words: Sequence[TimedWord], *, language: str = "en", duration_ms: int = 86_400_000) -> Alignment:
    """An alignment of these words alone."""
    engine, quality = EngineInfo("fake", "tiny.en", "none"), Quality(1.0, 1.0, 1.0)
    return Alignment(language, duration_ms, engine, quality, tuple(words), (), ())


def options_of(
    profile: str = "netflix",
    *,
    offset_ms: int = 0,
    words: bool = False,
    speakers: bool = True,
    positions: bool = False,
    **limits: object,
) -> CaptionOptions:
    """Options of a profile, with single limits changed."""
    return CaptionOptions(caption_limits(profile, **limits), speakers, words, offset_ms, positions=positions)


def written(suffix: str, alignment: Alignment, transcript: str, options: CaptionOptions | None = None) -> str:
    """A caption file of a format whose files are text."""
    return FORMATS[suffix].write(CaptionTrack(alignment, transcript, options or CaptionOptions())).data.decode("utf-8")


def screens(script: str, options: CaptionOptions | None = None, *, ms_per_char: int = 60, language: str = "en") -> str:
    """The captions of a script, as a viewer sees them: a blank line between cues, labels in front."""
    alignment, transcript = said(script, ms_per_char=ms_per_char, language=language)
    return drawn(segment(alignment, transcript, options))


def drawn(cues: Sequence[Cue]) -> str:
    """The lines of the cues, a blank line between two cues."""
    return "\n\n".join("\n".join(f"{line.label} {line.text}".strip() for line in cue.lines) for cue in cues)


def picture(text: str) -> str:
    """A drawing as written in a test, without its indentation."""
    return "\n".join(line.strip() for line in text.strip().splitlines())


def times(cues: Sequence[Cue]) -> list[tuple[int, int]]:
    """When each cue comes in and goes out."""
    return [(cue.start_ms, cue.end_ms) for cue in cues]


_TRAPS = [
    "-->",
    "00:01",
    "<i>",
    "</v>",
    "<00:00:01.000>",
    "&amp;",
    "&",
    "<",
    "WEBVTT",
    "NOTE",
    "{\\an8}",
    "\\N",
    "{b}",
    "1",
    "-",
    "—",
]
_TRAPS += [
    "“",
    "”",
    "(",
    "...",
    "Dr.",
    "U.S.",
    "\u202eabc",
    "\u2067שלום\u2069",
    "\u200b",
    "\x00",
    "a\u2028b",
    "\ud800",
    "日本語",
    "ちょっと、",
    "「はい。」",
    "สวัสดี",
    "שלום!",
    "١٢",
    "e\u0301",
]
_word_texts = st.one_of(
    st.sampled_from(_TRAPS),
    st.sampled_from(["the", "and", "of", "Anna", "went", "home.", "yes,", "no?", "incomprehensibilities"]),
    st.text(min_size=1, max_size=12).filter(lambda text: not any(char.isspace() for char in text)),
    st.just("W" * 60),
)
_speakers = st.sampled_from(
    [None, None, "Anna", "Bob", "<b>&", "a:b-->c", "\x00\u2028", "X" * 70, "A very long name indeed, Sir"]
)


@st.composite
def alignments(draw: st.DrawFn, *, texts: st.SearchStrategy[str] = _word_texts) -> tuple[Alignment, str]:
    """Any timed words: odd texts, touching words, speakers at random, pauses from none to minutes, words without times."""
    words: list[TimedWord] = []
    transcript, now_ms = "", draw(st.integers(0, 4_000_000))
    speaker = draw(_speakers)
    for text in draw(st.lists(texts, max_size=40)):
        transcript += draw(st.sampled_from([" ", " ", " ", " ", "", "\n\n", "\r\n\r\n", " [MUSIC] "])) if transcript else ""
        if draw(st.integers(0, 5)) == 0:
            speaker = draw(_speakers)
        start, end = len(transcript), len(transcript) + len(text)
        transcript += text
        if draw(st.integers(0, 9)) == 0:
            words.append(TimedWord(text, start, end, speaker, None, None, 0.0, WordStatus.NOT_IN_AUDIO))
            continue
        now_ms += draw(st.sampled_from([0, 0, 0, 30, 83, 84, 400, 900, 1499, 1500, 60_000]))
        lasts = draw(st.sampled_from([0, 1, 80, 200, 200, 500, 1000, 9000]))
        at = draw(st.sampled_from([(None, None), (now_ms, now_ms + lasts)]))
        heard = draw(st.sampled_from([None, "", "else"])) if at[0] is not None else None
        gop = draw(st.sampled_from([None, -0.42]))
        place = (now_ms, now_ms + lasts, 0.9, WordStatus.ALIGNED)
        words.append(TimedWord(text, start, end, speaker, *place, heard, *at, gop))
        now_ms += lasts
    language = draw(st.sampled_from(["en", "en", "fr", "ja", "zh", "th", "ko", "he", "xx"]))
    return alignment_of(words, language=language, duration_ms=now_ms), transcript


@st.composite
def any_options(draw: st.DrawFn) -> CaptionOptions:
    """Options that a person might choose."""
    limits = caption_limits(
        draw(st.sampled_from(["netflix", "bbc", "dcmp"])),
        max_lines=draw(st.sampled_from([None, 1, 2, 3, 4])),
        max_chars=draw(st.sampled_from([None, 8, 20, 60])),
    )
    offset_ms = draw(st.sampled_from([0, 0, 36_000_000, 1, -1000, -3_000_000]))
    return CaptionOptions(limits, draw(st.booleans()), draw(st.booleans()), offset_ms, positions=draw(st.booleans()))
