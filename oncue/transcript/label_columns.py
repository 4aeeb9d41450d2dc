"""The line that heads the columns of a script in plain text: what each of them holds, and nobody says."""

from __future__ import annotations

import re
from collections.abc import Sequence

from oncue.transcript.document import Line, Range

_CELLS = re.compile(r"\t+| {2,}|\s*\|\s*")
_NAMES_OF_COLUMNS = (
    "time timecode tc in out start end speaker name who character role dialogue dialog text transcript speech"
    " line no note notes audio video duration temps début fin locuteur intervenant nom texte dialogue zeit"
    " anfang ende sprecher sprecherin person text dialog tiempo inicio hablante nombre texto diálogo tempo"
    " inizio fine parlante oratore nome testo dialogo início orador falante tijd begin einde spreker naam tekst"
    " czas początek koniec mówca tekst время начало конец спикер говорящий имя текст zaman konuşmacı metin tid"
    " talare namn replik taler navn tekst čas mluvčí jméno"
)
_HEADS = frozenset(_NAMES_OF_COLUMNS.split())


def heads_of_columns(text: str, lines: Sequence[Line]) -> tuple[Range, ...]:
    """The first line, where all of its cells are names of columns."""
    if not lines:
        return ()
    first = lines[0]
    cells = [cell.casefold().split() for cell in _CELLS.split(text[first.start : first.end]) if cell.strip()]
    named = all(len(cell) <= 3 and any(word in _HEADS for word in cell) for cell in cells)
    return ((first.start, first.end),) if len(cells) > 1 and named else ()
