"""Caption files with one fault each, made from a clean one, and written as a program of somebody else's would."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from oncue.captions.check import RULE_SETS, RuleSet
from oncue.captions.formats import FORMATS
from oncue.captions.formats.written import WrittenCue
from oncue.frame_rate import FRAME_RATES

Cues = list[WrittenCue]


def cue(start_ms: int, end_ms: int, *lines: str, speakers: Sequence[str | None] = ()) -> WrittenCue:
    return WrittenCue(start_ms, end_ms, lines, tuple(speakers) or (None,) * len(lines))


CLEAN: tuple[WrittenCue, ...] = (
    cue(1000, 4000, "ANNA: Good morning, everybody."),
    cue(5480, 8480, "This is the news,", "and here is the weather."),
    cue(10_000, 13_000, "BEN: The harbour is open again", "after the storm."),
    cue(14_480, 17_480, "- Was anybody hurt?", "- No, nobody was."),
    cue(19_000, 22_000, "ANNA: The ferries leave", "every hour from now on."),
    cue(23_480, 26_000, "Thank you for listening."),
)
"""Keeps to every built-in rule set, on frames of 25 a second, too; the recording lasts half a minute."""

CLEAN_JAPANESE: tuple[WrittenCue, ...] = (
    cue(1000, 5000, "皆さん、こんばんは。"),
    cue(6480, 11_480, "今日のニュースを", "お伝えします。"),
)

END_MS = 30_000


def srt(cues: Sequence[WrittenCue]) -> bytes:
    """A SubRip file."""
    blocks = (
        f"{number}\n{_clock(each.start_ms, ',')} --> {_clock(each.end_ms, ',')}\n" + "\n".join(each.lines) + "\n"
        for number, each in enumerate(cues, 1)
    )
    return "\n".join(blocks).encode()


def vtt(cues: Sequence[WrittenCue]) -> bytes:
    """A WebVTT file, with the voices of its lines."""
    blocks = (f"{_clock(each.start_ms, '.')} --> {_clock(each.end_ms, '.')}\n{_spoken(each)}\n" for each in cues)
    return ("WEBVTT\n\n" + "\n".join(blocks)).encode()


WRITERS: dict[str, Callable[[Sequence[WrittenCue]], bytes]] = {"srt": srt, "vtt": vtt}


def written_and_read(cues: Sequence[WrittenCue], suffix: str) -> tuple[WrittenCue, ...]:
    """The cues as Oncue reads them from a file."""
    read = FORMATS[suffix].read
    assert read is not None
    return read(WRITERS[suffix](cues))


def _spoken(each: WrittenCue) -> str:
    lines = (line.replace("&", "&amp;").replace("<", "&lt;") for line in each.lines)
    return "\n".join(f"<v {name}>{line}</v>" if name else line for line, name in zip(lines, each.speakers, strict=True))


def _clock(ms: int, point: str) -> str:
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}{rest:03}"


@dataclass(frozen=True)
class Fault:
    """One fault: in the cue `at`, counted from 1 (None: in none), of the rules `rules`, in a file of the format `suffix`."""

    code: str
    rules: str
    at: int | None
    make: Callable[[Cues], None]
    hard: bool = True
    suffix: str = "srt"
    clean: tuple[WrittenCue, ...] = CLEAN
    language: str = "en"
    frame_rate: str | None = None
    others: tuple[str, ...] = ()
    """Findings that come with it, and cannot be without it."""
    stays: bool = False
    """True where mending cannot help, though it helps others of the code."""

    @property
    def cues(self) -> tuple[WrittenCue, ...]:
        """The cues of the file, as they are read from it."""
        cues = list(self.clean)
        self.make(cues)
        return written_and_read(cues, self.suffix)

    @property
    def rule_set(self) -> RuleSet:
        """The rules, with the frame rate where there is one."""
        rate = FRAME_RATES[self.frame_rate] if self.frame_rate else None
        return replace(RULE_SETS[self.rules], frame_rate=rate)

    def __str__(self) -> str:
        return f"{self.code}-{self.rules}-{self.suffix}-{self.make.__name__}"


def lines(at: int, *shown: str, speakers: Sequence[str | None] = ()) -> Callable[[Cues], None]:
    """Other lines in the cue `at`."""

    def make(cues: Cues) -> None:
        cues[at - 1] = replace(cues[at - 1], lines=shown, speakers=tuple(speakers) or (None,) * len(shown))

    make.__name__ = "_".join(shown[0].split()[:2]) or "nothing"
    return make


def times(at: int, start_ms: int, end_ms: int) -> Callable[[Cues], None]:
    """Other times of the cue `at`."""

    def make(cues: Cues) -> None:
        cues[at - 1] = replace(cues[at - 1], start_ms=start_ms, end_ms=end_ms)

    make.__name__ = f"{start_ms}_to_{end_ms}"
    return make


def short(at: int, shown: str, start_ms: int, end_ms: int) -> Callable[[Cues], None]:
    """A word in the cue `at`, and other times."""

    def make(cues: Cues) -> None:
        cues[at - 1] = cue(start_ms, end_ms, shown)

    make.__name__ = f"{shown}_{start_ms}_to_{end_ms}"
    return make


def swapped(one: int, two: int) -> Callable[[Cues], None]:
    """Two cues in each other's place."""

    def make(cues: Cues) -> None:
        cues[one - 1], cues[two - 1] = cues[two - 1], cues[one - 1]

    make.__name__ = f"{one}_and_{two}_swapped"
    return make


