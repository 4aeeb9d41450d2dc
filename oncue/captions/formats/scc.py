"""Scenarist closed captions (SCC): CEA-608 in hexadecimal words, each line with the time code at which it is sent.

Captions pop on, in channel CC1, centred in the last rows. It has no standard; what players and encoders agree on is written
down at http://www.theneitherworld.com/mcpoodle/SCC_TOOLS/DOCS/SCC_FORMAT.HTML.
"""

from __future__ import annotations

from collections.abc import Sequence

from oncue.caption_readers import cea608
from oncue.caption_readers.scc_reader import FIRST_LINE
from oncue.captions.formats.cell_rows import CellRow, Screen, labelled, screens
from oncue.captions.formats.nearest_characters import NearestCharacters
from oncue.captions.formats.programme_clock import ProgrammeClock, programme_clock
from oncue.captions.formats.scc_schedule import LATE_FRAMES, Load, Schedule, schedule
from oncue.captions.formats.written import Written, no_word_times
from oncue.captions.track import CaptionTrack

# 23.976 and 29.97 that drop no labels are behind the clock alike; all others keep to it, as only dropped labels do.
_RATES = {
    "23.976": "29.97ndf", "24": "29.97df", "25": "29.97df", "29.97df": "29.97df", "29.97ndf": "29.97ndf", "30": "29.97df",
    "50": "29.97df", "59.94df": "29.97df", "59.94ndf": "29.97ndf", "60": "29.97df",
}  # fmt: skip

USUAL_SCC_RATE = "29.97df"
"""The frames that are counted where none are chosen."""

_MOST_ROWS = 4
"""CEA-608-E, 47 CFR 15.119(d)(1): no more rows are on screen at once."""


def write(track: CaptionTrack) -> Written:
    """The captions, each loaded ahead so that it shows on its frame."""
    clock, lost_frames = programme_clock(track.options, _RATES, USUAL_SCC_RATE, "SCC")
    near = NearestCharacters(cea608.holds)
    cues = track.narrowed(max_chars=cea608.COLUMN_COUNT, max_lines=_MOST_ROWS).cues
    shown, lost_rows = screens(cues, labelled, near, columns=cea608.COLUMN_COUNT, rows=_MOST_ROWS)
    spans = clock.spans(shown)
    loads = [
        Load(
            _words(screen.rows, exact=True, twice=True),
            _words(screen.rows, exact=False, twice=True),
            _words(screen.rows, exact=False, twice=False),
        )
        for screen in shown
    ]
    sent = schedule(loads, spans)
    lines = [
        f"{clock.label(burst.frame)}\t{' '.join(f'{cea608.with_parity(word):04x}' for word in burst.words)}\n"
        for burst in sent.bursts
    ]
    return Written(
        "\n".join([f"{FIRST_LINE}\n", *lines]).encode("ascii"),
        (
            *no_word_times(track.options),
            *lost_frames,
            *clock.past_midnight(spans),
            *near.lost("CEA-608"),
            *lost_rows,
            *_lost_time(sent, shown, clock),
        ),
    )


def _words(rows: Sequence[CellRow], *, exact: bool, twice: bool) -> list[int]:
    # The code that begins to load comes twice always: pycaption tells by it whether a character's code that does is one.
    words = [*[cea608.ERASE_LOADED] * (2 if twice else 1), *[cea608.RESUME_CAPTION_LOADING] * 2]
    for row, line in enumerate(rows, cea608.ROW_COUNT + 1 - len(rows)):
        column = (cea608.COLUMN_COUNT - len(line.text)) // 2
        words += cea608.place_words(row, column, exact=exact, twice=twice)
        words += cea608.text_words(line.text)
    return words


def _lost_time(sent: Schedule, wanted: Sequence[Screen], clock: ProgrammeClock) -> tuple[str, ...]:
    delays = [frame - clock.frame_at(screen.start_ms) for frame, screen in zip(sent.shown, wanted, strict=True)]
    late = [delay for delay in delays if delay > LATE_FRAMES]
    if not late:
        return ()
    seconds = float(max(late) / clock.rate.rate)
    shown = "1 caption shows" if len(late) == 1 else f"{len(late)} captions show"
    return (
        f"late: {shown} late, by {max(late)} frames ({seconds:.1f} s) at most: the channel has two bytes "
        "a frame, and there is too little time before them.",
    )