def nothing_left(cues: Cues) -> None:
    """A file without captions."""
    cues.clear()


def voices(*names: str | None) -> Callable[[Cues], None]:
    """A voice for all lines of each cue."""

    def make(cues: Cues) -> None:
        for index, (each, name) in enumerate(zip(cues, names, strict=True)):
            cues[index] = replace(each, speakers=(name,) * len(each.lines))

    return make


_LONG = "Everybody who lives beside the harbours was safe."
_WIDE = "今日のニュースをお伝えいたしますね。"
_FOUR = ("Good morning.", "This is the news.", "The port is open.", "Nobody was hurt.", "Thank you all.")

FAULTS: tuple[Fault, ...] = (
    Fault("too_many_lines", "netflix", 2, lines(2, *_FOUR[:3])),
    Fault("too_many_lines", "bbc", 2, lines(2, *_FOUR[:3]), suffix="vtt", others=("too_fast",)),
    Fault("too_many_lines", "dcmp", 6, lines(6, *_FOUR[:3]), others=("too_fast",)),
    Fault("too_many_lines", "cea-608", 3, lines(3, *_FOUR), suffix="vtt"),
    Fault("line_too_long", "netflix", 3, lines(3, _LONG[:43])),
    Fault("line_too_long", "bbc", 3, lines(3, _LONG[:38]), suffix="vtt"),
    Fault("line_too_long", "dcmp", 5, lines(5, _LONG[:33])),
    Fault("line_too_long", "cea-608", 5, lines(5, _LONG[:33]), suffix="vtt"),
    Fault("line_too_long", "netflix", 1, lines(1, "ANNA: Good morning everybody who hears me now"), suffix="vtt"),
    Fault("line_too_long", "netflix", 2, lines(2, _WIDE), clean=CLEAN_JAPANESE, language="ja"),
    Fault("line_too_long", "netflix", 2, lines(2, "Unaussprechlich" * 3), hard=False, stays=True),
    Fault("no_captions", "netflix", None, nothing_left, suffix="vtt"),
    Fault("no_captions", "ebu-tt-d", None, nothing_left),
    Fault("empty_cue", "netflix", 6, lines(6, "\u00a0")),
    Fault("empty_cue", "bbc", 6, lines(6, "\u3000"), suffix="vtt"),
    Fault("control_character", "netflix", 2, lines(2, "This is the \x07 news.")),
    Fault("control_character", "bbc", 2, lines(2, "This is the\tnews."), suffix="vtt"),
    Fault("control_character", "dcmp", 3, lines(3, "The caf\ufffd is open.")),
    Fault("control_character", "ebu-tt-d", 3, lines(3, "The \x1bport is open."), suffix="vtt"),
    Fault("control_character", "cea-608", 3, lines(3, "The har\u00adbour is open.")),
    Fault("character_not_allowed", "cea-608", 2, lines(2, "The price is 20 €.")),
    Fault("character_not_allowed", "cea-608", 2, lines(2, "Привет."), suffix="vtt"),
    Fault("character_not_allowed", "cea-608", 5, lines(5, "Wait\u2026")),
    Fault("lonely_word", "netflix", 2, lines(2, "This is the news and weather", "today."), hard=False),
    Fault("lonely_word", "bbc", 5, lines(5, "Then", "the ferries leave every hour."), hard=False, suffix="vtt"),
    Fault("lonely_word", "dcmp", 5, lines(5, "The ferries leave again", "soon."), hard=False),
    Fault("weak_break", "netflix", 2, lines(2, "This is what we know of the", "storm, and of the harbour."), hard=False),
    Fault("weak_break", "bbc", 5, lines(5, "The ferries leave from", "the harbour now."), hard=False, suffix="vtt"),
    Fault("weak_break", "dcmp", 5, lines(5, "It was opened by Mr", "Smith on Thursday."), hard=False),
    Fault("weak_break", "netflix", 2, lines(2, "Wir fahren heute mit der", "Bahn nach Hause."), hard=False, language="de"),
    Fault("speakers_undashed", "netflix", 4, lines(4, "- Was anybody hurt?", "No.", speakers=("A", "B")), False, "vtt"),
    Fault("speakers_undashed", "bbc", 4, lines(4, "ANNA: Was it? BEN: No, it was not."), hard=False),
    Fault("speakers_undashed", "dcmp", 4, lines(4, "Was anybody hurt?", "BEN: No."), hard=False),
    Fault("speakers_undashed", "netflix", 4, lines(4, "Was anybody hurt?", "- No, nobody."), hard=False),
    Fault("label_missing", "netflix", 6, voices("Anna", "Anna", "Ben", "Ben", "Anna", "Ben"), hard=False, suffix="vtt"),
    Fault("label_missing", "dcmp", 2, voices("Anna", "Ben", "Anna", "Ben", "Ben", "Ben"), hard=False, suffix="vtt"),
    Fault("too_fast", "netflix", 2, times(2, 5480, 7500), hard=False),
    Fault("too_fast", "bbc", 2, times(2, 5480, 8000), hard=False, suffix="vtt"),
    Fault("too_fast", "dcmp", 2, times(2, 5480, 7780), hard=False),
    Fault("too_fast", "netflix", 2, times(2, 6480, 8000), False, clean=CLEAN_JAPANESE, language="ja"),
    Fault("too_short", "netflix", 6, short(6, "Bye.", 23_480, 24_000)),
    Fault("too_short", "netflix", 4, short(4, "No.", 14_480, 15_000), suffix="vtt"),
    Fault("too_short", "bbc", 4, short(4, "No.", 14_480, 15_400)),
    Fault("too_short", "dcmp", 4, short(4, "No.", 14_480, 16_400), suffix="vtt"),
    Fault("too_short", "netflix", 4, short(4, "No.", 14_480, 14_480)),
    Fault("too_short", "netflix", 4, short(4, "No.", 18_417, 18_917), False, "vtt", stays=True),
    Fault("too_long", "netflix", 6, times(6, 22_500, 29_600)),
    Fault("too_long", "bbc", 6, times(6, 22_900, 30_000), suffix="vtt", others=("gap_flickers",)),
    Fault("too_long", "dcmp", 6, times(6, 23_480, 29_600)),
    Fault("gap_too_small", "netflix", 2, times(2, 5480, 9950), hard=False),
    Fault("gap_too_small", "netflix", 2, times(2, 5480, 10_000), hard=False, suffix="vtt"),
    Fault("gap_too_small", "netflix", 2, times(2, 5480, 9960), hard=False, frame_rate="25"),
    Fault("gap_flickers", "netflix", 2, times(2, 5480, 9700), hard=False),
    Fault("gap_flickers", "bbc", 2, times(2, 5480, 9700), hard=False, suffix="vtt"),
    Fault("gap_flickers", "bbc", 2, times(2, 5480, 9960), hard=False, frame_rate="25"),
    Fault("overlap", "netflix", 2, times(2, 5480, 10_100)),
    Fault("overlap", "bbc", 2, times(2, 5480, 10_001), suffix="vtt"),
    Fault("overlap", "cea-608", 3, times(3, 10_000, 15_000)),
    Fault("overlap", "ebu-tt-d", 3, times(3, 10_000, 15_000), hard=False, suffix="vtt"),
    Fault("out_of_order", "netflix", 4, swapped(3, 4)),
    Fault("out_of_order", "bbc", 2, swapped(1, 2), suffix="vtt"),
    Fault("off_frame", "netflix", 3, times(3, 10_010, 13_000), frame_rate="25"),
    Fault("off_frame", "bbc", 3, times(3, 10_000, 13_013), suffix="vtt", frame_rate="25"),
    Fault("off_frame", "dcmp", 1, times(1, 1020, 4000), frame_rate="25"),
    Fault("beyond_recording", "netflix", 6, times(6, 25_000, 30_500)),
    Fault("beyond_recording", "ebu-tt-d", 6, times(6, 31_000, 33_000), suffix="vtt", stays=True),
    Fault("channel_too_slow", "cea-608", 1, times(1, 200, 4000)),
    Fault("channel_too_slow", "cea-608", 6, times(6, 19_500, 26_000), suffix="vtt", others=("overlap",)),
)
"""One file each."""
